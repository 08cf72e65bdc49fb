import Foundation
import GRDB
import NeiroCore
import NeiroTestSupport
import Testing

@testable import NeiroStore

@Suite struct TagDatabaseTests {
  private func count(_ name: String, _ count: Int) throws -> TagCount {
    TagCount(tag: try Tag(name), count: count)
  }

  @Test func givesBackWhatWasTagged() throws {
    try withWorkspace { workspace in
      // Given
      let tags = TagDatabase(file: workspace.tagDatabaseFile)
      let (a, b, c) = (try Sample.clip(1), try Sample.clip(2), try Sample.clip(3))

      // When
      #expect(try tags.add(Tag("Pad"), to: [a, b, a]) == 2)
      #expect(try tags.add(Tag("FU\u{308}R live"), to: [a]) == 1)
      #expect(try tags.add(.favourite, to: [b]) == 1)

      // Then also whoever opens it next knows
      let again = TagDatabase(file: workspace.tagDatabaseFile)
      #expect(try again.clips(tagged: Tag("PAD")) == [a, b])
      #expect(try again.clips(tagged: Tag("f\u{FC}r live")) == [a])
      #expect(try again.clips(tagged: Tag("fur live")) == [])
      #expect(try again.tags(of: a).map(\.name) == ["f\u{FC}r live", "pad"])
      #expect(try again.tags(of: c) == [])
      #expect(
        try again.counts() == [count("favourite", 1), count("f\u{FC}r live", 1), count("pad", 2)])
    }
  }

  @Test func twiceIsOnce() throws {
    try withWorkspace { workspace in
      let tags = TagDatabase(file: workspace.tagDatabaseFile)
      let (a, b) = (try Sample.clip(1), try Sample.clip(2))
      try tags.add(Tag("pad"), to: [a])
      #expect(try tags.add(Tag("pad"), to: [a, b]) == 1)
      #expect(try tags.add(Tag("pad"), to: [a, b]) == 0)
      #expect(try tags.counts() == [count("pad", 2)])

      #expect(try tags.remove(Tag("bass"), from: [a]) == 0)
      #expect(try tags.remove(Tag("PAD"), from: [a, a]) == 1)
      #expect(try tags.remove(Tag("pad"), from: [a]) == 0)
      #expect(try tags.clips(tagged: Tag("pad")) == [b])
      // A tag that no clip has any more is none
      #expect(try tags.remove(Tag("pad"), from: [b]) == 1)
      #expect(try tags.counts() == [])
    }
  }

  @Test func withoutAFileThereAreNoTagsAndNoneIsMade() throws {
    try withWorkspace { workspace in
      let tags = TagDatabase(file: workspace.tagDatabaseFile)
      let clip = try Sample.clip(1)
      #expect(try tags.counts() == [])
      #expect(try tags.clips(tagged: .favourite) == [])
      #expect(try tags.tags(of: clip) == [])
      #expect(try tags.remove(.favourite, from: [clip]) == 0)
      #expect(try FileManager.default.contentsOfDirectory(atPath: workspace.root.path) == [])
    }
  }

  @Test func aFileWithoutTablesHasNoTagsYet() throws {
    try withWorkspace { workspace in
      // As a program leaves it that is killed when it has just created it
      try write("", to: workspace.tagDatabaseFile)
      let tags = TagDatabase(file: workspace.tagDatabaseFile)
      #expect(try tags.counts() == [])
      #expect(try Data(contentsOf: workspace.tagDatabaseFile).isEmpty)
      #expect(try tags.add(.favourite, to: [Sample.clip(1)]) == 1)
      #expect(try tags.clips(tagged: .favourite) == [Sample.clip(1)])
    }
  }

  @Test func aReadOnlyFolderCanBeRead() throws {
    try withWorkspace { workspace in
      let tags = TagDatabase(file: workspace.tagDatabaseFile)
      try tags.add(Tag("pad"), to: [Sample.clip(1)])
      // A folder's mode doesn't stop a test that runs as root, but this holds for anyone: there is
      // one file, of a kind whose readers write none beside it, and its bytes stay.
      let before = try Data(contentsOf: workspace.tagDatabaseFile)
      #expect(before[18] == 1 && before[19] == 1, "no write-ahead log")
      let (folder, file) = (workspace.labelsFolder.path, workspace.tagDatabaseFile.path)
      try setMode(0o444, of: file)
      try setMode(0o555, of: folder)
      defer { try? setMode(0o755, of: folder) }

      #expect(try tags.clips(tagged: Tag("pad")) == [Sample.clip(1)])
      #expect(try tags.counts() == [count("pad", 1)])
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["tags.sqlite"])
      #expect(try Data(contentsOf: workspace.tagDatabaseFile) == before)
    }
  }

  private func setMode(_ mode: Int, of path: String) throws {
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
  }

  @Test func whatCannotBeWrittenIsASentence() throws {
    try withWorkspace { workspace in
      // A file where the folder would have to be
      try write("", to: workspace.labelsFolder)
      let error = try storeError {
        try TagDatabase(file: workspace.tagDatabaseFile).add(.favourite, to: [Sample.clip(1)])
      }
      guard case .unwritable = error else {
        Issue.record("\(error)")
        return
      }
    }
  }

  @Test func aNewerDatabaseIsRefusedAndLeftAlone() throws {
    try withWorkspace { workspace in
      // Given
      let file = workspace.tagDatabaseFile
      let tags = TagDatabase(file: file)
      try tags.add(.favourite, to: [Sample.clip(1)])
      let queue = try DatabaseQueue(path: file.path)
      try queue.write {
        try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('fromTheFuture')")
      }
      try queue.close()
      let before = try Data(contentsOf: file)

      // Then nothing is read and nothing is written
      let calls: [() throws -> Void] = [
        { _ = try tags.counts() }, { _ = try tags.clips(tagged: .favourite) },
        { _ = try tags.tags(of: Sample.clip(1)) },
        { try tags.add(.favourite, to: [Sample.clip(2)]) },
        { try tags.remove(.favourite, from: [Sample.clip(1)]) },
      ]
      for call in calls {
        #expect(try storeError(call) == .newerDatabase(path: file.path))
      }
      #expect(try Data(contentsOf: file) == before)
    }
  }

  @Test func aFileThatIsNoDatabaseIsASentence() throws {
    try withWorkspace { workspace in
      try write(String(repeating: "not a database ", count: 100), to: workspace.tagDatabaseFile)
      let tags = TagDatabase(file: workspace.tagDatabaseFile)
      let calls: [() throws -> Void] = [
        { _ = try tags.counts() }, { try tags.add(.favourite, to: [Sample.clip(1)]) },
      ]
      for call in calls {
        let error = try storeError(call)
        guard case .damagedDatabase = error else {
          Issue.record("\(error)")
          return
        }
      }
    }
  }

  @Test(arguments: [
    "'Pad'", "''", "' pad'", "'a,b'", "'a' || char(9) || 'b'", "'a' || char(127)",
    "printf('%065d', 0)", "NULL", "x'706164'",
  ])
  func theTableHoldsNamesAlone(tag: String) throws {
    try withWorkspace { workspace in
      let tags = TagDatabase(file: workspace.tagDatabaseFile)
      try tags.add(Tag("pad"), to: [Sample.clip(1)])
      let queue = try DatabaseQueue(path: workspace.tagDatabaseFile.path)
      let insert = "INSERT INTO clipTag VALUES (%, '\(try Sample.clip(2).hex)')"
      #expect(throws: DatabaseError.self) {
        try queue.write { try $0.execute(sql: insert.replacing("%", with: tag)) }
      }
      // What is wrong is the tag alone
      try queue.write { try $0.execute(sql: insert.replacing("%", with: "'für live'")) }
      #expect(throws: DatabaseError.self) {
        try queue.write { try $0.execute(sql: "INSERT INTO clipTag VALUES ('pad', 'AB')") }
      }
      #expect(try tags.counts() == [count("für live", 1), count("pad", 1)])
    }
  }

  @Test func manyAtOnceAllGetIn() throws {
    try withWorkspace { workspace in
      let clips = try (0..<40).map(Sample.clip)
      DispatchQueue.concurrentPerform(iterations: 8) { part in
        let tags = TagDatabase(file: workspace.tagDatabaseFile)
        for clip in clips[(5 * part)..<(5 * part + 5)] {
          do {
            try tags.add(.favourite, to: [clip])
          } catch {
            Issue.record("\(error)")
          }
        }
      }
      #expect(try TagDatabase(file: workspace.tagDatabaseFile).counts().map(\.count) == [40])
    }
  }
}
