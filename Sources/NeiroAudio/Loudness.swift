internal import CEBUR128
internal import Foundation

/// How loud a sound is to the ear, and how near its peak comes to full scale.
///
/// *Source*: ITU-R BS.1770-4, "Algorithms to measure audio programme loudness and true-peak audio
/// level", 2015, as libebur128 computes it.
public struct Loudness: Hashable, Sendable {
  /// Integrated loudness in LUFS; nil for a sound so quiet that the measure doesn't hear it.
  public let lufs: Double?
  /// The highest level between the samples, in full scale.
  public let truePeak: Double

  public init(lufs: Double?, truePeak: Double) {
    self.lufs = lufs
    self.truePeak = truePeak
  }

  /// The shortest sound that the measure is defined for, in seconds: one block.
  private static let blockSeconds = 0.4

  /// Measures a sound; one that is shorter than a block is heard as often as fills it.
  ///
  /// - Parameters:
  ///   - interleaved: Finite samples, frame after frame.
  ///   - channelCount: C
  ///   - sampleRateHz: Of the frames.
  /// - Throws: ``AudioError/unmeasurable`` for a rate or a number of channels that nobody has.
  init(
    of interleaved: [Float], channelCount: Int, sampleRateHz: Int
  ) throws(AudioError) {
    let modes = UInt32(EBUR128_MODE_I.rawValue) | UInt32(EBUR128_MODE_TRUE_PEAK.rawValue)
    var state = ebur128_init(UInt32(channelCount), UInt(sampleRateHz), Int32(modes))
    guard let meter = state else { throw .unmeasurable }
    defer { ebur128_destroy(&state) }
    let frames = interleaved.count / max(1, channelCount)
    let block = Int((Self.blockSeconds * Double(sampleRateHz)).rounded(.up))
    var heard = 0
    repeat {
      guard ebur128_add_frames_float(meter, interleaved, frames) == EBUR128_SUCCESS.rawValue else {
        throw .unmeasurable
      }
      heard += frames
    } while heard < block && frames > 0
    var lufs = 0.0
    guard ebur128_loudness_global(meter, &lufs) == EBUR128_SUCCESS.rawValue else {
      throw .unmeasurable
    }
    var highest = 0.0
    for channel in 0..<UInt32(channelCount) {
      var peak = 0.0
      guard ebur128_true_peak(meter, channel, &peak) == EBUR128_SUCCESS.rawValue else {
        throw .unmeasurable
      }
      highest = max(highest, peak)
    }
    self.init(lufs: lufs.isFinite ? lufs : nil, truePeak: highest)
  }

  /// The loudness that sounds are brought to if their peaks allow it, in LUFS.
  public static let target = -18.0
  /// The highest true peak that is left, in full scale: −1 dB.
  public static let ceiling = pow(10, -1 / 20.0)

  /// Factors that make sounds equally loud without clipping any.
  ///
  /// All come to ``target``, or to the loudness below it at which the one with the highest peak for
  /// its loudness just fits under ``ceiling``. A sound without a loudness keeps its level.
  ///
  /// - Parameter sounds: Those that are heard one after the other.
  /// - Returns: One factor for each.
  public static func equalizingGains(_ sounds: [Loudness]) -> [Double] {
    let common = sounds.reduce(target) { common, sound in
      guard let lufs = sound.lufs, sound.truePeak > 0 else { return common }
      return min(common, lufs + 20 * log10(ceiling / sound.truePeak))
    }
    return sounds.map { sound in
      guard let lufs = sound.lufs else { return min(1, ceiling / max(sound.truePeak, 1e-9)) }
      return pow(10, (common - lufs) / 20)
    }
  }
}
