/// Reads a sound file block by block as the mean of its channels: the whole, or from shortly before
/// the first sound on, for a limited time.
struct MonoSource {
  private let sound: SoundFile
  private let leadFrameCount: Int
  private let blockFrameCount: Int
  private let limit: Int

  private var interleaved: [Float]
  /// The last frames of leading silence, nil once sound has begun or where silence counts as sound.
  private var silence: Int?
  private var framesRead = 0
  private var framesGiven = 0
  private var heardInChannels = false
  private var isAtEnd = false

  /// - Parameters:
  ///   - sound: The file, read from its current place.
  ///   - leadFrameCount: How many frames of leading silence to keep.
  ///   - limit: How many frames to give from the first sound on.
  init(_ sound: SoundFile, leadFrameCount: Int, limit: Int) {
    self.sound = sound
    self.leadFrameCount = leadFrameCount
    self.limit = limit
    silence = 0
    // 64 Ki numbers a block, whatever the number of channels.
    blockFrameCount = max(1, 65_536 / max(1, sound.channelCount))
    interleaved = [Float](repeating: 0, count: blockFrameCount * max(1, sound.channelCount))
  }

  /// The whole file, silence and all.
  init(whole sound: SoundFile) {
    self.init(sound, leadFrameCount: 0, limit: .max)
    silence = nil
  }

  /// The next mono block; nil when limit or end is reached.
  mutating func next() throws(AudioError) -> [Float]? {
    while !isAtEnd && framesGiven < limit {
      let wanted = min(blockFrameCount, limit - framesGiven)
      let got = interleaved.withUnsafeMutableBufferPointer { buffer in
        buffer.baseAddress.map { sound.read(into: $0, frameCount: wanted) } ?? 0
      }
      guard got > 0 else {
        isAtEnd = true
        try checkEnd()
        return nil
      }
      var mono = try downmix(frameCount: got)
      framesRead += got
      if let silent = silence {
        guard let first = mono.firstIndex(where: { $0 != 0 }) else {
          silence = min(leadFrameCount, silent + got)
          continue
        }
        silence = nil
        let lead = min(leadFrameCount, silent + first)
        mono = [Float](repeating: 0, count: lead) + mono[first...]
        framesGiven += got - first
      } else {
        framesGiven += got
      }
      return mono
    }
    return nil
  }

  private mutating func downmix(frameCount: Int) throws(AudioError) -> [Float] {
    let channels = sound.channelCount
    let scale = 1 / Double(channels)
    var isFinite = true
    let mono = [Float](unsafeUninitializedCapacity: frameCount) { mono, count in
      interleaved.withUnsafeBufferPointer { interleaved in
        var index = 0
        for frame in 0..<frameCount {
          var sum = 0.0
          for _ in 0..<channels {
            let sample = interleaved[index]
            sum += Double(sample)
            heardInChannels = heardInChannels || sample != 0
            index += 1
          }
          let mean = Float(sum * scale)
          isFinite = isFinite && mean.isFinite
          mono[frame] = mean
        }
      }
      count = frameCount
    }
    guard isFinite else {
      let bad = mono.firstIndex { !$0.isFinite } ?? 0
      throw .notFinite(second: Double(framesRead + bad) / Double(sound.sampleRateHz))
    }
    return mono
  }

  private func checkEnd() throws(AudioError) {
    let rate = Double(sound.sampleRateHz)
    if let reason = sound.failure {
      throw framesRead == 0
        ? .notAudio(reason: reason) : .damaged(second: Double(framesRead) / rate, reason: reason)
    }
    if let promised = sound.promisedFrameCount, framesRead < promised - promised / 100 {
      throw .truncated(
        promisedSeconds: Double(promised) / rate, foundSeconds: Double(framesRead) / rate)
    }
    guard framesRead > 0 else { throw .noSamples }
    guard silence == nil else { throw heardInChannels ? .channelsCancel : .silent }
  }
}
