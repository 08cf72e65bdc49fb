import Foundation
import GRDB
import NeiroCore
import NeiroTestSupport
import Testing

@testable import NeiroStore

@Suite struct EmbeddingCacheTests {
  @Test func givesBackWhatWasCommitted() throws {
    try withWorkspace { workspace in
      // Given five clips, in three batches
      try workspace.index(upTo: 5)

      // When
      let cache = try workspace.sampleCache()
      let embeddings = try cache.embeddings()

      // Then
      #expect(cache.rowCount == 5)
      #expect(try cache.clips().map(\.row) == Array(0..<5))
      #expect(try cache.clips().map(\.clip) == (1...5).map(Sample.clip))
      #expect(try cache.clips().map(\.durationSeconds) == [1, 2, 3, 4, 5])
      #expect(embeddings.rowCount == 5)
      for number in 1...5 {
        #expect(embeddings[number - 1] == (try Sample.embedding(number).values))
        #expect(try cache.row(of: Sample.clip(number)) == number - 1)
      }
      #expect(try cache.row(of: Sample.clip(6)) == nil)
    }
  }

  @Test func theBytesAreAHeaderAndTheRows() throws {
    try withWorkspace { workspace in
      try workspace.index(upTo: 3)
      let bytes = try Data(contentsOf: workspace.sampleEmbeddings)
      #expect(bytes.count == 128 + 3 * 4 * 4)
      let floats = bytes.dropFirst(128).withUnsafeBytes { raw in
        (0..<12).map { raw.loadUnaligned(fromByteOffset: 4 * $0, as: Float.self) }
      }
      #expect(floats == (try (1...3).flatMap { try Sample.embedding($0).values }))
    }
  }

  @Test func oneContentUnderTwoPathsIsOneClip() throws {
    try withWorkspace { workspace in
      // Given the same sound twice, in one batch and in another
      let writer = try workspace.sampleWriter()
      try writer.commit([
        try Sample.encoded(1, path: "/library/b.ogg"),
        try Sample.encoded(1, path: "/library/a.ogg"),
      ])
      try writer.commit([try Sample.encoded(1, path: "/library/c.ogg")])
      try writer.commit([
        .sameContent(path: "/library/d.ogg", stamp: Sample.stamp(1), try Sample.clip(1))
      ])

      // Then there is one row with four paths
      let cache = try workspace.sampleCache()
      #expect(cache.rowCount == 1)
      #expect(
        try cache.paths(of: Sample.clip(1)) == ["a", "b", "c", "d"].map { "/library/\($0).ogg" })
      #expect(
        try cache.counts() == LibraryCounts(presets: 1, loops: 0, files: 4, failed: 0, missing: 0))
    }
  }

  @Test func aVanishedFileLeavesItsEmbedding() throws {
    try withWorkspace { workspace in
      // Given two clips, one with a copy
      try workspace.index(upTo: 2)
      let writer = try workspace.sampleWriter()
      try writer.commit([
        .sameContent(path: "/library/copy.ogg", stamp: Sample.stamp(2), try Sample.clip(2))
      ])

      // When both originals vanish
      try writer.commit([.vanished(path: "/library/1.ogg"), .vanished(path: "/library/2.ogg")])

      // Then search has the one with a copy, labels have both
      let cache = try workspace.sampleCache()
      #expect(try cache.libraryClips().map(\.clip) == [Sample.clip(2)])
      #expect(try cache.clips().map(\.hasFile) == [false, true])
      #expect(try cache.row(of: Sample.clip(1)) == 0)
      #expect(try cache.paths(of: Sample.clip(1)) == [])
      #expect(try cache.displayPath(of: Sample.clip(2)) == "/library/copy.ogg")
      let missing = try cache.missingFiles()
      #expect(missing.map(\.path) == ["/library/1.ogg", "/library/2.ogg"])
      #expect(missing.map(\.foundAt) == [nil, "/library/copy.ogg"])

      // And a file that comes back is there again
      try writer.commit([.returned(path: "/library/1.ogg")])
      #expect(try cache.libraryClips().count == 2)
    }
  }

  @Test func loopsAreNoResults() throws {
    try withWorkspace { workspace in
      // Given a preset, a loop, and a preset that becomes a loop
      let writer = try workspace.sampleWriter()
      try writer.commit([
        try Sample.encoded(1), try Sample.encoded(2, role: .query), try Sample.encoded(3),
        .role(.query, of: try Sample.clip(3)),
      ])

      // Then labels have all of them, search has the preset
      let cache = try workspace.sampleCache()
      #expect(try cache.clips().map(\.role) == [.gallery, .query, .query])
      #expect(try cache.libraryClips().map(\.clip) == [Sample.clip(1)])
      #expect(
        try cache.counts() == LibraryCounts(presets: 1, loops: 2, files: 3, failed: 0, missing: 0))
      #expect(
        try writer.clips(notRecordedAs: .gallery) == [Sample.clip(2), Sample.clip(3)])

      // And a loop whose file is gone isn't counted
      try writer.commit([.vanished(path: "/library/2.ogg")])
      #expect(try cache.counts().loops == 1)
    }
  }

  @Test func failedFilesAreListedUntilTheyWork() throws {
    try withWorkspace { workspace in
      let writer = try workspace.sampleWriter()
      try writer.commit([
        .failed(path: "/library/1.ogg", stamp: Sample.stamp(1), reason: "is empty"),
        .failed(path: "/library/2.ogg", stamp: Sample.stamp(2), reason: "is silent"),
        .failed(path: "/library/3.ogg", stamp: Sample.stamp(3), reason: "is silent"),
      ])
      try writer.commit([try Sample.encoded(1), .vanished(path: "/library/3.ogg")])
      let cache = try workspace.sampleCache()
      #expect(
        try cache.failedFiles() == [FailedFile(path: "/library/2.ogg", reason: "is silent")])
      #expect(
        try cache.counts() == LibraryCounts(presets: 1, loops: 0, files: 1, failed: 1, missing: 0))
    }
  }

  @Test func aReaderKeepsItsRowsWhileOthersAreAdded() throws {
    try withWorkspace { workspace in
      // Given a reader opened in the middle of indexing
      let writer = try workspace.sampleWriter()
      try writer.commit([try Sample.encoded(1)])
      let early = try workspace.sampleCache()

      // When more rows come
      try writer.commit([try Sample.encoded(2), try Sample.encoded(3)])

      // Then the early reader still has one, everywhere; a new one has three
      #expect(try early.clips().count == 1)
      #expect(try early.libraryClips().count == 1)
      #expect(try early.embeddings().rowCount == 1)
      #expect(try early.row(of: Sample.clip(2)) == nil)
      #expect(try workspace.sampleCache().embeddings().rowCount == 3)
    }
  }

  @Test func aBatchIsWrittenAsAWholeOrNotAtAll() throws {
    try withWorkspace { workspace in
      try workspace.index(upTo: 2)
      let writer = try workspace.sampleWriter()
      // A relative path is against the schema.
      #expect(throws: StoreError.self) {
        try writer.commit([try Sample.encoded(3), try Sample.encoded(4, path: "relative.ogg")])
      }
      #expect(try workspace.sampleCache().rowCount == 2)
      try writer.commit([try Sample.encoded(5)])
      let cache = try workspace.sampleCache()
      #expect(try cache.embeddings()[2] == Sample.embedding(5).values)
    }
  }

  @Test func anEmbeddingOfAnotherDimensionIsRefused() throws {
    try withWorkspace { workspace in
      let wide = try #require(Embedding(normalizing: [1, 2, 3, 4, 5]))
      let row = FreshRow(
        clip: try Sample.clip(1), embedding: wide, durationSeconds: 1, role: .gallery)
      let writer = try workspace.sampleWriter()
      let error = try storeError {
        try writer.commit([.encoded(path: "/library/1.ogg", stamp: Sample.stamp(1), row)])
      }
      #expect(error == .wrongDimension(expected: 4, found: 5))
    }
  }

  @Test func theSchemaRefusesNonsense() throws {
    try withWorkspace { workspace in
      try workspace.index(upTo: 1)
      let database = try DatabaseQueue(path: workspace.sampleDatabase.path)
      let values = "'/a.ogg', 'a.ogg', 1, 1"
      for statement in [
        "INSERT INTO clip (contentHash, durationSeconds) VALUES ('abc', 1)",
        "UPDATE clip SET embeddingRow = -1",
        "INSERT INTO encoder (id, identity, dimension) VALUES (2, 'other', 4)",
        "INSERT INTO file (path, name, sizeBytes, modifiedNanoseconds, state) "
          + "VALUES (\(values), 'lost')",
        "INSERT INTO file (path, name, sizeBytes, modifiedNanoseconds, state) "
          + "VALUES (\(values), 'failed')",
        "INSERT INTO file (path, name, sizeBytes, modifiedNanoseconds, state, clipId) "
          + "VALUES (\(values), 'indexed', 99)",
        "UPDATE file SET name = 'other.ogg'",
        "DELETE FROM clip",
      ] {
        #expect(throws: DatabaseError.self, "\(statement)") {
          try database.write { try $0.execute(sql: statement) }
        }
      }
    }
  }
}
