import Foundation
import NeiroAudio

/// A number that each frame of a sound has.
enum Descriptor: String, CaseIterable, Sendable {
  case centroid = "centroid_hz"
  case bandwidth = "bandwidth_hz"
  case rollOff = "rolloff_hz"
  case zeroCrossingRate = "zero_crossing_rate"
  case level = "level_db"

  var name: String {
    switch self {
    case .centroid: "spectral centroid"
    case .bandwidth: "spectral bandwidth"
    case .rollOff: "roll-off (85 %)"
    case .zeroCrossingRate: "zero-crossing rate"
    case .level: "RMS level"
    }
  }

  /// As a column's heading.
  var shortName: String {
    switch self {
    case .centroid: "centroid"
    case .bandwidth: "bandwidth"
    case .rollOff: "roll-off"
    case .zeroCrossingRate: "ZCR"
    case .level: "level"
    }
  }

  var unit: String {
    switch self {
    case .centroid, .bandwidth, .rollOff: "Hz"
    case .zeroCrossingRate: "per sample"
    case .level: "dB"
    }
  }

  func text(_ value: Double) -> String {
    let text =
      switch self {
      case .centroid, .bandwidth, .rollOff: String(format: "%.0f", value)
      case .zeroCrossingRate: String(format: "%.4f", value)
      case .level: String(format: "%.1f", value)
      }
    return text.replacing("-", with: "−")
  }

  /// Frame after frame. The level is that of the RMS, 0 dB being full scale; none is below −200 dB.
  func series(of frames: FrameDescriptors) -> [Double] {
    switch self {
    case .centroid: frames.centroid
    case .bandwidth: frames.bandwidth
    case .rollOff: frames.rollOff
    case .zeroCrossingRate: frames.zeroCrossingRate
    case .level: frames.rms.map { 20 * log10(max($0, 1e-10)) }
    }
  }
}

/// What is usual in a series, and how far it strays.
struct Statistics: Encodable, Sendable {
  let median: Double
  let mean: Double
  /// The root of the mean squared distance from the mean.
  let deviation: Double
  let lowest: Double
  let highest: Double

  /// nil for no values.
  init?(_ values: [Double]) {
    let sorted = values.sorted()
    guard let lowest = sorted.first, let highest = sorted.last else { return nil }
    let count = Double(sorted.count)
    let mean = sorted.reduce(0, +) / count
    median = (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
    deviation = (sorted.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count).squareRoot()
    (self.lowest, self.highest, self.mean) = (lowest, highest, mean)
  }
}
