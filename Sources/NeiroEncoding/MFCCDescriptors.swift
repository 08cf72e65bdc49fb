import Foundation
public import NeiroAudio

/// The groups of columns of the mfcc encoder, in the order of the embedding. Raw values are the
/// names in `Tests/Fixtures/mfcc_reference.py`.
public enum MFCCGroup: String, CaseIterable, Sendable {
  /// 20 coefficients at 8 relative times, time after time: how the spectrum's shape moves.
  case relativeTime = "relative"
  /// Mean of each coefficient over all frames.
  case mean
  /// Deviation of each coefficient over all frames.
  case deviation

  /// How many columns the group has.
  public var columnCount: Int {
    switch self {
    case .relativeTime: RelativeTimes.count * MFCCDescriptors.coefficientCount
    case .mean, .deviation: MFCCDescriptors.coefficientCount
    }
  }

  /// How much the group counts as a whole in a cosine, whatever its number of columns.
  var weight: Double {
    switch self {
    case .relativeTime: 1.0
    case .mean: 0.7
    case .deviation: 0.5
    }
  }
}

/// Mel-frequency cepstral coefficients 1 to 20 of a sound, kept in time.
///
/// Of 40 mel bands from 30 Hz to 16 kHz, in decibels re the sound's own maximum, at least −70, the
/// orthonormal DCT-II. Coefficient 0, which is the level, is left out. The sound is trimmed at
/// −50 dB first.
///
/// *Source*: Davis and Mermelstein, "Comparison of parametric representations for monosyllabic word
/// recognition in continuously spoken sentences", IEEE Transactions on Acoustics, Speech, and Signal
/// Processing 28, 1980, <https://doi.org/10.1109/TASSP.1980.1163420>. Every column agrees with
/// librosa's, see `Tests/Fixtures/mfcc_reference.py`.
public struct MFCCDescriptors: Sendable {
  /// 20: more than 20 begin to follow single partials instead of the spectrum's shape.
  public static let coefficientCount = 20
  static let sampleRateHz = 44_100
  private static let bandCount = 40

  private static let stft = STFT(frameLength: 2048, hop: 256)
  private static let bank = MelFilterbank(
    bandCount: bandCount, frequenciesHz: stft.frequencies(sampleRateHz: sampleRateHz),
    rangeHz: 30...16_000)
  private static let cepstrum = CosineTransform(
    length: bandCount, coefficients: 1...coefficientCount)

  private let groups: [MFCCGroup: [Double]]

  /// - Shapes: T samples, from one on.
  /// - Throws: ``EncodingError`` for another rate than 44 100 Hz, no samples, silence, and samples
  ///   that are not finite.
  public init(_ waveform: Waveform) throws(EncodingError) {
    try waveform.check(sampleRateHz: Self.sampleRateHz)
    let frames = waveform.samples.withUnsafeBufferPointer { Self.coefficients(of: $0) }  // (T, 20)
    let width = Self.coefficientCount
    let count = frames.count / width
    let moments = (0..<width).map { column in
      let series = (0..<count).map { frames[$0 * width + column] }
      let mean = series.reduce(0, +) / Double(count)
      let variance = series.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count)
      return (mean: mean, deviation: variance.squareRoot())
    }
    groups = [
      .relativeTime: RelativeTimes.rows(of: frames, width: width),
      .mean: moments.map(\.mean),
      .deviation: moments.map(\.deviation),
    ]
  }

  /// The columns of one group.
  ///
  /// - Shapes: `group.columnCount`.
  public subscript(group: MFCCGroup) -> [Double] { groups[group] ?? [] }

  /// The columns of all groups, in the order of ``MFCCGroup``.
  ///
  /// - Shapes: 200.
  public var columns: [Double] { MFCCGroup.allCases.flatMap { self[$0] } }

  /// Frame after frame, 20 numbers each.
  private static func coefficients(of samples: UnsafeBufferPointer<Float>) -> [Double] {
    let heard = UnsafeBufferPointer(rebasing: samples[Trim.bounds(of: samples)])
    let count = stft.frameCount(sampleCount: heard.count)
    var bands = [Double](repeating: 0, count: count * bandCount)
    bands.withUnsafeMutableBufferPointer { bands in
      stft.forEachFrame(of: heard, gain: 1) { frame, power in
        let row = frame * bandCount..<(frame + 1) * bandCount
        bank.apply(to: power, into: UnsafeMutableBufferPointer(rebasing: bands[row]))
      }
    }
    let highest = bands.max() ?? 0
    let decibels = bands.map { highest > 0 ? max(10 * log10($0 / highest), -70) : -70 }
    return (0..<count).flatMap { frame in
      cepstrum(decibels[frame * bandCount..<(frame + 1) * bandCount])
    }
  }
}
