import Foundation

/// Where the energy of one spectrum lies. Silence has none: all is 0.
///
/// The same numbers as librosa's `spectral_centroid`, `spectral_bandwidth` (p = 2) and
/// `spectral_rolloff` (85 %), which weigh frequencies by magnitude. ``NeiroEncoding``'s spectral
/// encoder has definitions of its own: it weighs by power, on an octave scale.
///
/// *Source*: McFee et al., "librosa: audio and music signal analysis in Python", SciPy 2015,
/// <https://doi.org/10.25080/Majora-7b98e3ed-003>; Peeters, "A large set of audio features for sound
/// description", Ircam, 2004.
public struct MagnitudeShape: Hashable, Sendable {
  /// The mean frequency: how bright the sound is.
  public let centroidHz: Double
  /// The deviation around it.
  public let bandwidthHz: Double
  /// The lowest frequency up to which 85 % of the magnitude lie.
  public let rollOffHz: Double

  static let rollOffShare = 0.85

  /// - Shapes: both F.
  public init(
    magnitudes: UnsafeBufferPointer<Double>, frequenciesHz: UnsafeBufferPointer<Double>
  ) {
    var total = 0.0
    var weighted = 0.0
    for bin in 0..<magnitudes.count {
      total += magnitudes[bin]
      weighted += magnitudes[bin] * frequenciesHz[bin]
    }
    guard total > Double.leastNormalMagnitude else {
      (centroidHz, bandwidthHz, rollOffHz) = (0, 0, 0)
      return
    }
    let mean = weighted / total
    var variance = 0.0
    for bin in 0..<magnitudes.count {
      let distance = frequenciesHz[bin] - mean
      variance += magnitudes[bin] / total * distance * distance
    }
    var cumulated = 0.0
    var bin = 0
    while bin < magnitudes.count - 1 {
      cumulated += magnitudes[bin]
      if cumulated >= Self.rollOffShare * total { break }
      bin += 1
    }
    (centroidHz, bandwidthHz, rollOffHz) = (mean, variance.squareRoot(), frequenciesHz[bin])
  }
}
