import Foundation

/// Descriptors of a sound, frame after frame, as librosa computes them.
///
/// Frames of 2048 samples, 512 apart, each centred on its place: 1 + T / 512 of them. Beyond the ends
/// the sound is zero, for the zero crossings as its first and last sample. Spectra are weighted by a
/// periodic Hann window. These are librosa's defaults but for the rate, 44 100 Hz. Every number
/// equals librosa's, see `Tests/Fixtures/make_descriptors_fixture`.
public struct FrameDescriptors: Sendable {
  public static let sampleRateHz = 44_100
  public static let frameLength = 2_048
  public static let hop = 512
  public static let melBandCount = 128
  /// Coefficients 0, which is the level, to 19.
  public static let coefficientCount = 20
  /// Levels further below the loudest are raised to it.
  public static let dynamicRangeDecibels = 80.0
  /// Decibels of a band without power, 10⁻¹⁰.
  static let floorDecibels = -100.0

  public let durationSeconds: Double
  /// In hertz, see ``MagnitudeShape``.
  public internal(set) var centroid: [Double] = []
  public internal(set) var bandwidth: [Double] = []
  public internal(set) var rollOff: [Double] = []
  /// Changes of sign for each sample, 0…1; what is within 10⁻¹⁰ of zero counts as positive.
  public internal(set) var zeroCrossingRate: [Double] = []
  /// Root mean square, full scale being 1.
  public internal(set) var rms: [Double] = []
  /// Decibels of 128 bands on Slaney's mel scale from 0 Hz to 22 050 Hz, triangles of unit area, at
  /// most 80 dB below the loudest.
  ///
  /// - Shapes: T × 128, frame after frame, from the lowest band on.
  public internal(set) var logMel: [Float] = []
  /// The orthonormal DCT-II of each frame's mel levels.
  ///
  /// - Shapes: T × 20.
  public internal(set) var mfcc: [Float] = []
  /// The sound's outline, for pictures of it.
  public internal(set) var outline = WaveformOutline()
  /// nil where there is none to be seen, as in silence.
  public internal(set) var attack: AttackTime?

  init(durationSeconds: Double) {
    self.durationSeconds = durationSeconds
  }

  /// T.
  public var count: Int { rms.count }

  /// The middle of a frame.
  public static func seconds(ofFrame frame: Int) -> Double {
    Double(frame * hop) / Double(sampleRateHz)
  }

  /// Frames that are heard: no more than 60 dB below the loudest. What a descriptor is in silence
  /// says nothing about the sound.
  public var heardFrames: [Int] {
    let loudest = rms.max() ?? 0
    return rms.indices.filter { rms[$0] > 0 && rms[$0] >= 1e-3 * loudest }
  }

  /// Of a whole sound.
  ///
  /// - Precondition: `waveform` is at 44 100 Hz.
  public init(_ waveform: Waveform) {
    precondition(waveform.sampleRateHz == Self.sampleRateHz, "descriptors are for 44 100 Hz")
    var stream = FrameDescriptorStream()
    waveform.samples.withUnsafeBufferPointer { stream.append($0) }
    self = stream.finish()
  }
}
