import Foundation
import GRDB
import NeiroCore
import NeiroTestSupport
import Testing

@testable import NeiroStore

/// Everything that a log can hold, by two people with two tastes.
func filledDatabase(seed: UInt64 = 5) throws -> LabelDatabase {
  let database = try LabelDatabase()
  var generator = SeededGenerator(seed: seed)
  for round in 0..<6 {
    let session = try database.startSession(
      labeller: ["ada", "bob, \"B\" /\u{2028}ö"][round % 2], taste: ["", "pads"][round / 2 % 2],
      source: [.asked, .added, .imported(name: "mine \"1\".csv")][round % 3])
    for _ in 0..<12 {
      let (a, b) = (
        try Sample.clip(generator.index(below: 9)), try Sample.clip(generator.index(below: 9))
      )
      guard a != b else { continue }
      let time = Date(timeIntervalSince1970: 1.7e9 + generator.unit() * 1e7)
      let details = generator.unit() < 0.5 ? AnswerDetails.sample : AnswerDetails()
      switch generator.index(below: 6) {
      case 0: try database.skip(a, b, in: session, at: time, details: details)
      case 1:
        try database.flag(a, note: generator.unit() < 0.5 ? "a \"click\",\n" : nil, in: session)
      case 2: try database.note("tab\t, line\n end \\ \u{1F3B9}", on: a, b, in: session, at: time)
      default:
        try database.add(
          a, b, PairLabel.allCases[generator.index(below: 3)], in: session, at: time,
          earlier: .replace, details: details)
      }
    }
    try database.undoLast(labeller: session.labeller)
  }
  if let flag = try database.flags().first { try database.undo(event: flag.id) }
  return database
}

@Suite struct LabelLogTextTests {
  @Test(arguments: [1, 5, 9] as [UInt64]) func outAndInGivesTheSameBytes(seed: UInt64) throws {
    // Given a log with everything in it
    let database = try filledDatabase(seed: seed)
    let text = try database.log().text()
    for kind in ["session", "answer", "undo", "skip", "flag", "note"] {
      #expect(text.contains("\"kind\":\"\(kind)\""))
    }
    let lines = text.split(separator: "\n").count
    #expect(lines == (try database.history().count) + (try database.sessions().count))

    // When
    let other = try LabelDatabase()
    let summary = try other.merge(LabelLog(text: text, path: "all.jsonl"))

    // Then
    #expect(try other.log().text() == text)
    #expect(try other.history() == database.history())
    #expect(try other.currentLabels() == database.currentLabels())
    #expect(summary.answers + summary.undos + summary.remarks == (try database.history().count))
    #expect(summary.alreadyThere == 0 && summary.conflicts == [])

    // And a second time nothing is new
    let again = try other.merge(LabelLog(text: text, path: "all.jsonl"))
    #expect(again.answers + again.undos + again.remarks == 0)
    #expect(again.alreadyThere == (try database.history().count))
    #expect(try other.log().text() == text)
  }

  @Test func aSelectionIsALogOfItsOwn() throws {
    let database = try filledDatabase()
    let pads = LabelSelection(labellers: ["ada"], tastes: ["pads"])
    let other = try LabelDatabase()
    _ = try other.merge(LabelLog(text: database.log(of: pads).text(), path: "pads.jsonl"))
    #expect(try other.currentLabels() == database.currentLabels(of: pads))
    #expect(try other.labellers() == ["ada"] && other.tastes() == ["pads"])
    // The rest fits in later.
    _ = try other.merge(database.log())
    #expect(try other.currentLabels() == database.currentLabels())
  }

  private static let session =
    #"{"kind":"session","uid":"S","labeller":"ada","taste":"default","source":"asked","#
    + #""started_at":"2026-03-01T12:00:00.000Z"}"#

  /// A line with A and B for clips, S and E for identities; what is said of it.
  @Test(arguments: [
    ("no json", "it is no JSON object"), ("[1]", "it is no JSON object"),
    (#"{"uid":"E"}"#, "it has no kind"),
    (#"{"kind":"guess","uid":"E"}"#, "its kind can't be that"),
    (#"{"kind":"answer","uid":"xyz"}"#, "32 hexadecimal digits"),
    (#"{"kind":"answer","uid":"E","session":"S","clip_a":"A"}"#, "no clip_b, created_at, label"),
    (#"{"kind":"answer","uid":"E","session":"S","clip_a":"A1"}"#, "its clip_a"),
    (#"{"kind":"answer","uid":"E","session":5}"#, "its session is of the wrong kind"),
    (#"{"kind":"flag","uid":"E","session":"S","clip_a":"A","created_at":"T","mood":1}"#, "mood"),
    (
      #"{"kind":"flag","uid":"E","session":"S","clip_a":"A","created_at":"T","label":"similar"}"#,
      "can't have label"
    ),
    (#"{"kind":"flag","uid":"E","session":"S","clip_a":"A","created_at":"now"}"#, "is no time"),
    (#"{"kind":"flag","uid":"E","session":"E","clip_a":"A","created_at":"T"}"#, "its session is"),
    (#"{"kind":"undo","uid":"E","session":"S","undoes":"E","created_at":"T"}"#, "what it undoes"),
    (
      #"{"kind":"skip","uid":"E","session":"S","clip_a":"A","clip_b":"A","created_at":"T"}"#,
      "the same sound"
    ),
    (
      #"{"kind":"skip","uid":"E","session":"S","clip_a":"A","clip_b":"B","created_at":"T","#
        + #""heard_a_ms":5}"#, "one half"
    ),
    (
      #"{"kind":"answer","uid":"E","session":"S","clip_a":"A","clip_b":"B","created_at":"T","#
        + #""label":"similar","taken_ms":-5}"#, "-5 milliseconds taken"
    ),
    (
      #"{"kind":"session","uid":"E","labeller":" ada","taste":"default","source":"asked","#
        + #""started_at":"T"}"#, "can't be that"
    ),
    (
      #"{"kind":"session","uid":"E","labeller":"ada","taste":"all","source":"asked","#
        + #""started_at":"T"}"#, "“all”"
    ),
    (
      #"{"kind":"session","uid":"S","labeller":"bob","taste":"default","source":"asked","#
        + #""started_at":"T"}"#, "the log is never changed"
    ),
  ])
  func badLinesAreNamedAndNothingIsTaken(line: String, words: String) throws {
    // Given a good session, the line, a good flag
    let flag = #"{"kind":"flag","uid":"F","session":"S","clip_a":"A","created_at":"T"}"#
    var text = [Self.session, line, flag].joined(separator: "\n")
    let names = [
      ("S", String(repeating: "5", count: 32)), ("E", String(repeating: "e", count: 32)),
      ("F", String(repeating: "f", count: 32)), ("A", try Sample.clip(1).hex),
      ("B", try Sample.clip(2).hex), ("T", "2026-03-01T12:00:00.000Z"),
    ]
    for (name, value) in names { text = text.replacing("\"\(name)\"", with: "\"\(value)\"") }
    let log = LabelLog(text: text, path: "bad.jsonl")

    // Then all is refused, with the reason
    let database = try LabelDatabase()
    let error = try storeError { _ = try database.merge(log) }
    guard case .badLines("bad.jsonl", let lines) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(lines.map(\.line) == [2])
    #expect(lines.first?.reason.contains(words) == true, "\(lines)")
    #expect(try database.sessions().isEmpty && database.history().isEmpty)

    // Unless bad lines are to be left out
    let summary = try database.merge(log, skipsBadLines: true)
    #expect(summary.badLines == lines && summary.remarks == 1)
    #expect(try database.flags().count == 1)
  }
}

@Suite struct LabelTableRoundTripTests {
  @Test(arguments: [1, 5, 9] as [UInt64]) func answersWithDetailsSurviveATable(
    seed: UInt64
  ) throws {
    // Given
    let database = try filledDatabase(seed: seed)
    let labels = try database.currentLabels()
    let text = try LabelCSV.text(for: labels) { clip throws(StoreError) in clip.hex }
    #expect(
      text.hasPrefix(
        "clip_a,clip_b,label,labeller,created_at,taste,first_side,heard_a_ms,heard_b_ms,"
          + "taken_ms,reason,head,head_fingerprint\n"))

    // When
    let other = try LabelDatabase()
    let resolver = ClipResolver(library: nil, baseFolders: [])
    let summary = try other.importLabels(
      LabelCSV(text: text, path: "all.csv"), name: "all.csv", labeller: "me", taste: "bass"
    ) { text throws(StoreError) in try resolver.clip(text) }

    // Then
    #expect(summary.imported == labels.count)
    let found = try other.currentLabels()
    #expect(found == labels)
    #expect(try LabelCSV.text(for: found) { clip throws(StoreError) in clip.hex } == text)
  }

  @Test func onlyColumnsWithSomethingInThemAreWritten() throws {
    let database = try LabelDatabase()
    let session = try database.startSession(labeller: "ada", source: .asked)
    let answer = try database.add(
      Sample.clip(1), Sample.clip(2), .similar, in: session,
      details: AnswerDetails(takenMilliseconds: 1200))
    let text = try LabelCSV.text(for: [answer]) { clip throws(StoreError) in clip.hex }
    #expect(text.hasPrefix("clip_a,clip_b,label,labeller,created_at,taken_ms\n"))
    #expect(text.hasSuffix(",1200\n"))
  }

  @Test func aTableOfTodayTakesTheTasteThatIsGiven() throws {
    let database = try LabelDatabase()
    let text = "clip_a,clip_b,label,taste\n1,2,similar,\n1,2,dissimilar,pads\n"
    let summary = try database.importLabels(
      LabelCSV(text: text, path: "mine.csv"), name: "mine.csv", labeller: "me", taste: " bass "
    ) { text throws(StoreError) in
      guard let number = Int(text), let clip = try? Sample.clip(number) else {
        throw .noSuchClip(text: text, lookedIn: [], libraryFiles: nil)
      }
      return clip
    }
    // Two tastes don't contradict each other.
    #expect(summary.imported == 2)
    #expect(try database.currentLabels().map(\.taste) == ["bass", "pads"])
  }

  @Test(arguments: [
    ("taken_ms", "soon", "whole milliseconds"), ("taken_ms", "-5", "-5 milliseconds"),
    ("heard_a_ms", "500", "go together"), ("heard_a_ms,heard_b_ms", "500,0", "not heard"),
    ("first_side", "left", "a or b"), ("head", "mine", "go together"), ("taste", "all", "“all”"),
  ])
  func aFieldThatSaysNothingIsABadLine(columns: String, fields: String, words: String) throws {
    let database = try LabelDatabase()
    let (a, b) = (try Sample.clip(1).hex, try Sample.clip(2).hex)
    let resolver = ClipResolver(library: nil, baseFolders: [])
    let error = try storeError {
      _ = try database.importLabels(
        LabelCSV(
          text: "clip_a,clip_b,label,\(columns)\n\(a),\(b),similar,\(fields)\n",
          path: "mine.csv"),
        name: "mine.csv", labeller: "me"
      ) { text throws(StoreError) in try resolver.clip(text) }
    }
    #expect(error.description.contains("line 2: ") && error.description.contains(words), "\(error)")
  }
}
