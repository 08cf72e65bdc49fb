import Foundation
import NeiroTestSupport
import Testing

@testable import NeiroAudio

@Suite struct FrameDescriptorsTests {
  private static let sounds = [
    "pluck", "filtered_saw", "noise_burst", "click", "vibrato", "two_notes", "short", "one_sample",
  ]

  private static func waveform(_ sound: String) throws -> Waveform {
    var source = try AudioWindows(
      Fixtures.file("spectral/\(sound).wav"), sampleRateHz: 44_100, windowSeconds: 60,
      hopSeconds: 60)
    return try #require(try source.next()).waveform
  }

  /// Against librosa, see Tests/Fixtures/README.md.
  @Test(arguments: sounds)
  func everyNumberEqualsLibrosas(sound: String) throws {
    let json = try Data(contentsOf: Fixtures.file("descriptors.json"))
    let all = try JSONDecoder().decode([String: [String: [Double]]].self, from: json)
    let expected = try #require(all[sound])
    let found = FrameDescriptors(try Self.waveform(sound))
    func everySixteenth(_ matrix: [Float], _ width: Int) -> [Double] {
      stride(from: 0, to: found.count, by: 16).flatMap { frame in
        matrix[frame * width..<(frame + 1) * width].map(Double.init)
      }
    }
    let series = [
      "centroid": found.centroid, "bandwidth": found.bandwidth, "rolloff": found.rollOff,
      "zero_crossing_rate": found.zeroCrossingRate, "rms": found.rms,
    ]
    for (name, values) in series {
      let expected = try #require(expected[name])
      let scale = expected.map(abs).max() ?? 1
      expectClose(
        values, expected, tolerances: expected.map { 1e-6 * abs($0) + 1e-9 * scale + 1e-12 }, name)
    }
    expectClose(
      everySixteenth(found.logMel, 128), try #require(expected["log_mel"]), within: 1e-5, "mel")
    // A sum of 128 levels, kept in single precision: up to some hundreds.
    expectClose(
      everySixteenth(found.mfcc, 20), try #require(expected["mfcc"]), within: 1e-4, "mfcc")
  }

  @Test(arguments: [1, 333, 44_100, 200_000])
  func howTheSoundIsCutChangesNothing(length: Int) throws {
    let sound = try Self.waveform("filtered_saw").samples
    let samples = sound + sound
    let whole = FrameDescriptors(Waveform(samples: samples, sampleRateHz: 44_100))
    var stream = FrameDescriptorStream()
    // A sample at a time for the first thousand only: each call has its cost.
    var place = 0
    while place < samples.count {
      let end = min(samples.count, place + (length == 1 && place > 1000 ? 4_999 : length))
      samples[place..<end].withUnsafeBufferPointer { stream.append($0) }
      place = end
    }
    let pieces = stream.finish()
    #expect(pieces.centroid == whole.centroid && pieces.rms == whole.rms)
    #expect(pieces.zeroCrossingRate == whole.zeroCrossingRate)
    #expect(pieces.logMel == whole.logMel && pieces.mfcc == whole.mfcc)
    #expect(pieces.outline == whole.outline && pieces.attack == whole.attack)
    #expect(pieces.durationSeconds == whole.durationSeconds)
  }

  @Test func silenceHasNumbersButNothingHeard() {
    let silence = Waveform(samples: [Float](repeating: 0, count: 4_410), sampleRateHz: 44_100)
    let found = FrameDescriptors(silence)
    #expect(found.count == 9 && found.centroid == [Double](repeating: 0, count: 9))
    #expect(found.logMel.allSatisfy { $0 == -100 })
    #expect(found.heardFrames.isEmpty && found.attack == nil)
    let nothing = FrameDescriptors(Waveform(samples: [], sampleRateHz: 44_100))
    #expect(nothing.count == 0 && nothing.mfcc.isEmpty && nothing.durationSeconds == 0)
  }

  @Test func anOutlineKeepsTheExtremesHoweverLongTheSound() {
    var outline = WaveformOutline()
    let samples = (0..<100_000).map { Float($0 == 77_777 ? 1 : $0 == 31 ? -1 : 0) }
    samples.withUnsafeBufferPointer { outline.append($0) }
    #expect(outline.samplesPerColumn == 32)
    #expect(outline.lowest.count == 3_125 && outline.highest.count == 3_125)
    #expect(outline.highest.firstIndex(of: 1) == 77_777 / 32)
    #expect(outline.lowest.firstIndex(of: -1) == 0)
    #expect(outline.highest.count { $0 != 0 } == 1 && outline.lowest.count { $0 != 0 } == 1)
  }
}
