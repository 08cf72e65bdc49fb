public import Foundation
import GRDB
public import NeiroCore

/// What an import did.
public struct ImportSummary: Hashable, Sendable {
  public let imported: Int
  /// Lines that say what the database says already.
  public let alreadyThere: Int
  /// Lines that were left out; empty unless bad lines were to be skipped.
  public let badLines: [BadLine]
}

extension LabelDatabase {
  /// Imports a table in one transaction.
  ///
  /// A line that repeats a standing answer (same labeller, pair in either order, label and time;
  /// without a time: the current label) is counted as already there, so that importing a file
  /// twice changes nothing.
  ///
  /// - Parameters:
  ///   - table: The lines.
  ///   - name: Of the table; the sessions' source will be `import:NAME`.
  ///   - labeller: For lines that name none.
  ///   - now: For lines without a time.
  ///   - skipsBadLines: Import the good lines although there are bad ones.
  ///   - resolve: Finds the clip that a text means; see ``ClipResolver``.
  /// - Returns: How many lines were new.
  /// - Throws: ``StoreError/badLines(path:lines:)`` with every bad line if there is one and they
  ///   are not to be skipped; then nothing was imported.
  public func importLabels(
    _ table: LabelCSV, name: String, labeller: String, now: Date = Date(),
    skipsBadLines: Bool = false, resolve: (String) throws(StoreError) -> ClipID
  ) throws(StoreError) -> ImportSummary {
    var reader = ImportReader(labeller: labeller, now: now)
    for row in table.rows { reader.read(row, resolve: resolve) }
    let badLines = (table.badLines + reader.badLines).sorted { $0.line < $1.line }
    guard badLines.isEmpty || skipsBadLines else {
      throw .badLines(path: table.path, lines: badLines)
    }
    return try write { database in
      var sessions: [String: Int64] = [:]
      var alreadyThere = reader.repeated
      for line in reader.lines {
        if try Self.isThere(database, line) {
          alreadyThere += 1
          continue
        }
        let labeller = line.answer.labeller
        let session =
          try sessions[labeller]
          ?? Self.insertSession(
            database, labeller: labeller, source: .imported(name: name), at: now
          ).id
        sessions[labeller] = session
        _ = try Self.insertAnswer(database, line.answer, in: session)
      }
      let imported = reader.lines.count + reader.repeated - alreadyThere
      return ImportSummary(imported: imported, alreadyThere: alreadyThere, badLines: badLines)
    }
  }

  /// Whether an answer that stands says what `line` says.
  private static func isThere(_ database: Database, _ line: ImportReader.Line) throws -> Bool {
    let answer = line.answer
    let rows = try Row.fetchAll(
      database,
      sql: "\(liveAnswers) AND clipLow = ? AND clipHigh = ? AND labeller = ? ORDER BY event.id",
      arguments: [answer.pair.low.hex, answer.pair.high.hex, answer.labeller])
    guard line.isTimed else { return rows.last?["label"] == answer.label.rawValue }
    let time = Timestamp.text(answer.createdAt)
    return rows.contains { $0["label"] == answer.label.rawValue && $0["createdAt"] == time }
  }
}

/// Turns the lines of a table into answers, and keeps what is wrong with the others.
private struct ImportReader {
  struct Line {
    let number: Int
    let answer: LabelledPair
    /// Whether the table says when it was given.
    let isTimed: Bool
  }

  private struct Key: Hashable {
    let labeller: String
    let pair: ClipPair
  }

  /// What one line means, or why it means nothing.
  private struct Flaw: Error {
    let reason: String
  }

  let labeller: String
  let now: Date
  private(set) var lines: [Line] = []
  private(set) var badLines: [BadLine] = []
  /// Lines that say again what an earlier one says.
  private(set) var repeated = 0
  private var first: [Key: Line] = [:]
  /// Most clips are in many pairs; a path is looked for once.
  private var clips: [String: ClipID] = [:]

  init(labeller: String, now: Date) {
    self.labeller = labeller
    self.now = now
  }

  mutating func read(_ row: LabelCSV.Row, resolve: (String) throws(StoreError) -> ClipID) {
    do throws(Flaw) {
      let line = try line(row, resolve: resolve)
      let key = Key(labeller: line.answer.labeller, pair: line.answer.pair)
      guard let earlier = first[key] else {
        first[key] = line
        lines.append(line)
        return
      }
      guard earlier.answer.label == line.answer.label else {
        throw Flaw(
          reason: "\(line.answer.label.rawValue), but line \(earlier.number) says "
            + "\(earlier.answer.label.rawValue) of the same pair and labeller")
      }
      repeated += 1
    } catch {
      badLines.append(BadLine(line: row.line, reason: error.reason))
    }
  }

  private mutating func line(
    _ row: LabelCSV.Row, resolve: (String) throws(StoreError) -> ClipID
  ) throws(Flaw) -> Line {
    let a = try clip(row.clipA, .clipA, resolve: resolve)
    let b = try clip(row.clipB, .clipB, resolve: resolve)
    guard a != b else { throw Flaw(reason: "both clips are the same sound") }
    let labelText = row.label.trimmingCharacters(in: .whitespaces).lowercased()
    guard let label = PairLabel(rawValue: labelText) else {
      let allowed = PairLabel.allCases.map(\.rawValue).joined(separator: ", ")
      throw Flaw(reason: "\"\(row.label)\" is no label; there are \(allowed)")
    }
    let named = (row.labeller ?? "").trimmingCharacters(in: .whitespacesAndNewlines)
    let who = named.isEmpty ? labeller : named
    guard !who.allSatisfy(\.isWhitespace) else {
      throw Flaw(reason: "no labeller is named, and there is no other to take")
    }
    let timeText = (row.createdAt ?? "").trimmingCharacters(in: .whitespaces)
    guard let time = timeText.isEmpty ? now : Timestamp.date(timeText) else {
      throw Flaw(reason: "\"\(timeText)\" is no time such as 2026-03-01T12:34:56Z")
    }
    return Line(
      number: row.line,
      answer: LabelledPair(a: a, b: b, label: label, labeller: who, createdAt: time),
      isTimed: !timeText.isEmpty)
  }

  private mutating func clip(
    _ text: String, _ column: LabelCSV.Column, resolve: (String) throws(StoreError) -> ClipID
  ) throws(Flaw) -> ClipID {
    guard !text.allSatisfy(\.isWhitespace) else {
      throw Flaw(reason: "\(column.rawValue) is empty")
    }
    if let clip = clips[text] { return clip }
    do {
      let clip = try resolve(text)
      clips[text] = clip
      return clip
    } catch {
      throw Flaw(reason: error.description)
    }
  }
}
