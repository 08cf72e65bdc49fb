public import Foundation

/// Decodes audio files of any format that libsndfile knows (WAV, FLAC, Ogg Vorbis, Opus, MP3, AIFF
/// and more) to mono at a wanted rate.
public enum AudioDecoder {
  /// Source and target rates that can be resampled.
  public static let supportedRatesHz = 1_000...768_000

  /// What a file's header says about it.
  public struct Information: Hashable, Sendable {
    /// nil where the header doesn't know.
    public let durationSeconds: Double?
    public let sampleRateHz: Int
    public let channelCount: Int
    /// Container and encoding in words, such as `WAV (Microsoft), Signed 16 bit PCM`.
    public let format: String
  }

  /// Reads the header of `file` only.
  public static func info(_ file: URL) throws(AudioError) -> Information {
    let sound = try SoundFile(RegularFile(file))
    return Information(
      durationSeconds: sound.promisedFrameCount.map { Double($0) / Double(sound.sampleRateHz) },
      sampleRateHz: sound.sampleRateHz, channelCount: sound.channelCount, format: sound.format)
  }

  /// Decodes `file` to the mean of its channels at `sampleRateHz`.
  ///
  /// Leading digital silence is skipped but for its last 512 samples (counted at `sampleRateHz`),
  /// so that trimming gives what it would give on the whole file. From the first sound on,
  /// at most `maximumSeconds` are decoded; the rest of the file isn't read. Memory is bounded by
  /// the result, not by the file. Equal files give equal bits.
  ///
  /// A file that ends before its header says is refused as a whole: the embedding of half a
  /// sound would be kept as that of the sound. Up to 1 % may be missing, as some writers count
  /// carelessly.
  ///
  /// - Units: samples in full scale −1…1 (float files may exceed it), time in seconds.
  /// - Throws: ``AudioError`` with the reason; `file` is not named in it.
  public static func decode(
    _ file: URL, sampleRateHz: Int, maximumSeconds: Double
  ) throws(AudioError) -> Waveform {
    let sound = try open(file, sampleRateHz: sampleRateHz)

    // 512 samples after resampling, and room for the resampler's own ringing.
    let lead = 512 * max(1, (sound.sampleRateHz + sampleRateHz - 1) / sampleRateHz)
    var limit = maximumSeconds * Double(sound.sampleRateHz)
    limit = max(1, min(limit.rounded(.up), 1e15))
    var source = MonoSource(sound, leadFrameCount: lead, limit: Int(limit))
    let resampler =
      sound.sampleRateHz == sampleRateHz
      ? nil : try Resampler(fromHz: sound.sampleRateHz, toHz: sampleRateHz)

    var samples: [Float] = []
    while let block = try source.next() {
      if let resampler {
        try block.withUnsafeBufferPointer { (block) throws(AudioError) in
          try resampler.append(block, to: &samples)
        }
      } else {
        samples.append(contentsOf: block)
      }
    }
    try resampler?.finish(&samples)
    return Waveform(samples: samples, sampleRateHz: sampleRateHz)
  }

  /// Opens a file that is as long as it says and can be resampled to `sampleRateHz`.
  static func open(_ file: URL, sampleRateHz: Int) throws(AudioError) -> SoundFile {
    guard supportedRatesHz.contains(sampleRateHz) else {
      throw .unsupportedTargetRate(sampleRateHz)
    }
    let sound = try SoundFile(RegularFile(file))
    guard supportedRatesHz.contains(sound.sampleRateHz) else {
      throw .unsupportedRate(sound.sampleRateHz)
    }
    try ContainerLength.check(sound)
    return sound
  }
}
