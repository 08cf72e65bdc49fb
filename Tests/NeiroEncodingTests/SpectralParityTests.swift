import Foundation
import NeiroAudio
import NeiroTestSupport
import Testing

@testable import NeiroEncoding

/// The descriptors against those that numpy found, see Tests/Fixtures/README.md.
@Suite struct SpectralParityTests {
  static let sounds = [
    "pluck", "filtered_saw", "noise_burst", "click", "vibrato", "two_notes", "short", "one_sample",
  ]

  @Test(arguments: sounds)
  func everyColumnEqualsTheReference(sound: String) throws {
    let json = try Data(contentsOf: Fixtures.file("spectral/expected.json"))
    let all = try JSONDecoder().decode([String: [String: [Double]]].self, from: json)
    let expected = try #require(all[sound])
    let waveform = try Self.waveform(sound)

    let descriptors = try SpectralDescriptors(waveform)

    var start = 0
    for group in SpectralGroup.allCases {
      let spreads = SpectralConstants.spreads[start..<start + group.columnCount]
      expectClose(
        descriptors[group], try #require(expected[group.rawValue]),
        tolerances: spreads.map { 1e-4 * $0 }, "\(sound) \(group.rawValue)")
      start += group.columnCount
    }
  }

  @Test func columnsFollowTheOrderOfTheGroups() throws {
    let descriptors = try SpectralDescriptors(Self.waveform("pluck"))
    #expect(descriptors.columns.count == 460)
    #expect(Array(descriptors.columns[256..<320]) == descriptors[.weightedMean])
    #expect(Array(descriptors.columns[396...]) == descriptors[.deltaDeviation])
  }

  /// The file as it is: `AudioDecoder` would leave out leading silence.
  static func waveform(_ sound: String) throws -> Waveform {
    let bytes = try Data(contentsOf: Fixtures.file("spectral/\(sound).wav")).dropFirst(44)
    let samples = stride(from: bytes.startIndex, to: bytes.endIndex, by: 2).map { index in
      Float(Int16(bitPattern: UInt16(bytes[index]) | UInt16(bytes[index + 1]) << 8)) / 32_768
    }
    return Waveform(samples: samples, sampleRateHz: 44_100)
  }
}
