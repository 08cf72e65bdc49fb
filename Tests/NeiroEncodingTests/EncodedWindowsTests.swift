import Foundation
import NeiroAudio
import NeiroCore
import NeiroTestSupport
import Testing

@testable import NeiroEncoding

/// Windows of a file with an encoder that tells what it was given.
@Suite struct EncodedWindowsTests {
  /// The direction of (first sample, 1); quiet sounds have none, and 1 can't be encoded.
  private struct FirstSampleEncoder: AudioEncoder {
    let identity = EncoderIdentity(
      name: "first", weightsHash: "0123456789ab", preprocessingVersion: 1, dimension: 2)
    let sampleRateHz = 1000
    let maximumSeconds = 60.0

    struct Flaw: Error, CustomStringConvertible {
      let description = "too loud"
    }

    func encode(_ batch: [Waveform]) throws -> [Embedding] {
      try batch.map { waveform in
        if waveform.samples[0] == 1 { throw Flaw() }
        if waveform.samples[0] < 0.01 { throw EncodingError.noDirection }
        guard let embedding = Embedding(normalizing: [waveform.samples[0], 1]) else {
          throw EncodingError.silent
        }
        return embedding
      }
    }
  }

  /// One level a second.
  private func encoded(
    _ levels: [Float], batch: Int?
  ) throws -> (windows: [EncodedWindow], failure: (any Error)?) {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("levels.wav")
      let samples = levels.flatMap { [Float](repeating: $0, count: 1000) }
      try WaveFile(channels: [samples], sampleRateHz: 1000, encoding: .float32).write(to: file)
      var windows = EncodedWindows(
        try AudioWindows(file, sampleRateHz: 1000, windowSeconds: 1, hopSeconds: 1),
        by: FirstSampleEncoder(), batchCount: batch)
      var all: [EncodedWindow] = []
      do {
        while true {
          let next = try windows.next()
          guard !next.isEmpty else { return (all, nil) }
          #expect(next.count <= batch ?? .max)
          all += next
        }
      } catch { return (all, error) }
    }
  }

  @Test(arguments: [1, 2, 3, 7, 100, nil])
  func windowsComeInTheOrderOfTimeWhateverTheBatch(batch: Int?) throws {
    let levels: [Float] = [0.5, 0, 0.25, 0.001, 0.75, 0.5, 0.125]
    let (windows, failure) = try encoded(levels, batch: batch)
    #expect(failure == nil)
    #expect(windows.map(\.seconds.lowerBound) == [0, 1, 2, 3, 4, 5, 6])
    let expected = levels.map { $0 < 0.01 ? nil : Embedding(normalizing: [$0, 1]) }
    #expect(windows.map(\.embedding) == expected)
  }

  @Test func aWindowThatCannotBeEncodedIsNamed() throws {
    let failure = try encoded([0.5, 0.5, 1, 0.5], batch: 2)
    #expect(failure.windows.count == 2)
    #expect(failure.failure as? WindowFailure == WindowFailure(second: 2, reason: "too loud"))
    #expect(
      (failure.failure as? WindowFailure)?.description
        == "the window at 2.00 s can't be encoded: too loud")
  }

  @Test func whatWasReadBeforeTheFileBreaksOffIsGiven() throws {
    let levels = [Float](repeating: 0.5, count: 70) + [.nan]
    let (windows, failure) = try encoded(levels, batch: 16)
    // A block of 65 536 frames was read whole.
    #expect(windows.count == 65)
    #expect(failure as? AudioError == .notFinite(second: 70))
  }
}
