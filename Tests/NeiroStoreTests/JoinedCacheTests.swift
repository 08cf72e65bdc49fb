import Foundation
import NeiroCore
import NeiroTestSupport
import Testing

@testable import NeiroStore

@Suite struct JoinedCacheTests {
  private static let first = part("first", 4)
  private static let second = part("second", 3)
  private static let joined = EncoderIdentity(joining: [first, second])

  private static func part(_ name: String, _ dimension: Int) -> EncoderIdentity {
    EncoderIdentity(
      name: name, weightsHash: "0123456789ab", preprocessingVersion: 1, dimension: dimension)
  }

  private static func embedding(_ clip: Int, by encoder: EncoderIdentity) throws -> Embedding {
    let values = (0..<encoder.dimension).map { Float((clip * 7 + $0 * $0 * 3) % 11) - 4.5 }
    return try #require(Embedding(normalizing: values))
  }

  private func index(
    _ clips: [Int], by encoder: EncoderIdentity, as role: RetrievalRole = .gallery,
    in workspace: Workspace
  ) throws {
    let writer = try EmbeddingCacheWriter(in: workspace, encoder: encoder)
    try writer.commit(
      clips.map { clip in
        .encoded(
          path: "/library/\(clip).ogg", stamp: Sample.stamp(clip),
          FreshRow(
            clip: try Sample.clip(clip), embedding: try Self.embedding(clip, by: encoder),
            durationSeconds: 1, role: role))
      })
  }

  @Test func itHoldsTheClipsThatAllPartsHave() throws {
    try withWorkspace { workspace in
      // Given libraries in other orders, of which each lacks something
      try index([1, 2, 3, 4, 5], by: Self.first, in: workspace)
      try index([9, 5, 3, 1], by: Self.second, in: workspace)

      // When they are opened as one
      let cache = try EmbeddingCache(in: workspace, encoder: Self.joined)

      // Then what both have is there, in the order of the first
      #expect(try cache.clips().map(\.clip) == [1, 3, 5].map(Sample.clip))
      #expect(try cache.clips().map(\.row) == [0, 1, 2])
      #expect(cache.rowCount == 3)
      let embeddings = try cache.embeddings()
      for (row, clip) in [1, 3, 5].enumerated() {
        let parts = try [Self.first, Self.second].map { try Self.embedding(clip, by: $0) }
        expectClose(embeddings[row], Embedding(joining: parts).values, within: 1e-7)
        #expect(try cache.row(of: Sample.clip(clip)) == row)
        #expect(try cache.paths(of: Sample.clip(clip)) == ["/library/\(clip).ogg"])
      }
      #expect(try cache.row(of: Sample.clip(2)) == nil)
      #expect(try cache.counts().presets == 3)

      // And what is left out is told, part by part
      #expect(
        cache.lacking == [
          LackingPart(encoder: Self.first, clips: 1), LackingPart(encoder: Self.second, clips: 2),
        ])
    }
  }

  @Test func aClipThatIsAddedLaterIsThere() throws {
    try withWorkspace { workspace in
      try index([1, 2], by: Self.first, in: workspace)
      try index([1], by: Self.second, in: workspace)
      #expect(try EmbeddingCache(in: workspace, encoder: Self.joined).embeddings().rowCount == 1)
      try index([2], by: Self.second, in: workspace)
      let cache = try EmbeddingCache(in: workspace, encoder: Self.joined)
      #expect(cache.lacking.isEmpty)
      let embeddings = try cache.embeddings()
      let parts = try [Self.first, Self.second].map { try Self.embedding(2, by: $0) }
      expectClose(embeddings[1], Embedding(joining: parts).values, within: 1e-7)
      // It keeps its table and the assembled rows, those of today, and no library of its own.
      let files = try FileManager.default.contentsOfDirectory(atPath: cache.folder.path).sorted()
      #expect(files.count == 2 && files[0] == "clips.bin", "\(files)")
      #expect(files.last?.hasPrefix("joined-v1-") == true, "\(files)")
      #expect(try cache.embeddings()[1] == embeddings[1])
    }
  }

  @Test(arguments: ["whole", "cut", "of another library", "gone"])
  func itIsTheSameWhateverBecameOfItsTable(_ fate: String) throws {
    try withWorkspace { workspace in
      try index([1, 2, 3, 4], by: Self.first, in: workspace)
      try index([4, 3, 1], by: Self.second, in: workspace)
      let before = try EmbeddingCache(in: workspace, encoder: Self.joined)
      let (clips, embeddings) = (try before.clips(), try before.embeddings())

      let file = before.folder.appendingPathComponent("clips.bin")
      switch fate {
      case "cut": try Data(contentsOf: file).dropLast(8).write(to: file)
      case "of another library":
        let other = workspace.cacheFolder(for: Self.first).appendingPathComponent("clips.bin")
        try Data(contentsOf: other).write(to: file)
      case "gone": try FileManager.default.removeItem(at: file)
      default: break
      }

      let after = try EmbeddingCache(in: workspace, encoder: Self.joined)
      #expect(try after.clips() == clips)
      #expect(after.lacking == before.lacking)
      for row in clips.indices { #expect(try after.embeddings()[row] == embeddings[row]) }
      #expect(FileManager.default.fileExists(atPath: file.path))
    }
  }

  @Test func whatLiesInAFolderIsOfItsClips() throws {
    try withWorkspace { workspace in
      try index([1, 2], by: Self.first, in: workspace)
      try index([1, 3], by: Self.second, in: workspace)
      let cache = try EmbeddingCache(in: workspace, encoder: Self.joined)
      #expect(try cache.clips(inside: "/library") == [try Sample.clip(1)])
      let clips = try [2, 1].map(Sample.clip)
      #expect(try cache.paths(of: clips) == [["/library/2.ogg"], ["/library/1.ogg"]])
    }
  }

  @Test func aPartThatWasNeverIndexedIsNamed() throws {
    try withWorkspace { workspace in
      #expect(throws: StoreError.noLibrary(Self.joined)) {
        try EmbeddingCache(in: workspace, encoder: Self.joined)
      }
      try index([1], by: Self.first, in: workspace)
      let error = try storeError {
        _ = try EmbeddingCache(in: workspace, encoder: Self.joined)
      }
      #expect(error == .noLibrary(Self.second))
      #expect(error.description.contains("`neiro index --encoder second FOLDER`"))
    }
  }

  @Test func whereRolesDifferAClipIsNoResult() throws {
    try withWorkspace { workspace in
      try index([1, 2], by: Self.first, in: workspace)
      try index([1], by: Self.second, as: .query, in: workspace)
      try index([2], by: Self.second, in: workspace)
      let cache = try EmbeddingCache(in: workspace, encoder: Self.joined)
      #expect(try cache.clips().map(\.role) == [.query, .gallery])
      #expect(try cache.libraryClips().map(\.clip) == [try Sample.clip(2)])
      #expect(try cache.counts().loops == 1)
    }
  }

  @Test func theResolverFindsItsClips() throws {
    try withWorkspace { workspace in
      try index([1], by: Self.first, in: workspace)
      try index([1], by: Self.second, in: workspace)
      let cache = try EmbeddingCache(in: workspace, encoder: Self.joined)
      let resolver = ClipResolver(library: cache, baseFolders: [workspace.root])
      #expect(try resolver.clip("library/1.ogg") == Sample.clip(1))
    }
  }
}
