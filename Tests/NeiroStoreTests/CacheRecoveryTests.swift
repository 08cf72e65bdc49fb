import Foundation
import GRDB
import NeiroCore
import NeiroTestSupport
import Testing

@testable import NeiroStore

@Suite struct CacheRecoveryTests {
  /// The files as a kill right after `step` of the second commit leaves them.
  private func image(
    after step: CommitStep, of workspace: Workspace, in root: URL
  ) throws -> Workspace {
    let image = try Workspace(root: root)
    try FileManager.default.createDirectory(
      at: root.appending(path: "Cache"), withIntermediateDirectories: true)
    let writer = try workspace.sampleWriter()
    try writer.commit([try Sample.encoded(1), try Sample.encoded(2)])
    var problem: (any Error)?
    writer.afterStep = { now in
      guard now == step else { return }
      do {
        try FileManager.default.copyItem(at: workspace.sampleFolder, to: image.sampleFolder)
      } catch {
        problem = error
      }
    }
    try writer.commit([try Sample.encoded(3), try Sample.encoded(4)])
    if let problem { throw problem }
    return image
  }

  @Test(arguments: CommitStep.allCases)
  func goesOnAfterAKillAtAnyStep(step: CommitStep) throws {
    try withWorkspace { workspace in
      try withTemporaryFolder { root in
        // Given the files after a kill
        let image = try image(after: step, of: workspace, in: root)
        let rows = step == .committed ? 4 : 2

        // Then a reader has what was committed, and nothing else
        #expect(try image.sampleCache().embeddings().rowCount == rows)
        #expect(try image.sampleCache().clips().count == rows)

        // And the header counts the new rows only when they are on the disk
        let left = try Data(contentsOf: image.sampleEmbeddings)
        let counted = try NumpyHeader(bytes: Array(left.prefix(128))).rowCount
        #expect(counted == ([.headerWritten, .committed].contains(step) ? 4 : 2))
        #expect(128 + 16 * counted <= left.count)

        // When the next writer opens them
        let writer = try image.sampleWriter()

        // Then header and database agree, and going on gives the bytes of an undisturbed run
        let header = try Data(contentsOf: image.sampleEmbeddings).prefix(128)
        #expect(try NumpyHeader(bytes: Array(header)).rowCount == rows)
        #expect(writer.lostRows == 0)
        try writer.commit([try Sample.encoded(3), try Sample.encoded(4)])
        #expect(
          try Data(contentsOf: image.sampleEmbeddings)
            == Data(contentsOf: workspace.sampleEmbeddings))
        #expect(try image.sampleCache().clips() == workspace.sampleCache().clips())
      }
    }
  }

  @Test func otherRowsThanThoseOfTheKilledRunTakeTheirPlace() throws {
    try withWorkspace { workspace in
      try withTemporaryFolder { root in
        let image = try image(after: .headerWritten, of: workspace, in: root)
        try image.sampleWriter().commit([try Sample.encoded(9)])
        let cache = try image.sampleCache()
        #expect(try cache.embeddings().rowCount == 3)
        #expect(try cache.embeddings()[2] == Sample.embedding(9).values)
      }
    }
  }

  @Test func aTransactionThatAKillCutIsUndone() throws {
    try withWorkspace { workspace in
      try withTemporaryFolder { root in
        // Given the files in the middle of a transaction that has reached the disk in part
        try workspace.index(upTo: 2)
        let image = try Workspace(root: root)
        try image.makeFolder(image.cacheFolder)
        let database = try DatabaseQueue(path: workspace.sampleDatabase.path)
        try database.inDatabase { database in
          try database.execute(sql: "PRAGMA cache_size = 1; PRAGMA cache_spill = 1")
          try database.execute(sql: "BEGIN IMMEDIATE")
          for number in 10..<2000 {
            try database.execute(
              sql: "INSERT INTO clip (contentHash, durationSeconds) VALUES (?, 1)",
              arguments: [try Sample.clip(number).hex])
          }
          try FileManager.default.copyItem(at: workspace.sampleFolder, to: image.sampleFolder)
          try database.execute(sql: "ROLLBACK")
        }
        let journal = image.sampleFolder.appending(path: "library.sqlite-journal")
        #expect(FileManager.default.fileExists(atPath: journal.path))

        // Then even a reader puts it right
        #expect(try image.sampleCache().clips().count == 2)
      }
    }
  }

  @Test(arguments: [0, 50, 128, 128 + 16 + 15, 128 + 2 * 16])
  func lostRowsAreToBeMadeAgain(byteCount: Int) throws {
    try withWorkspace { workspace in
      // Given embeddings.npy cut short
      try workspace.index(upTo: 4)
      let whole = try Data(contentsOf: workspace.sampleEmbeddings)
      try whole.prefix(byteCount).write(to: workspace.sampleEmbeddings)
      let kept = max(0, byteCount - 128) / 16

      // Then a reader says so
      let error = try storeError { _ = try workspace.sampleCache().embeddings() }
      if byteCount >= 128 {
        let path = workspace.sampleEmbeddings.path
        #expect(error == .embeddingsTruncated(path: path, rows: kept, expected: 4))
        #expect(error.description.contains("holds \(kept) of 4 embeddings. Run `neiro index`"))
      }

      // And a writer drops the rows, but not the files
      let writer = try workspace.sampleWriter()
      #expect(writer.lostRows == 4 - kept)
      #expect(try writer.embeddedClips() == Set((1...4).prefix(kept).map(Sample.clip)))
      let known = try writer.knownFiles(under: "/library")
      #expect(known.count == 4)
      #expect(known["/library/4.ogg"]?.isEmbedded == false)
      #expect(try known["/library/4.ogg"]?.clip == Sample.clip(4))

      // And encoding them again gives the same file
      try writer.commit(try ((kept + 1)...4).map { try Sample.encoded($0) })
      #expect(try Data(contentsOf: workspace.sampleEmbeddings) == whole)
      #expect(try workspace.sampleCache().clips().map(\.row) == [0, 1, 2, 3])
    }
  }

  @Test func aDeletedFileOfEmbeddingsIsMadeAnew() throws {
    try withWorkspace { workspace in
      try workspace.index(upTo: 2)
      try FileManager.default.removeItem(at: workspace.sampleEmbeddings)
      #expect(try workspace.sampleWriter().lostRows == 2)
    }
  }

  @Test(arguments: [0, 1, 99]) func aHeaderThatMiscountsIsPutRight(count: Int) throws {
    try withWorkspace { workspace in
      try workspace.index(upTo: 3)
      let whole = try Data(contentsOf: workspace.sampleEmbeddings)
      let wrong = Data(NumpyHeader(rowCount: count, dimension: 4).bytes) + whole.dropFirst(128)
      try wrong.write(to: workspace.sampleEmbeddings)
      #expect(try workspace.sampleCache().embeddings().rowCount == 3)
      _ = try workspace.sampleWriter()
      #expect(try Data(contentsOf: workspace.sampleEmbeddings) == whole)
    }
  }
}
