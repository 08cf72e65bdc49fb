import Foundation
import NeiroCore

/// Turns the lines of a table into answers, and keeps what is wrong with the others.
struct LabelCSVReader {
  struct Line {
    let number: Int
    let answer: LabelledPair
    /// Whether the table says when it was given.
    let isTimed: Bool
  }

  private struct Key: Hashable {
    let labeller: String
    let taste: String
    let pair: ClipPair
  }

  /// What one line means, or why it means nothing.
  private struct Flaw: Error {
    let reason: String
  }

  let labeller: String
  let taste: String
  let now: Date
  private(set) var lines: [Line] = []
  private(set) var badLines: [BadLine] = []
  /// Lines that say again what an earlier one says.
  private(set) var repeated = 0
  private var first: [Key: Line] = [:]
  /// Most clips are in many pairs; a path is looked for once.
  private var clips: [String: ClipID] = [:]

  init(labeller: String, taste: String, now: Date) {
    self.labeller = labeller
    self.taste = taste
    self.now = now
  }

  mutating func read(_ row: LabelCSV.Row, resolve: (String) throws(StoreError) -> ClipID) {
    do throws(Flaw) {
      let line = try line(row, resolve: resolve)
      let key = Key(
        labeller: line.answer.labeller, taste: line.answer.taste, pair: line.answer.pair)
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
    let whichTaste = row.others[.taste].map(Taste.named) ?? taste
    guard whichTaste != Taste.all else {
      throw Flaw(reason: "\(StoreError.reservedTaste(whichTaste))")
    }
    return Line(
      number: row.line,
      answer: LabelledPair(
        a: a, b: b, label: label, labeller: who, taste: whichTaste, createdAt: time,
        details: try details(row)),
      isTimed: !timeText.isEmpty)
  }

  private func details(_ row: LabelCSV.Row) throws(Flaw) -> AnswerDetails {
    func number(_ column: LabelCSV.Column) throws(Flaw) -> Int? {
      guard let text = row.others[column]?.trimmingCharacters(in: .whitespaces) else { return nil }
      guard let number = Int(text) else {
        throw Flaw(reason: "\(column.rawValue) is \"\(text)\"; it needs whole milliseconds")
      }
      return number
    }
    var details = AnswerDetails(
      takenMilliseconds: try number(.taken), reason: row.others[.reason])
    if let text = row.others[.firstSide]?.trimmingCharacters(in: .whitespaces).lowercased() {
      guard let side = AnswerDetails.Side(rawValue: text) else {
        throw Flaw(reason: "first_side is \"\(text)\"; it needs a or b")
      }
      details.firstSide = side
    }
    switch (try number(.heardA), try number(.heardB)) {
    case (nil, nil): break
    case (let a?, let b?):
      guard a != 0, b != 0 else { throw Flaw(reason: "a clip that was not heard makes no label") }
      details.heardMilliseconds = .init(a: a, b: b)
    default: throw Flaw(reason: "heard_a_ms and heard_b_ms go together")
    }
    switch (row.others[.head], row.others[.headFingerprint]) {
    case (nil, nil): break
    case (let name?, let fingerprint?):
      details.headVersion = HeadVersion(name: name, fingerprint: fingerprint)
    default: throw Flaw(reason: "head and head_fingerprint go together")
    }
    do throws(StoreError) {
      try details.validate()
    } catch {
      throw Flaw(reason: error.description)
    }
    return details
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
