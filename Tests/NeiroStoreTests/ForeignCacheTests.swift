import Foundation
import GRDB
import NeiroCore
import NeiroTestSupport
import Testing

@testable import NeiroStore

@Suite struct ForeignCacheTests {
  @Test func nothingIndexedYetIsASentence() throws {
    try withWorkspace { workspace in
      let error = try storeError { _ = try workspace.sampleCache() }
      #expect(error == .noLibrary(Sample.identity))
      #expect(error.description.contains("`neiro index --encoder fake FOLDER`"))
    }
  }

  @Test func anEmptyDatabaseIsNoLibraryYet() throws {
    try withWorkspace { workspace in
      try write("", to: workspace.sampleDatabase)
      #expect(throws: StoreError.noLibrary(Sample.identity)) {
        try workspace.sampleCache()
      }
      #expect(try workspace.sampleWriter().lostRows == 0)
    }
  }

  @Test func aLibraryFromBeforeRolesIsReadAsPresetsAndMigratedByTheNextWriter() throws {
    try withWorkspace { workspace in
      // Given a library that knows no roles
      try workspace.index(upTo: 2)
      let database = try DatabaseQueue(path: workspace.sampleDatabase.path)
      try database.write {
        try $0.execute(sql: "ALTER TABLE clip DROP COLUMN role")
        try $0.execute(sql: "DELETE FROM grdb_migrations WHERE identifier = 'addRole'")
      }
      try database.close()
      let before = try Data(contentsOf: workspace.sampleDatabase)

      // Then a reader takes all for presets and changes nothing
      let cache = try workspace.sampleCache()
      #expect(try cache.libraryClips().map(\.role) == [.gallery, .gallery])
      #expect(try cache.counts().presets == 2)
      #expect(try Data(contentsOf: workspace.sampleDatabase) == before)

      // And a writer can record roles
      try workspace.sampleWriter().commit([.role(.query, of: try Sample.clip(1))])
      #expect(try workspace.sampleCache().clips().map(\.role) == [.query, .gallery])
    }
  }

  @Test func anotherDimensionIsRefused() throws {
    try withWorkspace { workspace in
      // Given a cache whose encoder has the same name and another dimension
      try workspace.index(upTo: 2)
      let other = EncoderIdentity(
        name: "fake", weightsHash: "0123456789ab", preprocessingVersion: 1, dimension: 5)
      let before = try Data(contentsOf: workspace.sampleEmbeddings)

      // Then neither reader nor writer takes it, and it stays as it is
      for open in [
        { _ = try EmbeddingCache(in: workspace, encoder: other) },
        { _ = try EmbeddingCacheWriter(in: workspace, encoder: other) },
      ] {
        let error = try storeError(open)
        guard case .foreignCache = error else {
          Issue.record("\(error)")
          continue
        }
        #expect(error.description.contains("4 numbers"))
        #expect(error.description.contains("5 numbers"))
      }
      #expect(try Data(contentsOf: workspace.sampleEmbeddings) == before)
    }
  }

  @Test(arguments: [
    ("<f4", "<f8", "little-endian float32"), ("False", "True ", "one after the other"),
    (" 4)", " 8)", "8 numbers, not 4"), ("NUMPY", "JUMPY", "no header"),
  ])
  func aForeignFileOfEmbeddingsIsRefused(old: String, new: String, words: String) throws {
    try withWorkspace { workspace in
      try workspace.index(upTo: 2)
      let whole = try Data(contentsOf: workspace.sampleEmbeddings)
      let place = try #require(whole.firstRange(of: Data(old.utf8)))
      let foreign = whole[..<place.lowerBound] + Data(new.utf8) + whole[place.upperBound...]
      try foreign.write(to: workspace.sampleEmbeddings)
      for open in [
        { _ = try workspace.sampleCache().embeddings() }, { _ = try workspace.sampleWriter() },
      ] {
        let error = try storeError(open)
        #expect(error.description.contains(words))
        #expect(error.description.contains(workspace.sampleEmbeddings.path))
      }
      #expect(try Data(contentsOf: workspace.sampleEmbeddings) == foreign)
    }
  }

  @Test func aNewerLibraryIsRefused() throws {
    try withWorkspace { workspace in
      try workspace.index(upTo: 1)
      var newer = LibrarySchema.migrator
      newer.registerMigration("fromTheFuture") { try $0.execute(sql: "CREATE TABLE tomorrow (id)") }
      try newer.migrate(DatabaseQueue(path: workspace.sampleDatabase.path))
      let expected = StoreError.newerDatabase(path: workspace.sampleDatabase.path)
      #expect(throws: expected) { try workspace.sampleCache() }
      #expect(throws: expected) { try workspace.sampleWriter() }
    }
  }

  @Test func aDamagedDatabaseIsASentence() throws {
    try withWorkspace { workspace in
      try write(String(repeating: "not a database ", count: 100), to: workspace.sampleDatabase)
      let error = try storeError { _ = try workspace.sampleCache() }
      guard case .damagedDatabase = error else {
        Issue.record("\(error)")
        return
      }
    }
  }

  @Test func aSecondWriterIsToldOfTheFirst() throws {
    try withWorkspace { workspace in
      // Given a writer
      var first: EmbeddingCacheWriter? = try workspace.sampleWriter()
      try first?.commit([try Sample.encoded(1)])

      // Then a second one is refused, and reading goes on
      let error = try storeError { _ = try workspace.sampleWriter() }
      #expect(
        error
          == .alreadyIndexing(
            folder: workspace.sampleFolder.path, process: ProcessInfo.processInfo.processIdentifier)
      )
      #expect(try workspace.sampleCache().rowCount == 1)

      // Until the first is gone
      first = nil
      try workspace.sampleWriter().commit([try Sample.encoded(2)])
      #expect(try workspace.sampleCache().rowCount == 2)
    }
  }

  @Test func aFullDiskIsASentence() throws {
    let descriptor = open("/dev/full", O_WRONLY)
    defer { close(descriptor) }
    let error = try storeError {
      try FileWriting.write([Float](repeating: 1, count: 8), to: descriptor, at: 0, path: "/e.npy")
    }
    #expect(error == .unwritable(path: "/e.npy", problem: .diskFull))
    #expect(error.description.contains("the disk is full. Free some space"))
  }

  @Test func aFullDatabaseIsASentence() throws {
    let error = try storeError {
      try StoreError.inDatabase(at: "/library.sqlite") {
        try DatabaseQueue().write { database in
          try database.execute(sql: "CREATE TABLE big (text); PRAGMA max_page_count = 4")
          try database.execute(sql: "INSERT INTO big VALUES (zeroblob(100000))")
        }
      }
    }
    #expect(error == .unwritable(path: "/library.sqlite", problem: .diskFull))
  }

  @Test func aFileInThePlaceOfTheFolderIsASentence() throws {
    try withWorkspace { workspace in
      try write("", to: workspace.root.appending(path: "Cache"))
      let error = try storeError { _ = try workspace.sampleWriter() }
      guard case .unwritable(let path, _) = error else {
        Issue.record("\(error)")
        return
      }
      #expect(path.hasPrefix(workspace.sampleFolder.path))
    }
  }
}
