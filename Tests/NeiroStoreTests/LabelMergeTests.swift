import Foundation
import GRDB
import NeiroCore
import NeiroTestSupport
import Testing

@testable import NeiroStore

@Suite struct LabelMergeTests {
  private func clips() throws -> (ClipID, ClipID, ClipID) {
    (try Sample.clip(1), try Sample.clip(2), try Sample.clip(3))
  }

  private func time(_ seconds: Double) -> Date { Date(timeIntervalSince1970: 1.77e9 + seconds) }

  @Test func twoPeoplesAnswersStandSideBySide() throws {
    // Given
    let (a, b, c) = try clips()
    let (mine, theirs) = (try LabelDatabase(), try LabelDatabase())
    let ada = try mine.startSession(labeller: "ada", source: .asked)
    let bob = try theirs.startSession(labeller: "bob", source: .asked)
    let first = try mine.add(a, b, .similar, in: ada, at: time(0))
    let second = try theirs.add(b, a, .dissimilar, in: bob, at: time(1))
    let third = try theirs.add(b, c, .dissimilar, in: bob, at: time(2))

    // When
    let summary = try mine.merge(theirs.log())

    // Then nobody's answer is another's conflict
    #expect(summary.answers == 2 && summary.alreadyThere == 0 && summary.conflicts == [])
    #expect(try mine.currentLabels() == [first, second, third])
    // And their database is as it was
    #expect(try theirs.currentLabels() == [second, third])
  }

  @Test func mergingAgainAndBackChangesNothing() throws {
    let (mine, theirs) = (try filledDatabase(seed: 1), try filledDatabase(seed: 2))
    _ = try mine.merge(theirs.log())
    let merged = try mine.history()
    let again = try mine.merge(theirs.log())
    #expect(again.answers + again.undos + again.remarks == 0)
    #expect(try mine.history() == merged)

    // Both know the same afterwards, each in its own order
    _ = try theirs.merge(mine.log())
    #expect(try theirs.history().count == merged.count)
    #expect(try Set(theirs.history().map(\.uid)) == Set(merged.map(\.uid)))
    #expect(
      try Set(theirs.log().text().split(separator: "\n"))
        == Set(mine.log().text().split(separator: "\n")))
    #expect(try mine.merge(theirs.log()).alreadyThere == merged.count)
  }

  @Test(arguments: [false, true]) func differingAnswersAreKeptAndTold(hereIsLater: Bool) throws {
    // Given one person who answered one pair on two machines
    let (a, b, c) = try clips()
    let (mine, theirs) = (try LabelDatabase(), try LabelDatabase())
    let here = try mine.startSession(labeller: "ada", source: .asked)
    let there = try theirs.startSession(labeller: "ada", source: .asked)
    let one = try mine.add(a, b, .similar, in: here, at: time(hereIsLater ? 9 : 0))
    let two = try theirs.add(b, a, .dissimilar, in: there, at: time(5))
    // And another pair the same way, and a third by another taste
    try mine.add(a, c, .similar, in: here, at: time(1))
    try theirs.add(a, c, .similar, in: there, at: time(2))
    let pads = try theirs.startSession(labeller: "ada", taste: "pads", source: .asked)
    try theirs.add(a, b, .unsure, in: pads, at: time(3))

    // When it is only tried
    let log = try theirs.log()
    let dry = try mine.merge(log, isDryRun: true)
    #expect(try mine.history().count == 2)

    // And when it is done
    let summary = try mine.merge(log)
    #expect(summary == dry)

    // Then both are in the log, the later one counts, and it is told
    let current = hereIsLater ? one : two
    #expect(summary.conflicts == [LabelConflict(here: one, there: two, current: current)])
    #expect(try mine.standingAnswers().count == 5)
    let labels = try mine.currentLabels().filter { $0.pair == one.pair && $0.taste == "default" }
    #expect(labels == [current])
  }

  @Test func oneFileImportedByBothIsNoDuplicate() throws {
    // Given two people who imported the same file, and one who took an answer of it back
    let text = """
      clip_a,clip_b,label,labeller,created_at
      1,2,similar,gm,2026-03-01T12:00:00Z
      3,1,similar,gm,2026-03-01T12:00:01Z
      """
    func imported() throws -> LabelDatabase {
      let database = try LabelDatabase()
      _ = try database.importLabels(
        LabelCSV(text: text, path: "gm.csv"), name: "gm.csv", labeller: "me"
      ) { text throws(StoreError) in
        guard let number = Int(text), let clip = try? Sample.clip(number) else {
          throw .noSuchClip(text: text, lookedIn: [], libraryFiles: nil)
        }
        return clip
      }
      return database
    }
    let (mine, theirs) = (try imported(), try imported())
    let undone = try #require(try theirs.undoLast(labeller: "gm"))

    // When
    let summary = try mine.merge(theirs.log())

    // Then the answers are one each, and the undo is known here too, once
    #expect(summary.answers == 0 && summary.undos == 1 && summary.alreadyThere == 2)
    #expect(try mine.currentLabels().count == 1)
    #expect(try mine.currentLabels().allSatisfy { $0.pair != undone.pair })
    let again = try mine.merge(theirs.log())
    #expect(again.answers + again.undos == 0 && again.alreadyThere == 3)
    #expect(try mine.currentLabels().count == 1)
  }

  @Test func anUndoInBothCopiesIsOne() throws {
    try withTemporaryFolder { folder in
      // Given a database and its copy, in which the same answer is undone apart
      let (file, copy) = (folder.appending(path: "a.sqlite"), folder.appending(path: "b.sqlite"))
      try FileManager.default.copyItem(at: Fixtures.file("labels-1.sqlite"), to: file)
      try FileManager.default.copyItem(at: Fixtures.file("labels-1.sqlite"), to: copy)
      let (mine, theirs) = (try LabelDatabase(file: file), try LabelDatabase(file: copy))
      try mine.undoLast(labeller: "bob")
      try theirs.undoLast(labeller: "bob")
      let session = try theirs.startSession(labeller: "bob", source: .asked)
      try theirs.flag(Sample.clip(1), in: session)

      // When
      let summary = try mine.merge(LabelLog(database: copy))

      // Then
      #expect(summary.undos == 0 && summary.remarks == 1 && summary.alreadyThere == 13)
      #expect(try mine.currentLabels() == theirs.currentLabels())
    }
  }

  @Test func anOldDatabaseIsReadAndLeftAsItIs() throws {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "old.sqlite")
      try FileManager.default.copyItem(at: Fixtures.file("labels-1.sqlite"), to: file)
      let before = try Data(contentsOf: file)
      let database = try LabelDatabase()
      let summary = try database.merge(LabelLog(database: file))
      #expect(summary.answers == 10 && summary.undos == 2)
      #expect(try database.currentLabels().count == 7)
      #expect(try Data(contentsOf: file) == before)
    }
  }

  @Test func whatIsNoLabelDatabaseIsRefused() throws {
    try withTemporaryFolder { folder in
      let other = folder.appending(path: "other.sqlite")
      try DatabaseQueue(path: other.path).write { try $0.execute(sql: "CREATE TABLE x (id)") }
      let text = folder.appending(path: "text.sqlite")
      try write(String(repeating: "no database ", count: 100), to: text)
      let missing = folder.appending(path: "none.sqlite")
      let newer = folder.appending(path: "newer.sqlite")
      _ = try LabelDatabase(file: newer)
      var migrator = LabelSchema.migrator
      migrator.registerMigration("fromTheFuture") { try $0.execute(sql: "CREATE TABLE y (id)") }
      try migrator.migrate(DatabaseQueue(path: newer.path))

      #expect(
        try storeError { _ = try LabelLog(database: other) }
          == .notLabels(path: other.path, reason: "it is another program's database"))
      guard case .damagedDatabase = try storeError({ _ = try LabelLog(database: text) }) else {
        Issue.record("a text was read as a database")
        return
      }
      #expect(
        try storeError { _ = try LabelLog(database: missing) }
          == .unreadable(path: missing.path, problem: .missing))
      #expect(!FileManager.default.fileExists(atPath: missing.path))
      #expect(
        try storeError { _ = try LabelLog(database: newer) } == .newerDatabase(path: newer.path))
    }
  }

  @Test func aFailureInTheMiddleTakesNothingIn() throws {
    // Given a database that fails at the first flag
    let database = try LabelDatabase()
    try database.write {
      try $0.execute(
        sql: """
          CREATE TRIGGER failsLate BEFORE INSERT ON labelEvent WHEN NEW.kind = 'flag'
          BEGIN SELECT RAISE(ABORT, 'the disk went away'); END
          """)
    }
    let error = try storeError { _ = try database.merge(filledDatabase().log()) }
    #expect(error.description.contains("the disk went away"))
    #expect(try database.sessions().isEmpty && database.history().isEmpty)
  }

  @Test func aSecondAnswerInOneSessionIsABadLine() throws {
    // Given a log in which somebody wrote one by hand
    let database = try LabelDatabase()
    let (a, b, _) = try clips()
    let session = try database.startSession(labeller: "ada", source: .asked)
    try database.add(a, b, .similar, in: session)
    let lines = try database.log().text().split(separator: "\n").map(String.init)
    let uid = try #require(try database.history().first?.uid)
    let second = lines[1].replacing(uid, with: String(repeating: "0", count: 32))
      .replacing("\"similar\"", with: "\"dissimilar\"")
    let error = try storeError {
      _ = try LabelDatabase().merge(
        LabelLog(text: (lines + [second]).joined(separator: "\n"), path: "x.jsonl"))
    }
    #expect(error.description.contains("line 3: this pair already has an answer"), "\(error)")
  }
}
