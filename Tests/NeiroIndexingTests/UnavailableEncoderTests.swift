import Foundation
import NeiroAudio
import NeiroCore
import NeiroEncoding
import NeiroIndexing
import NeiroStore
import Testing

/// An encoder that gives up, for good or for a sound, at the sound whose number is 3.
private struct FailingEncoder: AudioEncoder {
  let error: EncodingError
  var identity: EncoderIdentity { FakeEncoder().identity }
  var sampleRateHz: Int { 1000 }
  var maximumSeconds: Double { 10 }

  func encode(_ batch: [Waveform]) throws -> [Embedding] {
    if batch.contains(where: { $0.samples[1] == 3 }) { throw error }
    return try FakeEncoder().encode(batch)
  }
}

@Suite struct UnavailableEncoderTests {
  private func index(_ scene: IndexingScene, with encoder: any AudioEncoder) async throws
    -> IndexSummary
  {
    try await LibraryIndexer(
      workspace: scene.workspace, encoder: encoder, cores: 1, decode: FakeSound.decode
    ).index([scene.sounds])
  }

  @Test func anEncoderThatWorksForNoSoundEndsTheRunAndBlamesNoFile() async throws {
    try await withScene { scene in
      // Given
      for number in 0..<6 { try scene.put("\(number)", "\(number).wav") }
      let error = EncodingError.unavailable(reason: "no libtorch")

      // When
      await #expect(throws: error) { try await index(scene, with: FailingEncoder(error: error)) }

      // Then nothing failed, and the next run goes on
      #expect(try scene.cache.failedFiles().isEmpty)
      let summary = try await index(scene, with: FakeEncoder())
      #expect(summary.clips == 6 && summary.failed.isEmpty)
    }
  }

  @Test func aSoundThatTheEncoderEndedAtIsTriedAgain() async throws {
    try await withScene { scene in
      for number in 0..<6 { try scene.put("\(number)", "\(number).wav") }
      let summary = try await index(scene, with: FailingEncoder(error: .interrupted))
      #expect(summary.clips == 5 && summary.failed.count == 1)
      #expect(try await index(scene, with: FakeEncoder()).clips == 6)
    }
  }
}
