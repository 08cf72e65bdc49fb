import Foundation

/// Why no sound could be had from a file, or put into one. The text leaves the path out: the caller
/// prints it in front.
public enum AudioError: Error, Hashable, Sendable {
  case doesNotExist
  case brokenLink(destination: String)
  case notPermitted
  case folder
  /// A pipe, socket or device, which could keep a reader waiting for ever.
  case notARegularFile
  /// The system's own words for any other failure to open or read.
  case unreadable(reason: String)
  case empty
  /// `reason` is libsndfile's.
  case notAudio(reason: String)
  case truncated(promisedSeconds: Double, foundSeconds: Double)
  /// Compressed audio that stops in the middle and never said how long it is.
  case cutOff
  case damaged(second: Double, reason: String)
  /// A good header with no sound behind it.
  case noSamples
  case silent
  /// Sound in the channels, none in their mean: they are each other's opposite.
  case channelsCancel
  case notFinite(second: Double)
  case unsupportedRate(Int)
  case unsupportedTargetRate(Int)
  /// `reason` is libsoxr's.
  case resampling(reason: String)
  /// A sound that can't be written, in the words of the system or of libsndfile.
  case unwritable(reason: String)
  /// A rate or a number of channels that no measure of loudness is made for.
  case unmeasurable
}

extension AudioError: CustomStringConvertible {
  /// One sentence: what is wrong, and how to mend it where that is known.
  public var description: String {
    switch self {
    case .doesNotExist:
      "does not exist"
    case .brokenLink(let destination):
      "is a symbolic link to \(destination), which does not exist"
    case .notPermitted:
      "may not be read: give yourself read permission (chmod u+r)"
    case .folder:
      "is a folder, not an audio file"
    case .notARegularFile:
      "is a pipe, socket or device, not an audio file"
    case .unreadable(let reason):
      "cannot be read: \(reason)"
    case .empty:
      "is empty (0 bytes)"
    case .notAudio(let reason):
      "is not audio that can be decoded: \(reason)"
    case .truncated(let promised, let found):
      """
      is truncated: its header promises \(Self.seconds(promised)), \
      \(Self.seconds(found)) are there. Copy or export it again
      """
    case .cutOff:
      "is truncated: it stops before its end-of-stream mark. Copy or export it again"
    case .damaged(let second, let reason):
      "is damaged after \(Self.seconds(second)): \(reason)"
    case .noSamples:
      "holds no samples: only a header is there"
    case .silent:
      "is silent: every sample is zero"
    case .channelsCancel:
      "is silent in mono: its channels cancel each other. Invert one of them"
    case .notFinite(let second):
      "holds a sample that is not a number (NaN or infinity) at \(Self.seconds(second))"
    case .unsupportedRate(let rate):
      """
      has a sample rate of \(rate) Hz, which is outside \
      \(AudioDecoder.supportedRatesHz.lowerBound)…\(AudioDecoder.supportedRatesHz.upperBound) Hz
      """
    case .unsupportedTargetRate(let rate):
      """
      cannot be resampled to \(rate) Hz, which is outside \
      \(AudioDecoder.supportedRatesHz.lowerBound)…\(AudioDecoder.supportedRatesHz.upperBound) Hz
      """
    case .resampling(let reason):
      "cannot be resampled: \(reason)"
    case .unwritable(let reason):
      "cannot be written: \(reason)"
    case .unmeasurable:
      "has a sample rate or a number of channels whose loudness can't be measured"
    }
  }

  private static func seconds(_ value: Double) -> String {
    String(format: value < 10 ? "%.3f s" : "%.1f s", value)
  }
}
