import Foundation
import GRDB
import NeiroCore
import NeiroTestSupport
import Testing

@testable import NeiroStore

/// `labels-1.sqlite`, which an earlier Neiro wrote, opened by this one.
@Suite struct LabelMigrationTests {
  private func withOldDatabase(_ body: (URL) throws -> Void) throws {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "labels.sqlite")
      try FileManager.default.copyItem(at: Fixtures.file("labels-1.sqlite"), to: file)
      try body(file)
    }
  }

  private typealias OldRow = [String: DatabaseValue]

  /// The rows and columns that the old schema has.
  private func oldRows(_ queue: DatabaseQueue, _ table: String) throws -> [OldRow] {
    let columns =
      table == "labelSession"
      ? "id, labeller, startedAt, source"
      : "id, sessionId, kind, clipA, clipB, label, createdAt, undoes, clipLow, clipHigh"
    return try queue.read {
      try Row.fetchAll($0, sql: "SELECT \(columns) FROM \(table) ORDER BY id").map {
        Dictionary($0.map { ($0, $1) }, uniquingKeysWith: { first, _ in first })
      }
    }
  }

  @Test func everyRowIsKept() throws {
    try withOldDatabase { file in
      // Given
      let tables = ["labelSession", "labelEvent"]
      let before = try tables.map {
        try oldRows(SQLiteFile.openForReading(at: file.path), $0)
      }
      #expect(before.map(\.count) == [7, 12])

      // When
      let database = try LabelDatabase(file: file)

      // Then
      for (table, rows) in zip(tables, before) {
        #expect(try oldRows(SQLiteFile.openForReading(at: file.path), table) == rows)
      }
      let labels = try database.currentLabels()
      #expect(labels.map(\.labeller) == ["bob", "bob", "ada", "ada", "ada", "ada", "ada"])
      #expect(
        labels.map(\.label) == [
          .similar, .similar, .dissimilar, .unsure, .dissimilar, .similar, .unsure,
        ])
      #expect(labels.allSatisfy { $0.taste == "default" && $0.details.isEmpty })
      #expect(try database.history().count { $0.isUndone } == 2)
      #expect(try database.tastes() == ["default"])
    }
  }

  @Test func theLogGoesOnAndStaysALog() throws {
    try withOldDatabase { file in
      let database = try LabelDatabase(file: file)
      let session = try database.startSession(labeller: "ada", source: .asked)
      try database.add(Sample.clip(1), Sample.clip(2), .similar, in: session)
      #expect(try database.history().last?.id == 13)
      for statement in ["UPDATE labelEvent SET label = 'unsure'", "DELETE FROM labelSession"] {
        let error = try storeError { try database.write { try $0.execute(sql: statement) } }
        #expect(error.description.contains("only ever added"))
      }
      // What was answered before can be undone as ever.
      for _ in 0..<6 { try database.undoLast(labeller: "ada") }
      #expect(try database.currentLabels().map(\.labeller) == ["bob", "bob", "ada"])
      let problems = try database.read {
        try Row.fetchAll($0, sql: "PRAGMA foreign_key_check")
          + Row.fetchAll($0, sql: "PRAGMA integrity_check").filter { $0[0] != "ok" }
      }
      #expect(problems.isEmpty)
    }
  }

  @Test func copiesOfOneDatabaseAgreeOnItsIdentities() throws {
    try withOldDatabase { one in
      try withOldDatabase { two in
        let (first, second) = (try LabelDatabase(file: one), try LabelDatabase(file: two))
        let events = try first.history()
        #expect(try second.history() == events)
        #expect(Set(events.map(\.uid)).count == 12)
        #expect(try second.sessions() == first.sessions())
        // And open as they are the next time.
        #expect(try LabelDatabase(file: one).history() == events)
      }
    }
  }

  @Test func aMigrationThatFailsLeavesTheOldDatabase() throws {
    try withOldDatabase { file in
      // Given a table in the way
      let queue = try DatabaseQueue(path: file.path)
      try queue.write { try $0.execute(sql: "CREATE TABLE labelEventDetailed (id)") }
      let before = try oldRows(queue, "labelEvent")

      // When
      #expect(throws: StoreError.self) { try LabelDatabase(file: file) }

      // Then nothing was moved, and without the table it opens
      #expect(try oldRows(queue, "labelEvent") == before)
      try queue.write { try $0.execute(sql: "DROP TABLE labelEventDetailed") }
      #expect(try LabelDatabase(file: file).currentLabels().count == 7)
    }
  }

  @Test func programsThatOpenOneFileAtOnceAllGetIn() async throws {
    for isOld in [true, false] {
      try await withThrowingTaskGroup(of: Int.self) { group in
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "labels.sqlite")
        if isOld {
          try FileManager.default.copyItem(at: Fixtures.file("labels-1.sqlite"), to: file)
        }
        for number in 1...4 {
          group.addTask {
            let database = try LabelDatabase(file: file)
            let session = try database.startSession(labeller: "eve\(number)", source: .asked)
            try database.add(Sample.clip(1), Sample.clip(2), .similar, in: session)
            return try database.currentLabels().count
          }
        }
        for try await count in group { #expect(count >= 1) }
        #expect(try LabelDatabase(file: file).currentLabels().count == (isOld ? 11 : 4))
      }
    }
  }
}
