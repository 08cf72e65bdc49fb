import Foundation
import GRDB
import NeiroCore
import NeiroTestSupport
import Testing

@testable import NeiroStore

/// The table of clips says what the database says, whatever has become of it since it was kept.
@Suite struct ClipTableTests {
  private func table(_ workspace: Workspace) -> URL {
    workspace.sampleFolder.appending(path: "clips.bin")
  }

  /// What the database says without any table.
  private func truth(_ workspace: Workspace) throws -> [ClipRecord] {
    let database = try SQLiteFile.openForReading(at: workspace.sampleDatabase.path)
    return try database.read {
      try LibraryQueries.clips($0, rowCount: CacheOwner.rowCount($0))
    }
  }

  private func expectTruth(_ workspace: Workspace) throws {
    let cache = try workspace.sampleCache()
    #expect(try cache.clips() == truth(workspace))
    #expect(try cache.rowCount == truth(workspace).count)
  }

  private func filled(_ workspace: Workspace) throws {
    try workspace.sampleWriter().commit([
      try Sample.encoded(5), try Sample.encoded(2, role: .query), try Sample.encoded(9),
      try Sample.encoded(1), .vanished(path: "/library/9.ogg"),
    ])
  }

  @Test func saysWhatTheDatabaseSays() throws {
    try withWorkspace { workspace in
      try filled(workspace)
      // Read from the database, then from the table.
      for _ in 0..<2 {
        let cache = try workspace.sampleCache()
        let table = try cache.table()
        #expect(try table.clips == truth(workspace))
        #expect(Array(table.clipList) == table.clips.map(\.clip))
        #expect(table.roles == [.gallery, .query, .gallery, .gallery])
        #expect((0..<4).map(table.results.contains) == [true, false, false, true])
        for (row, record) in table.clips.enumerated() {
          #expect(table.row(of: record.clip) == row)
        }
        for other in [0, 3, 7, 100] { #expect(table.row(of: try Sample.clip(other)) == nil) }
      }
      #expect(FileManager.default.fileExists(atPath: table(workspace).path))
    }
  }

  @Test func isNotReadAgainWhileTheDatabaseIsTheSame() throws {
    try withWorkspace { workspace in
      try filled(workspace)
      _ = try workspace.sampleCache().clips()
      let kept = try FileStamp(ofFileAt: table(workspace).path)
      try expectTruth(workspace)
      #expect(try FileStamp(ofFileAt: table(workspace).path) == kept)
    }
  }

  @Test func everyCommitMakesItAnew() throws {
    try withWorkspace { workspace in
      try filled(workspace)
      let open = try workspace.sampleCache()
      _ = try open.clips()
      let changes: [LibraryChange] = [
        .vanished(path: "/library/5.ogg"), .returned(path: "/library/5.ogg"),
        .role(.gallery, of: try Sample.clip(2)), try Sample.encoded(77),
      ]
      for change in changes {
        let before = try workspace.sampleCache().table().contents
        try workspace.sampleWriter().commit([change])
        try expectTruth(workspace)
        // A cache that was open sees what became of its rows, and no others.
        let expected = try Array(truth(workspace).prefix(4))
        #expect(try open.clips() == expected)
        let after = try workspace.sampleCache().table().contents
        // What is kept of clips and roles doesn't depend on files.
        if case .vanished = change { #expect(after == before) }
        if case .role = change { #expect(after != before) }
      }
    }
  }

  @Test func rowsThatCameMeanwhileAreNotKeptAsAll() throws {
    try withWorkspace { workspace in
      try filled(workspace)
      let open = try workspace.sampleCache()
      try workspace.sampleWriter().commit([try Sample.encoded(30)])
      #expect(try open.clips().count == 4)
      #expect(try workspace.sampleCache().clips().count == 5)
      #expect(try workspace.sampleCache().embeddings().rowCount == 5)
    }
  }

  @Test func aDamagedTableIsMadeAnew() throws {
    try withWorkspace { workspace in
      try filled(workspace)
      _ = try workspace.sampleCache().clips()
      let whole = try Data(contentsOf: table(workspace))
      var flipped: [Data] = []
      for place in [0, 8, 16, 24, 32, 130, 128 + 4 * 32 + 3, whole.count - 8] {
        var damaged = whole
        damaged[place] ^= 1
        flipped.append(damaged)
      }
      for damaged in [Data(), Data("?".utf8), whole.prefix(128), whole.dropLast(8)] + flipped {
        try damaged.write(to: table(workspace))
        try expectTruth(workspace)
        #expect(try Data(contentsOf: table(workspace)) == whole)
      }
    }
  }

  @Test func thatOfAnotherLibraryIsNotTaken() throws {
    try withWorkspace { workspace in
      try withWorkspace { other in
        try filled(workspace)
        try filled(other)
        try other.sampleWriter().commit([.role(.gallery, of: try Sample.clip(2))])
        _ = try other.sampleCache().clips()
        try FileManager.default.copyItem(at: table(other), to: table(workspace))
        try expectTruth(workspace)
      }
    }
  }

  @Test func nothingIsTrustedWhileSomebodyWrites() throws {
    try withWorkspace { workspace in
      try filled(workspace)
      let path = workspace.sampleDatabase.path
      #expect(DatabaseStamp(ofDatabaseAt: path) != nil)
      try Data("journal".utf8).write(to: URL(filePath: path + "-journal"))
      #expect(DatabaseStamp(ofDatabaseAt: path) == nil)
      #expect(DatabaseStamp(ofDatabaseAt: path + ".none") == nil)
      try Data("short".utf8).write(to: URL(filePath: path + ".short"))
      #expect(DatabaseStamp(ofDatabaseAt: path + ".short") == nil)
    }
  }

  @Test func aWriteAheadLogHasNoStamp() throws {
    try withWorkspace { workspace in
      let file = workspace.labelDatabaseFile
      _ = try LabelDatabase(file: file)
      #expect(DatabaseStamp(ofDatabaseAt: file.path) == nil)
    }
  }

  @Test func whereNothingCanBeWrittenTheDatabaseIsRead() throws {
    try withWorkspace { workspace in
      try filled(workspace)
      // A folder in the way: the table can't take its name.
      try FileManager.default.createDirectory(
        at: table(workspace).appending(path: "in the way"), withIntermediateDirectories: true)
      for _ in 0..<2 { try expectTruth(workspace) }
    }
  }

  @Test func anEmptyLibraryHasNoRows() throws {
    try withWorkspace { workspace in
      _ = try workspace.sampleWriter()
      for _ in 0..<2 {
        let table = try workspace.sampleCache().table()
        #expect(table.rowCount == 0 && table.clips == [] && table.results.isEmpty)
        #expect(table.row(of: try Sample.clip(1)) == nil)
      }
    }
  }
}
