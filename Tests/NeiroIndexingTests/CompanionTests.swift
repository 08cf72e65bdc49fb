import Foundation
import NeiroAudio
import NeiroCore
import NeiroEncoding
import NeiroIndexing
import NeiroStore
import Testing

/// An encoder whose pass yields a second embedding: the squares, where its own is the sound.
private struct EncoderInCompany: AudioEncoder {
  var identity: EncoderIdentity { FakeEncoder().identity }
  var sampleRateHz: Int { 1000 }
  var maximumSeconds: Double { 10 }
  var companions: [any AudioEncoder] { [Companion()] }

  func encode(_ batch: [Waveform]) throws -> [Embedding] { try FakeEncoder().encode(batch) }
}

private struct Companion: AudioEncoder {
  let identity = EncoderIdentity(
    name: "fake-style", weightsHash: "0123456789ab", preprocessingVersion: 1, dimension: 3)
  var sampleRateHz: Int { 1000 }
  var maximumSeconds: Double { 10 }

  func encode(_ batch: [Waveform]) throws -> [Embedding] {
    batch.compactMap { Embedding(normalizing: $0.samples.map { $0 * $0 }) }
  }
}

@Suite struct CompanionTests {
  private func index(_ scene: IndexingScene, with encoder: any AudioEncoder) async throws {
    let indexer = LibraryIndexer(
      workspace: scene.workspace, encoder: encoder, cores: 2, decode: FakeSound.decode)
    _ = try await indexer.index([scene.sounds])
  }

  @Test func bothCachesHoldTheSameClips() async throws {
    try await withScene { scene in
      // Given sounds, one of them bad and one twice
      for (name, text) in [("a.wav", "1"), ("b.wav", "2"), ("c.wav", "bad"), ("d.wav", "1")] {
        try scene.put(text, name)
      }

      // When
      try await index(scene, with: EncoderInCompany())

      // Then
      let main = try scene.cache
      let companion = try EmbeddingCache(in: scene.workspace, encoder: Companion().identity)
      #expect(try companion.clips() == main.clips())
      #expect(try companion.counts() == main.counts())
      #expect(try companion.failedFiles() == main.failedFiles())
      #expect(try companion.embeddings()[1] == Embedding(normalizing: [1, 4, 16])?.values)
    }
  }

  @Test func aCompanionThatComesLaterIsLeftToItsOwnIndexing() async throws {
    try await withScene { scene in
      // Given a sound from before there was a companion
      try scene.put("1", "a.wav")
      try await index(scene, with: FakeEncoder())
      try scene.put("2", "b.wav")
      try scene.put("1", "copy.wav")

      // When
      try await index(scene, with: EncoderInCompany())

      // Then it has the new sound alone, until it is indexed by itself
      let identity = Companion().identity
      #expect(try EmbeddingCache(in: scene.workspace, encoder: identity).counts().clips == 1)
      try await index(scene, with: Companion())
      let companion = try EmbeddingCache(in: scene.workspace, encoder: identity)
      #expect(try companion.counts() == scene.cache.counts())
    }
  }

  @Test func filesThatMovedOrVanishedDoSoInBoth() async throws {
    try await withScene { scene in
      try scene.put("1", "a.wav")
      try scene.put("2", "b.wav")
      try await index(scene, with: EncoderInCompany())
      try FileManager.default.moveItem(atPath: scene.path("a.wav"), toPath: scene.path("z.wav"))
      try FileManager.default.removeItem(atPath: scene.path("b.wav"))
      try await index(scene, with: EncoderInCompany())
      let companion = try EmbeddingCache(in: scene.workspace, encoder: Companion().identity)
      #expect(try companion.counts() == scene.cache.counts())
      #expect(try companion.missingFiles() == scene.cache.missingFiles())
      let clip = try companion.clips()[0].clip
      #expect(try companion.paths(of: clip) == [scene.path("z.wav")])
    }
  }
}
