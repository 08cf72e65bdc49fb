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
  /// A line that repeats a standing answer (same labeller, taste, pair in either order, label and
  /// time; without a time: the current label) is counted as already there, so that importing a file
  /// twice changes nothing.
  ///
  /// - Parameters:
  ///   - table: The lines.
  ///   - name: Of the table; the sessions' source will be `import:NAME`.
  ///   - labeller: For lines that name none.
  ///   - taste: For lines that name none.
  ///   - now: For lines without a time.
  ///   - skipsBadLines: Import the good lines although there are bad ones.
  ///   - resolve: Finds the clip that a text means; see ``ClipResolver``.
  /// - Returns: How many lines were new.
  /// - Throws: ``StoreError/badLines(path:lines:)`` with every bad line if there is one and they
  ///   are not to be skipped; then nothing was imported.
  public func importLabels(
    _ table: LabelCSV, name: String, labeller: String, taste: String = Taste.usual,
    now: Date = Date(), skipsBadLines: Bool = false, resolve: (String) throws(StoreError) -> ClipID
  ) throws(StoreError) -> ImportSummary {
    var reader = LabelCSVReader(labeller: labeller, taste: Taste.named(taste), now: now)
    for row in table.rows { reader.read(row, resolve: resolve) }
    let badLines = (table.badLines + reader.badLines).sorted { $0.line < $1.line }
    guard badLines.isEmpty || skipsBadLines else {
      throw .badLines(path: table.path, lines: badLines)
    }
    return try write { database in
      var sessions: [[String]: Int64] = [:]
      var alreadyThere = reader.repeated
      for line in reader.lines {
        if try Self.isThere(database, line) {
          alreadyThere += 1
          continue
        }
        let (labeller, taste) = (line.answer.labeller, line.answer.taste)
        let session =
          try sessions[[labeller, taste]]
          ?? Self.insertSession(
            database, labeller: labeller, taste: taste, source: .imported(name: name), at: now
          ).id
        sessions[[labeller, taste]] = session
        _ = try Self.insertAnswer(database, line.answer, in: session)
      }
      let imported = reader.lines.count + reader.repeated - alreadyThere
      return ImportSummary(imported: imported, alreadyThere: alreadyThere, badLines: badLines)
    }
  }

  /// Whether an answer that stands says what `line` says.
  private static func isThere(_ database: Database, _ line: LabelCSVReader.Line) throws -> Bool {
    let answer = line.answer
    let rows = try Row.fetchAll(
      database,
      sql: """
        \(liveAnswers) AND clipLow = ? AND clipHigh = ? AND labeller = ? AND taste = ?
        ORDER BY createdAt, event.id
        """,
      arguments: [answer.pair.low.hex, answer.pair.high.hex, answer.labeller, answer.taste])
    guard line.isTimed else { return rows.last?["label"] == answer.label.rawValue }
    let time = Timestamp.text(answer.createdAt)
    return rows.contains { $0["label"] == answer.label.rawValue && $0["createdAt"] == time }
  }
}
