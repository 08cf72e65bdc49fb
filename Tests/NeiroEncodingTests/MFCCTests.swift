import Foundation
import NeiroAudio
import NeiroCore
import NeiroTestSupport
import Testing

@testable import NeiroEncoding

@Suite struct MFCCTests {
  private let encoder = MFCCEncoder()

  /// Against librosa, see Tests/Fixtures/README.md.
  @Test(arguments: SpectralParityTests.sounds)
  func everyColumnEqualsLibrosas(sound: String) throws {
    let json = try Data(contentsOf: Fixtures.file("mfcc.json"))
    let all = try JSONDecoder().decode([String: [String: [Double]]].self, from: json)
    let expected = try #require(all[sound])
    let descriptors = try MFCCDescriptors(SpectralParityTests.waveform(sound))
    for group in MFCCGroup.allCases {
      expectClose(
        descriptors[group], try #require(expected[group.rawValue]), within: 1e-6,
        "\(sound) \(group.rawValue)")
    }
  }

  @Test func saysWhoItIs() {
    #expect(encoder.identity.name == "mfcc" && encoder.identity.dimension == 200)
    #expect(encoder.identity == MFCCEncoder().identity)
    #expect(encoder.identity.weightsHash != SpectralEncoder().identity.weightsHash)
    #expect(MFCCGroup.allCases.map(\.columnCount).reduce(0, +) == 200)
    #expect(MFCCConstants.means.count == 200)
  }

  @Test func centresAndWeighsEveryColumn() throws {
    let pluck = try SpectralParityTests.waveform("pluck")
    var expected = zip(try MFCCDescriptors(pluck).columns, MFCCConstants.means).map { $0 - $1 }
    for (columns, weight) in [(0..<160, 1.0), (160..<180, 0.7), (180..<200, 0.5)] {
      for column in columns { expected[column] *= weight / Double(columns.count).squareRoot() }
    }
    let length = expected.reduce(0) { $0 + $1 * $1 }.squareRoot()
    let embedding = try #require(try encoder.encode([pluck]).first)
    expectClose(
      embedding.values.map(Double.init), expected.map { $0 / length }, within: 1e-6, "embedding")
  }

  @Test(arguments: ["pluck", "vibrato", "noise_burst"])
  func levelChangesNextToNothing(sound: String) throws {
    let waveform = try SpectralParityTests.waveform(sound)
    let reference = try MFCCDescriptors(waveform).columns
    for gain: Float in [0.001, 0.3, 1.7] {
      let louder = Waveform(samples: waveform.samples.map { $0 * gain }, sampleRateHz: 44_100)
      let columns = try MFCCDescriptors(louder).columns
      expectClose(columns, reference, within: 1e-3, "\(sound) · \(gain)")
    }
  }

  @Test(arguments: [1, 2, 255, 256, 257, 2047, 2048, 2049])
  func anyLengthHasAnEmbedding(count: Int) throws {
    var generator = SeededGenerator(seed: UInt64(count))
    let noise = (0..<count).map { _ in Float(generator.normal()) * 0.1 }
    let waveform = Waveform(samples: noise, sampleRateHz: 44_100)
    let embedding = try #require(try encoder.encode([waveform]).first)
    #expect(embedding.dimension == 200)
    #expect(embedding.values.allSatisfy { $0.isFinite })
  }

  @Test func refusesWhatCannotBeEncoded() {
    #expect(throws: EncodingError.silent) {
      try encoder.encode([Waveform(samples: [0, 0], sampleRateHz: 44_100)])
    }
    #expect(throws: EncodingError.wrongSampleRate(expectedHz: 44_100, foundHz: 48_000)) {
      try encoder.encode([Waveform(samples: [0.1], sampleRateHz: 48_000)])
    }
  }
}
