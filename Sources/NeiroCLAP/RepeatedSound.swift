/// A sound brought to a length by being repeated: samples, and what is known of them beforehand.
struct RepeatedSound {
  let samples: [Float]
  /// After how many samples the sound is the same again.
  let period: Int
  /// Where repeats end and silence begins.
  let end: Int

  /// All of a sound, without repeats.
  init(whole samples: [Float]) {
    self.samples = samples
    period = max(1, samples.count)
    end = samples.count
  }

  /// - Parameters:
  ///   - samples: No more than a window; of none, silence is made.
  ///   - sound: Says how long a window is, and how a shorter sound fills it.
  init(_ samples: [Float], filling sound: ClapConfiguration.Sound) {
    let length = sound.windowSamples
    guard !samples.isEmpty else {
      self.samples = [Float](repeating: 0, count: length)
      (period, end) = (1, 0)
      return
    }
    period = samples.count
    let repeats =
      switch sound.padding {
      case .repeatPad: length / samples.count
      case .cutRepeat: length / samples.count + 1
      case .silence: 1
      }
    var filled: [Float] = []
    filled.reserveCapacity(repeats * samples.count)
    for _ in 0..<repeats { filled += samples }
    end = min(length, filled.count)
    if filled.count > length { filled.removeLast(filled.count - length) }
    filled += repeatElement(0, count: length - filled.count)
    self.samples = filled
  }

  /// Finds frames that see the same samples.
  ///
  /// - Parameter ranges: The samples that each frame sees. Frames that reach beyond an end see
  ///   padding, and count as unlike all others.
  /// - Returns: For each frame the first one like it, perhaps itself; nil where it sees silence.
  func equals(among ranges: [Range<Int>]) -> [Int?] {
    var frameOfPhase: [Int: Int] = [:]
    return ranges.enumerated().map { frame, range in
      guard range.lowerBound >= 0, range.upperBound <= samples.count else { return frame }
      if range.lowerBound >= end { return nil }
      guard range.upperBound <= end else { return frame }
      let phase = range.lowerBound % period
      if let earlier = frameOfPhase[phase] { return earlier }
      frameOfPhase[phase] = frame
      return frame
    }
  }
}
