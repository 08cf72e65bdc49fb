import Foundation
import GRDB
import NeiroCore
import NeiroTestSupport
import Testing

@testable import NeiroStore

@Suite struct LabelImportTests {
  private static let header = "clip_a,clip_b,label,labeller,created_at\n"

  /// Clips are called 1, 2, 3 …
  private static func resolve(_ text: String) throws(StoreError) -> ClipID {
    guard let number = Int(text), let clip = try? Sample.clip(number) else {
      throw .noSuchClip(text: text, lookedIn: [], libraryFiles: nil)
    }
    return clip
  }

  @discardableResult
  private func load(
    _ lines: String, into database: LabelDatabase, skipsBadLines: Bool = false,
    header: String = Self.header
  ) throws -> ImportSummary {
    try database.importLabels(
      LabelCSV(text: header + lines, path: "mine.csv"), name: "mine.csv", labeller: "me",
      skipsBadLines: skipsBadLines, resolve: Self.resolve)
  }

  @Test func importsEachLabellersLines() throws {
    let database = try LabelDatabase()
    let summary = try load(
      """
      1,2,similar,ada,2026-03-01T12:00:00Z
      3,1, Dissimilar ,bob,2026-03-01T12:00:01Z
      2,3,unsure,,
      """, into: database)
    #expect(summary == ImportSummary(imported: 3, alreadyThere: 0, badLines: []))
    let labels = try database.currentLabels()
    #expect(labels.map(\.labeller) == ["ada", "bob", "me"])
    #expect(labels.map(\.label) == [.similar, .dissimilar, .unsure])
    #expect(try labels.map(\.a) == [1, 3, 2].map(Sample.clip))
    #expect(labels[1].createdAt == Timestamp.date("2026-03-01T12:00:01Z"))
    #expect(abs(labels[2].createdAt.timeIntervalSinceNow) < 60)
    #expect(try database.history().allSatisfy { $0.source == .imported(name: "mine.csv") })
  }

  @Test func importingTwiceChangesNothing() throws {
    // Given lines with and without a time, once with the sides swapped
    let database = try LabelDatabase()
    let lines = "1,2,similar,ada,2026-03-01T12:00:00Z\n3,1,dissimilar,ada,\n"
    try load(lines, into: database)
    let before = try database.history()

    // When
    let again = try load(lines, into: database)
    let swapped = try load("2,1,similar,ada,2026-03-01T14:00:00+02:00\n", into: database)

    // Then
    #expect(again == ImportSummary(imported: 0, alreadyThere: 2, badLines: []))
    #expect(swapped == ImportSummary(imported: 0, alreadyThere: 1, badLines: []))
    #expect(try database.history() == before)
  }

  @Test func aLaterAnswerOutlivesASecondImport() throws {
    // Given an import, and another answer to its pair since
    let database = try LabelDatabase()
    try load("1,2,similar,ada,2026-03-01T12:00:00Z\n", into: database)
    let session = try database.startSession(labeller: "ada", source: .asked)
    let later = try database.add(Sample.clip(1), Sample.clip(2), .dissimilar, in: session)

    // When the file is imported again
    #expect(
      try load("1,2,similar,ada,2026-03-01T12:00:00Z\n", into: database).alreadyThere == 1)

    // Then the later answer stands
    #expect(try database.currentLabels() == [later])
  }

  @Test func anotherTimeLabellerOrLabelIsNew() throws {
    let database = try LabelDatabase()
    try load("1,2,similar,ada,2026-03-01T12:00:00Z\n", into: database)
    for line in [
      "1,2,similar,ada,2026-03-01T12:00:01Z", "1,2,similar,bob,2026-03-01T12:00:00Z",
      "1,2,dissimilar,ada,2026-03-01T12:00:00Z", "1,2,unsure,ada,",
    ] {
      #expect(try load(line, into: database).imported == 1, "\(line)")
    }
  }

  @Test func anUndoneAnswerCanBeImportedAgain() throws {
    let database = try LabelDatabase()
    try load("1,2,similar,ada,2026-03-01T12:00:00Z\n", into: database)
    try database.undoLast(labeller: "ada")
    #expect(try load("1,2,similar,ada,2026-03-01T12:00:00Z\n", into: database).imported == 1)
  }

  private static let withBadLines = """
    1,2,similar,ada,2026-03-01T12:00:00Z
    1,x,similar,ada,
    1,1,similar,ada,
    1,3,alike,ada,
    1,4,similar,ada,yesterday
    1,5,similar
    2,1,dissimilar,ada,
    2,1,similar,ada,
    ,6,similar,ada,
    2,3,similar,ada,
    """

  @Test func everyBadLineIsNamedAndNothingImported() throws {
    let database = try LabelDatabase()
    let error = try storeError { try load(Self.withBadLines, into: database) }
    guard case .badLines("mine.csv", let lines) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(lines.map(\.line) == [3, 4, 5, 6, 7, 8, 10])
    let reasons = lines.map(\.reason)
    #expect(reasons[0].hasPrefix("No clip \"x\""))
    #expect(reasons[1] == "both clips are the same sound")
    #expect(reasons[2] == "\"alike\" is no label; there are similar, dissimilar, unsure")
    #expect(reasons[3] == "\"yesterday\" is no time such as 2026-03-01T12:34:56Z")
    #expect(reasons[4] == "it has 3 fields, the header has 5")
    #expect(
      reasons[5] == "dissimilar, but line 2 says similar of the same pair and labeller")
    #expect(reasons[6] == "clip_a is empty")
    #expect(error.description.contains("7 lines of mine.csv cannot be used"))
    #expect(error.description.contains("\n  line 10: clip_a is empty"))
    #expect(try database.history() == [])
    #expect(try database.labellers() == [])
  }

  @Test func badLinesCanBeSkipped() throws {
    let database = try LabelDatabase()
    let summary = try load(Self.withBadLines, into: database, skipsBadLines: true)
    #expect(summary.imported == 2)
    #expect(summary.alreadyThere == 1)
    #expect(summary.badLines.count == 7)
    #expect(try database.currentLabels().count == 2)
  }

  @Test func aFailureInTheMiddleImportsNothing() throws {
    // Given a database that fails at the second line
    let database = try LabelDatabase()
    try database.write { database in
      try database.execute(
        sql: """
          CREATE TRIGGER failsLate BEFORE INSERT ON labelEvent WHEN NEW.label = 'unsure'
          BEGIN SELECT RAISE(ABORT, 'the disk went away'); END
          """)
    }
    #expect(throws: StoreError.self) {
      try load("1,2,similar,ada,\n1,3,unsure,ada,\n", into: database)
    }
    #expect(try database.history() == [])
    #expect(try database.labellers() == [])
  }

  @Test func exportAndImportGiveTheSameLabels() throws {
    // Given a history with changes of mind, undos and several people
    let database = try LabelDatabase()
    var generator = SeededGenerator(seed: 5)
    for round in 0..<8 {
      let session = try database.startSession(
        labeller: ["ada", "bob, \"B\""][round % 2], source: .asked)
      for _ in 0..<20 {
        let (a, b) = (generator.index(below: 9), generator.index(below: 9))
        guard a != b else { continue }
        let label = PairLabel.allCases[generator.index(below: 3)]
        let time = Date(timeIntervalSince1970: 1.7e9 + generator.unit() * 1e7)
        try database.add(
          Sample.clip(a), Sample.clip(b), label, in: session, at: time, earlier: .replace)
      }
      try database.undoLast(labeller: session.labeller)
    }
    let labels = try database.currentLabels()
    #expect(labels.count > 20)

    // When
    let text = try LabelCSV.text(for: labels) { clip throws(StoreError) in clip.hex }
    let other = try LabelDatabase()
    let resolver = ClipResolver(library: nil, baseFolders: [])
    let summary = try other.importLabels(
      LabelCSV(text: text, path: "export.csv"), name: "export.csv", labeller: "me"
    ) { text throws(StoreError) in try resolver.clip(text) }

    // Then
    #expect(summary.imported == labels.count)
    #expect(try other.currentLabels() == labels)
  }
}
