/// A window of a longer sound, and how alike it is to what is looked for.
public struct ScoredWindow: Hashable, Sendable {
  /// Where the window lies.
  public let seconds: Range<Double>
  /// nil for silence, which is like nothing.
  public let similarity: Double?

  public init(seconds: Range<Double>, similarity: Double?) {
    self.seconds = seconds
    self.similarity = similarity
  }

  var middle: Double { (seconds.lowerBound + seconds.upperBound) / 2 }
}

/// A stretch of a longer sound that is like what is looked for.
///
/// Windows overlap, so each stands for the time that is nearer to its middle than to its neighbours';
/// the first also for what is before, the last for what is behind.
public struct SoundEvent: Hashable, Sendable {
  public let seconds: Range<Double>
  /// The middle of the window that is the most alike; the first of equals.
  public let peakSecond: Double
  public let peakSimilarity: Double

  /// - Parameters:
  ///   - windows: In the order of time.
  ///   - threshold: The least similarity of a window that is heard as the sound.
  ///   - mergeSeconds: Events with less than this between them are one.
  /// - Returns: Events in the order of time.
  public static func events(
    in windows: [ScoredWindow], threshold: Double, mergeSeconds: Double
  ) -> [SoundEvent] {
    var events: [SoundEvent] = []
    for (index, window) in windows.enumerated() {
      guard let similarity = window.similarity, similarity >= threshold else { continue }
      let found = SoundEvent(
        seconds: stretch(of: index, in: windows), peakSecond: window.middle,
        peakSimilarity: similarity)
      // Windows side by side have nothing between them but what rounding leaves.
      if let last = events.last,
        found.seconds.lowerBound - last.seconds.upperBound < max(mergeSeconds - 1e-9, 1e-9)
      {
        events[events.count - 1] = last.joined(found)
      } else {
        events.append(found)
      }
    }
    return events
  }

  private static func stretch(of index: Int, in windows: [ScoredWindow]) -> Range<Double> {
    let window = windows[index]
    let start =
      index == 0 ? window.seconds.lowerBound : (windows[index - 1].middle + window.middle) / 2
    let end =
      index == windows.count - 1
      ? window.seconds.upperBound : (window.middle + windows[index + 1].middle) / 2
    return start..<max(start, end)
  }

  private func joined(_ next: SoundEvent) -> SoundEvent {
    let peak = next.peakSimilarity > peakSimilarity ? next : self
    return SoundEvent(
      seconds: seconds.lowerBound..<next.seconds.upperBound, peakSecond: peak.peakSecond,
      peakSimilarity: peak.peakSimilarity)
  }
}
