import Foundation
import NeiroAudio
import NeiroFigures

/// What tells sounds apart at a glance: the median of each descriptor on a scale that is the same
/// for all sounds, so that two radars can be compared.
enum DescriptorRadar {
  /// What each axis reaches over; frequencies, rates and times by ratio.
  private enum Reach: String, CaseIterable {
    case centroid = "centroid"
    case bandwidth = "bandwidth"
    case rollOff = "roll-off"
    case zeroCrossingRate = "zero crossings"
    case level = "level"
    case attack = "attack"

    var ends: (low: Double, high: Double, text: String) {
      switch self {
      case .centroid: (100, 10_000, "centroid 100 Hz to 10 kHz")
      case .bandwidth: (100, 10_000, "bandwidth 100 Hz to 10 kHz")
      case .rollOff: (100, 20_000, "roll-off 100 Hz to 20 kHz")
      case .zeroCrossingRate: (0.001, 0.5, "zero crossings 0.001 to 0.5 per sample")
      case .level: (-60, 0, "level −60 to 0 dB")
      case .attack: (0.001, 1, "attack 1 ms to 1 s")
      }
    }

    func value(_ sound: AnalyzedSound) -> Double? {
      switch self {
      case .centroid: sound.values[.centroid]?.median
      case .bandwidth: sound.values[.bandwidth]?.median
      case .rollOff: sound.values[.rollOff]?.median
      case .zeroCrossingRate: sound.values[.zeroCrossingRate]?.median
      case .level: sound.values[.level]?.median
      case .attack: sound.attack?.seconds
      }
    }

    /// 0…1; nil for none.
    func share(_ sound: AnalyzedSound) -> Double? {
      guard let value = value(sound) else { return nil }
      let (low, high, _) = ends
      let share =
        self == .level
        ? (value - low) / (high - low) : log(max(value, 1e-12) / low) / log(high / low)
      return min(max(share, 0), 1)
    }
  }

  /// What the axes reach over, in words.
  static let note =
    "Medians on scales that are the same for all sounds: "
    + Reach.allCases.map(\.ends.text).joined(separator: ", ") + "; logarithmic but for the level."

  static func picture(_ sounds: [AnalyzedSound]) -> Picture {
    RadarChart(
      "Descriptors", axes: Reach.allCases.map(\.rawValue),
      series: sounds.map { sound in
        .init(SoundPicture.name(sound.file), Reach.allCases.map { $0.share(sound) })
      }
    ).picture
  }
}
