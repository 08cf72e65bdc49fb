import Foundation
import NeiroCore
import NeiroIndexing
import NeiroStore
import Testing

/// Which clips become presets, and which loops.
@Suite struct RoleTests {
  @Test func theFlagOfTheLastRunDecides() async throws {
    try await withScene { scene in
      try scene.put("1", "presets/a.wav")
      try scene.put("2", "loops/b.wav")
      let presets = scene.sounds.appending(path: "presets")
      let loops = scene.sounds.appending(path: "loops")
      try await scene.index([presets])
      let summary = try await scene.index([loops], as: .query)
      #expect(summary.presets == 1 && summary.loops == 1 && summary.clips == 2)
      #expect(summary.roleChanged == 0)
      #expect(try scene.cache.clips().map(\.role) == [.gallery, .query])
      #expect(try await scene.index([loops], as: .query).roleChanged == 0)

      // Without the flag, the loops become presets though their files are as they were
      let turned = try await scene.index()
      #expect(turned.roleChanged == 1 && turned.skipped == 2)
      #expect(turned.presets == 2 && turned.loops == 0)
      #expect(scene.decoded == [])

      // And with it, back again
      #expect(try await scene.index([loops], as: .query).roleChanged == 1)
      #expect(try scene.cache.libraryClips().map(\.row) == [0])
    }
  }

  @Test func ofTwoFoldersWithOneSoundTheLastCommandDecides() async throws {
    try await withScene { scene in
      try scene.put("1", "presets/a.wav")
      try scene.put("1", "loops/a.wav")
      try scene.put("1", "loops/copy.wav")
      let presets = scene.sounds.appending(path: "presets")
      let loops = scene.sounds.appending(path: "loops")
      try await scene.index([presets])
      let asLoop = try await scene.index([loops], as: .query)
      #expect(asLoop.indexed == 2 && asLoop.roleChanged == 1)
      #expect(asLoop.presets == 0 && asLoop.loops == 1)
      let asPreset = try await scene.index([presets])
      #expect(asPreset.skipped == 1 && asPreset.roleChanged == 1)
      #expect(try scene.cache.clips().map(\.role) == [.gallery])
    }
  }

  @Test func embeddingsMadeAgainTakeTheRoleOfTheirRun() async throws {
    try await withScene { scene in
      for number in 0..<4 { try scene.put("\(number)", "\(number).wav") }
      try await scene.index(as: .query)
      let file = scene.workspace.cacheFolder(for: FakeEncoder().identity)
        .appending(path: "embeddings.npy")
      try scene.bytes.prefix(128 + 2 * 12).write(to: file)
      let summary = try await scene.index()
      #expect(summary.lostEmbeddings == 2 && summary.roleChanged == 4)
      #expect(try scene.cache.clips().map(\.role) == [.gallery, .gallery, .gallery, .gallery])
    }
  }
}
