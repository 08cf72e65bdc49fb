import Foundation
import NeiroCommands
import NeiroCore
import NeiroRetrieval

/// What was found in a file; also its JSON.
struct DetectReport: Encodable {
  /// What is looked for, as the person wrote it.
  enum Name {
    case text(String)
    case like(String)
  }

  struct Event: Encodable {
    let start: Double
    let end: Double
    let peak: Double
    let similarity: Double
  }

  /// How a threshold came to be.
  struct Threshold: Encodable {
    /// nil where none could be found.
    @NullIfNone var value: Double?
    let isGiven: Bool
    /// What is usual in the file; nil where it isn't asked.
    @NullIfNone var median: Double?

    enum CodingKeys: String, CodingKey {
      case value, median
      case isGiven = "given"
    }
  }

  struct Target: Encodable {
    @NullIfNone var text: String?
    @NullIfNone var like: String?
    let threshold: Threshold
    /// Why there is no threshold.
    @NullIfNone var problem: String?
    let events: [Event]

    var words: String { text ?? like ?? "" }
  }

  struct Window: Encodable {
    let start: Double
    let end: Double
    /// In the order of the targets; nil for silence.
    @NullIfNone var similarities: [Double]?
  }

  let file: String
  let encoder: String
  let windowSeconds: Double
  let hopSeconds: Double
  let mergeSeconds: Double
  /// How far the file was read.
  let seconds: Double
  /// Whether that is its end.
  let isComplete: Bool
  @NullIfNone var failure: String?
  let targets: [Target]
  let windows: [Window]

  enum CodingKeys: String, CodingKey {
    case file, encoder, seconds, failure, targets, windows
    case windowSeconds = "window_seconds"
    case hopSeconds = "hop_seconds"
    case mergeSeconds = "merge_seconds"
    case isComplete = "complete"
  }

  init(
    file: String, encoder: EncoderIdentity, windowSeconds: Double, hopSeconds: Double,
    names: [Name], scan: WindowScan, threshold: Double?, mergeSeconds: Double
  ) {
    self.file = file
    self.encoder = encoder.description
    self.windowSeconds = windowSeconds
    self.hopSeconds = hopSeconds
    self.mergeSeconds = mergeSeconds
    seconds = scan.seconds
    isComplete = !scan.wasInterrupted && scan.failure == nil
    failure = scan.failure
    targets = names.enumerated().map { index, name in
      let windows = scan.windows.map {
        ScoredWindow(seconds: $0.seconds, similarity: $0.similarities?[index])
      }
      return Target(name, windows, threshold: threshold, mergeSeconds: mergeSeconds)
    }
    windows = scan.windows.map {
      Window(
        start: $0.seconds.lowerBound, end: $0.seconds.upperBound, similarities: $0.similarities)
    }
  }
}

extension DetectReport.Target {
  fileprivate init(
    _ name: DetectReport.Name, _ windows: [ScoredWindow], threshold: Double?, mergeSeconds: Double
  ) {
    switch name {
    case .text(let words): (text, like) = (words, nil)
    case .like(let sound): (text, like) = (nil, sound)
    }
    var found: OutlierThreshold?
    var problem: String?
    if threshold == nil {
      do throws(OutlierThreshold.Failure) {
        found = try OutlierThreshold(windows.compactMap(\.similarity))
      } catch {
        problem = error.sentence
      }
    }
    let value = threshold ?? found?.value
    self.threshold = .init(value: value, isGiven: threshold != nil, median: found?.median)
    self.problem = problem
    let events = value.map {
      SoundEvent.events(in: windows, threshold: $0, mergeSeconds: mergeSeconds)
    }
    self.events = (events ?? []).map {
      .init(
        start: $0.seconds.lowerBound, end: $0.seconds.upperBound, peak: $0.peakSecond,
        similarity: $0.peakSimilarity)
    }
  }
}

extension OutlierThreshold.Failure {
  /// What is the matter, and what to do.
  fileprivate var sentence: String {
    switch self {
    case .tooFewWindows(0): "every window is silent"
    case .tooFewWindows(let count):
      "\(LibraryText.counted(count, "window")) that can be heard \(count == 1 ? "is" : "are") too few "
        + "to tell what is usual in the file (\(OutlierThreshold.fewestWindows) are enough); give a "
        + "--threshold for events"
    case .noSpread:
      "half of the windows are equally similar, so nothing tells what is unusual; give a --threshold "
        + "for events"
    }
  }
}
