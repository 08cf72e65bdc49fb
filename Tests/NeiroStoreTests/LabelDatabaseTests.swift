import Foundation
import GRDB
import NeiroCore
import NeiroTestSupport
import Testing

@testable import NeiroStore

/// 2026-03-01T12:34:56.789Z and `seconds` later.
private func time(_ seconds: Int = 0) -> Date {
  Date(timeIntervalSince1970: 1_772_368_496.789 + Double(seconds))
}

@Suite struct LabelDatabaseTests {
  @Test func givesBackAnAnswer() throws {
    // Given
    let database = try LabelDatabase()
    let (a, b) = (try Sample.clip(2), try Sample.clip(1))
    let session = try database.startSession(labeller: " ada ", source: .asked)

    // When
    let stored = try database.add(a, b, .similar, in: session, at: time())

    // Then it is as it was given: order kept, name trimmed, time to the millisecond
    #expect(stored.a == a && stored.b == b)
    #expect(stored.labeller == "ada")
    #expect(abs(stored.createdAt.timeIntervalSince(time())) < 0.001)
    #expect(try database.currentLabels() == [stored])
    #expect(try database.labellers() == ["ada"])
  }

  @Test func theLatestAnswerOfEachLabellerStands() throws {
    // Given two people, who answer one pair again in later sessions, sides swapped
    let database = try LabelDatabase()
    let (a, b, c) = (try Sample.clip(1), try Sample.clip(2), try Sample.clip(3))
    let first = try database.startSession(labeller: "ada", source: .asked)
    let other = try database.startSession(labeller: "bob", source: .asked)
    try database.add(a, b, .similar, in: first)
    let bobs = try database.add(b, a, .dissimilar, in: other)
    let second = try database.startSession(labeller: "ada", source: .added)
    let latest = try database.add(b, a, .unsure, in: second)
    let unrelated = try database.add(a, c, .similar, in: second)

    // Then
    #expect(try database.currentLabels() == [bobs, latest, unrelated])
  }

  @Test func undoGoesBackWithoutLimit() throws {
    // Given three answers, two of them about one pair, and one of somebody else
    let database = try LabelDatabase()
    let (a, b, c) = (try Sample.clip(1), try Sample.clip(2), try Sample.clip(3))
    let first = try database.startSession(labeller: "ada", source: .asked)
    let second = try database.startSession(labeller: "ada", source: .asked)
    let one = try database.add(a, b, .similar, in: first)
    let two = try database.add(a, c, .similar, in: first)
    let three = try database.add(a, b, .dissimilar, in: second)
    let session = try database.startSession(labeller: "bob", source: .asked)
    let bobs = try database.add(a, b, .unsure, in: session)

    // When / Then: each undo brings back what stood before
    #expect(try database.undoLast(labeller: "ada") == three)
    #expect(try database.currentLabels() == [one, two, bobs])
    #expect(try database.undoLast(labeller: "ada") == two)
    #expect(try database.undoLast(labeller: "ada") == one)
    #expect(try database.undoLast(labeller: "ada") == nil)
    #expect(try database.currentLabels() == [bobs])

    // And an answer after an undo can be undone as well
    let again = try database.add(a, b, .similar, in: first)
    #expect(try database.undoLast(labeller: "ada") == again)

    // And nothing was lost: 5 answers, 4 undos
    let history = try database.history()
    #expect(history.map(\.id) == Array(1...9))
    #expect(history.count { $0.isUndone } == 4)
    #expect(history.last?.kind == .undo(of: 8))
    #expect(history[2].kind == .answer(a: a, b: b, label: .dissimilar))
  }

  @Test func aPairHasOneAnswerInASession() throws {
    let database = try LabelDatabase()
    let (a, b) = (try Sample.clip(1), try Sample.clip(2))
    let session = try database.startSession(labeller: "ada", source: .asked)
    try database.add(a, b, .similar, in: session)
    #expect(throws: StoreError.alreadyAnswered(a: b, b: a)) {
      try database.add(b, a, .dissimilar, in: session)
    }
    // Unless it is to replace the earlier one, which is an undo and an answer
    let replacement = try database.add(b, a, .dissimilar, in: session, earlier: .replace)
    #expect(try database.currentLabels() == [replacement])
    #expect(try database.history().count == 3)
    #expect(try database.history()[0].isUndone)
  }

  @Test func refusesWhatIsNoAnswer() throws {
    let database = try LabelDatabase()
    let clip = try Sample.clip(1)
    let session = try database.startSession(labeller: "ada", source: .asked)
    #expect(throws: StoreError.sameClip(clip)) {
      try database.add(clip, clip, .similar, in: session)
    }
    #expect(throws: StoreError.emptyLabeller) {
      try database.startSession(labeller: " \n", source: .asked)
    }
    let stranger = LabelSession(
      id: 7, uid: "", labeller: "ada", taste: "default", source: .asked, startedAt: time())
    #expect(throws: StoreError.noSuchSession(id: 7)) {
      try database.add(clip, try Sample.clip(2), .similar, in: stranger)
    }
    #expect(try database.history() == [])
  }

  @Test func anAnswerIsOnTheDiskWhenItReturns() throws {
    try withWorkspace { workspace in
      try withTemporaryFolder { image in
        // Given an open database
        let database = try LabelDatabase(file: workspace.labelDatabaseFile)
        let session = try database.startSession(labeller: "ada", source: .asked)
        let answer = try database.add(Sample.clip(1), Sample.clip(2), .similar, in: session)

        // When the files are taken as a kill would leave them: without the shared memory
        for name in ["labels.sqlite", "labels.sqlite-wal"] {
          try FileManager.default.copyItem(
            at: workspace.labelsFolder.appending(path: name), to: image.appending(path: name))
        }

        // Then the answer is there
        let found = try LabelDatabase(file: image.appending(path: "labels.sqlite"))
        #expect(try found.currentLabels() == [answer])
      }
    }
  }

  @Test func eachCommitIsForcedToTheDisk() throws {
    try withWorkspace { workspace in
      let database = try LabelDatabase(file: workspace.labelDatabaseFile)
      let settings = try database.read { database in
        try ["journal_mode", "synchronous", "foreign_keys"].map {
          try String.fetchOne(database, sql: "PRAGMA \($0)")
        }
      }
      #expect(settings == ["wal", "2", "1"])
    }
  }

  @Test func twoProgramsCanAnswerInTurn() throws {
    try withWorkspace { workspace in
      let one = try LabelDatabase(file: workspace.labelDatabaseFile)
      let two = try LabelDatabase(file: workspace.labelDatabaseFile)
      let session = try one.startSession(labeller: "ada", source: .asked)
      try two.add(Sample.clip(1), Sample.clip(2), .similar, in: session)
      try one.add(Sample.clip(1), Sample.clip(3), .similar, in: session)
      #expect(try one.currentLabels().count == 2)
      #expect(try two.currentLabels().count == 2)
    }
  }

  @Test func aNewerDatabaseIsRefusedAndLeftAlone() throws {
    try withWorkspace { workspace in
      let path = workspace.labelDatabaseFile.path
      _ = try LabelDatabase(file: workspace.labelDatabaseFile)
      let queue = try DatabaseQueue(path: path)
      var newer = LabelSchema.migrator
      newer.registerMigration("fromTheFuture") { try $0.execute(sql: "CREATE TABLE tomorrow (id)") }
      try newer.migrate(queue)
      let error = try storeError { _ = try LabelDatabase(file: workspace.labelDatabaseFile) }
      #expect(error == .newerDatabase(path: path))
      #expect(error.description.contains("Update this one"))
      #expect(try queue.read { try $0.tableExists("tomorrow") })
    }
  }
}

@Suite struct LabelLogTests {
  private func filled() throws -> LabelDatabase {
    let database = try LabelDatabase()
    let session = try database.startSession(labeller: "ada", source: .asked)
    try database.add(Sample.clip(1), Sample.clip(2), .similar, in: session)
    try database.add(Sample.clip(1), Sample.clip(3), .similar, in: session)
    try database.undoLast(labeller: "ada")
    return database
  }

  @Test(arguments: [
    "UPDATE labelEvent SET label = 'dissimilar' WHERE id = 1",
    "DELETE FROM labelEvent WHERE id = 1",
    "UPDATE labelSession SET labeller = 'bob'",
    "DELETE FROM labelSession",
    "INSERT OR REPLACE INTO labelSession (id, labeller, startedAt, source) "
      + "VALUES (1, 'bob', '2026-03-01T12:34:56.789Z', 'asked')",
    "INSERT OR REPLACE INTO labelEvent (id, sessionId, kind, undoes, createdAt) "
      + "VALUES (1, 1, 'undo', 1, '2026-03-01T12:34:56.789Z')",
  ])
  func nothingIsEverChanged(statement: String) throws {
    let database = try filled()
    let before = try database.history()
    let error = try storeError { try database.write { try $0.execute(sql: statement) } }
    #expect(error.description.contains("labels are only ever added, never changed or removed"))
    #expect(try database.history() == before)
  }

  /// Values for sessionId, kind, clipA, clipB, label, undoes, createdAt; A, B and C are clips.
  @Test(arguments: [
    ("1, 'answer', B, A, 'similar', NULL, T", "already has an answer"),
    ("1, 'answer', A, A, 'similar', NULL, T", "CHECK"),
    ("1, 'answer', A, 'abc', 'similar', NULL, T", "CHECK"),
    ("1, 'answer', A, D, 'alike', NULL, T", "CHECK"),
    ("1, 'answer', A, D, NULL, NULL, T", "CHECK"),
    ("1, 'answer', A, NULL, 'similar', NULL, T", "CHECK"),
    ("1, 'answer', A, D, 'similar', NULL, 'yesterday'", "CHECK"),
    ("1, 'answer', A, D, 'similar', 1, T", "CHECK"),
    ("9, 'answer', A, D, 'similar', NULL, T", "FOREIGN KEY"),
    ("1, 'guess', A, D, 'similar', NULL, T", "CHECK"),
    ("1, 'undo', NULL, NULL, NULL, NULL, T", "only an answer that stands"),
    ("1, 'undo', NULL, NULL, NULL, 2, T", "only an answer that stands"),
    ("1, 'undo', NULL, NULL, NULL, 3, T", "only an answer that stands"),
    ("1, 'undo', NULL, NULL, NULL, 99, T", "only an answer that stands"),
    ("1, 'undo', A, D, 'similar', 1, T", "CHECK"),
  ])
  func theSchemaRefusesNonsense(values: String, words: String) throws {
    let database = try filled()
    var values = values.replacing("T", with: "'2026-03-01T12:34:56.789Z'")
    for (name, number) in [("A", 1), ("B", 2), ("D", 4)] {
      values = values.replacing(" \(name),", with: " '\(try Sample.clip(number).hex)',")
    }
    let error = try storeError {
      try database.write {
        try $0.execute(
          sql: """
            INSERT INTO labelEvent (sessionId, kind, clipA, clipB, label, undoes, createdAt)
            VALUES (\(values))
            """)
      }
    }
    #expect(error.description.contains(words))
    #expect(try database.history().count == 3)
  }

  @Test func anAnswerThatWasUndoneMakesRoom() throws {
    let database = try filled()
    let session = try database.startSession(labeller: "ada", source: .asked)
    try database.add(Sample.clip(5), Sample.clip(6), .similar, in: session)
    try database.undoLast(labeller: "ada")
    try database.add(Sample.clip(6), Sample.clip(5), .dissimilar, in: session)
    #expect(try database.currentLabels().map(\.label) == [.similar, .dissimilar])
  }

  @Test func aSourceIsOneOfThree() throws {
    for source in [LabelSource.asked, .added, .imported(name: "mine.csv")] {
      #expect(LabelSource(text: source.text) == source)
    }
    #expect(LabelSource.imported(name: "mine.csv").text == "import:mine.csv")
    let error = try storeError {
      try LabelDatabase().write {
        try $0.execute(
          sql: """
            INSERT INTO labelSession (labeller, startedAt, source)
            VALUES ('ada', '2026-03-01T12:34:56.789Z', 'found')
            """)
      }
    }
    #expect(error.description.contains("CHECK"))
  }
}
