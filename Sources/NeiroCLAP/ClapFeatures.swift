/// Turns samples into the audio tower's input, as `ClapFeatureExtractor` of `transformers` does.
///
/// Where that draws at random from a long sound, this takes a fixed one of the possible draws, so
/// that a sound has one embedding.
public struct ClapFeatures: Sendable {
  /// Which of the possible parts of a long sound is taken.
  public enum Pick: Sendable {
    case middle
    case first
  }

  /// Whether a tower that fuses looks at the close-ups of a sound that fits its window; they are
  /// copies of it then.
  public enum ShortSounds: Sendable {
    /// It does, as in `transformers` where a batch holds that sound alone.
    case fused
    /// It doesn't, as in LAION's own package.
    case whole
  }

  private let sound: ClapConfiguration.Sound
  private let pick: Pick
  private let shortSounds: ShortSounds
  private let spectra: LogMelSpectra

  public init(
    _ sound: ClapConfiguration.Sound, pick: Pick = .middle, shortSounds: ShortSounds = .fused
  ) {
    self.sound = sound
    self.pick = pick
    self.shortSounds = shortSounds
    spectra = LogMelSpectra(sound)
  }

  /// Spectra of a sound of any length.
  ///
  /// - Parameter samples: At the configuration's rate; of no samples, silence is made.
  /// - Returns: One channel, or four where the truncation is fusion.
  public func input(of samples: [Float]) -> ClapInput {
    guard samples.count > sound.windowSamples else {
      let levels = spectra.levels(of: RepeatedSound(samples, filling: sound))
      switch sound.truncation {
      case .crop: return ClapInput(channelCount: 1, levels: levels, isLonger: false)
      case .fusion:
        return ClapInput(
          channelCount: 4, levels: levels + levels + levels + levels,
          isLonger: shortSounds == .fused)
      }
    }
    switch sound.truncation {
    case .crop:
      let excess = samples.count - sound.windowSamples
      let start = pick == .middle ? excess / 2 : 0
      let window = Array(samples[start..<start + sound.windowSamples])
      return ClapInput(
        channelCount: 1, levels: spectra.levels(of: RepeatedSound(window, filling: sound)),
        isLonger: false)
    case .fusion:
      return fused(spectra.levels(of: RepeatedSound(whole: samples)))
    }
  }

  /// The channels of a sound that is longer than the window; `levels` are T × mel bands.
  private func fused(_ levels: [Float]) -> ClapInput {
    let bands = sound.bandCount
    let frames = levels.count / bands
    let chunk = sound.frameCount
    guard frames > chunk else {
      // Longer by less than a hop: there is no close-up.
      return ClapInput(
        channelCount: 4, levels: levels + levels + levels + levels,
        isLonger: shortSounds == .fused)
    }
    var all = Self.shrunk(levels, frames: frames, to: chunk)
    all.reserveCapacity(4 * chunk * bands)
    for start in Self.starts(of: frames - chunk + 1, pick) {
      all += levels[start * bands..<(start + chunk) * bands]
    }
    return ClapInput(channelCount: 4, levels: all, isLonger: true)
  }

  /// Frames between frames, by linear interpolation without a low pass, edges on edges.
  ///
  /// In single precision as in `torch.nn.functional.interpolate`: in double the places differ
  /// enough to be seen in the decibels.
  private static func shrunk(_ levels: [Float], frames: Int, to count: Int) -> [Float] {
    let bands = levels.count / frames
    let ratio = Float(frames) / Float(count)
    return (0..<count).flatMap { frame in
      let place = max(0, ratio * (Float(frame) + 0.5) - 0.5)
      let left = min(Int(place), frames - 1)
      let right = min(left + 1, frames - 1)
      let share = place - Float(left)
      return (0..<bands).map { band in
        (1 - share) * levels[left * bands + band] + share * levels[right * bands + band]
      }
    }
  }

  /// One of the first, the middle and the last third of `count` places; 0 of a third without any.
  private static func starts(of count: Int, _ pick: Pick) -> [Int] {
    var starts: [Int] = []
    var begin = 0
    for third in 0..<3 {
      let length = count / 3 + (third < count % 3 ? 1 : 0)
      starts.append(length == 0 ? 0 : begin + (pick == .middle ? length / 2 : 0))
      begin += length
    }
    return starts
  }
}
