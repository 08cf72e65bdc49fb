import NeiroAudio
import NeiroCommands

/// What was found in each file; also its JSON.
struct AnalyzeReport: Encodable {
  struct Failure: Encodable {
    let file: String
    let reason: String

    var sentence: String { "\(file): \(reason)" }
  }

  /// How frames are cut.
  struct Framing: Encodable {
    let sampleRateHz = FrameDescriptors.sampleRateHz
    let frameLength = FrameDescriptors.frameLength
    let hop = FrameDescriptors.hop

    enum CodingKeys: String, CodingKey {
      case sampleRateHz = "sample_rate_hz"
      case frameLength = "frame_length"
      case hop
    }
  }

  struct Attack: Encodable {
    let start: Double
    let end: Double
    let seconds: Double
    let logSeconds: Double

    enum CodingKeys: String, CodingKey {
      case start, end, seconds
      case logSeconds = "log10_seconds"
    }
  }

  struct Sound: Encodable {
    let file: String
    let seconds: Double
    let fileRateHz: Int
    let channels: Int
    let format: String
    let frameCount: Int
    let heardFrameCount: Int
    /// By ``Descriptor``; null where nothing is heard.
    let descriptors: [String: NullIfNone<Statistics>]
    let mfcc: [Statistics]
    @NullIfNone var attack: Attack?
    let frames: Frames?

    enum CodingKeys: String, CodingKey {
      case file, seconds, channels, format, descriptors, mfcc, attack, frames
      case fileRateHz = "file_rate_hz"
      case frameCount = "frame_count"
      case heardFrameCount = "heard_frame_count"
    }
  }

  /// Every number of every frame.
  struct Frames: Encodable {
    let seconds: [Double]
    let descriptors: [String: [Double]]
    /// Frames × coefficients.
    let mfcc: [[Float]]
  }

  let framing = Framing()
  let sounds: [Sound]
  let failed: [Failure]

  init(_ sounds: [AnalyzedSound], failed: [Failure]) {
    self.sounds = sounds.map(Sound.init)
    self.failed = failed
  }
}

extension AnalyzeReport.Sound {
  fileprivate init(_ sound: AnalyzedSound) {
    file = sound.file
    seconds = sound.durationSeconds
    fileRateHz = sound.information.sampleRateHz
    channels = sound.information.channelCount
    format = sound.information.format
    frameCount = sound.frameCount
    heardFrameCount = sound.heardFrameCount
    descriptors = Dictionary(
      uniqueKeysWithValues: Descriptor.allCases.map {
        ($0.rawValue, NullIfNone(wrappedValue: sound.values[$0]))
      })
    mfcc = sound.mfcc
    attack = sound.attack.map {
      .init(
        start: $0.startSeconds, end: $0.endSeconds, seconds: $0.seconds, logSeconds: $0.logSeconds)
    }
    frames = sound.frames.map(AnalyzeReport.Frames.init)
  }
}

extension AnalyzeReport.Frames {
  fileprivate init(_ frames: FrameDescriptors) {
    seconds = (0..<frames.count).map { FrameDescriptors.seconds(ofFrame: $0) }
    descriptors = Dictionary(
      uniqueKeysWithValues: Descriptor.allCases.map { ($0.rawValue, $0.series(of: frames)) })
    let width = FrameDescriptors.coefficientCount
    mfcc = (0..<frames.count).map { Array(frames.mfcc[$0 * width..<($0 + 1) * width]) }
  }
}
