internal import CSndfile
public import Foundation

/// A sound as it is to be heard: all its channels, at its own rate.
public struct PlayableSound: Sendable {
  /// Frame after frame.
  let interleaved: [Float]
  public let channelCount: Int
  public let sampleRateHz: Int
  public let loudness: Loudness

  public var durationSeconds: Double {
    Double(interleaved.count / max(1, channelCount)) / Double(sampleRateHz)
  }

  /// Decodes `file`.
  ///
  /// - Parameters:
  ///   - file: A file that ``AudioDecoder`` reads.
  ///   - maximumSeconds: What is behind isn't read.
  /// - Throws: ``AudioError`` with the reason; `file` is not named in it.
  public init(_ file: URL, maximumSeconds: Double = 60) throws(AudioError) {
    let sound = try SoundFile(RegularFile(file))
    let channels = sound.channelCount
    let limit = Int(maximumSeconds * Double(sound.sampleRateHz))
    let block = 4096
    var samples: [Float] = []
    while samples.count < limit * channels {
      let wanted = min(block, limit - samples.count / channels)
      let frames = [Float](unsafeUninitializedCapacity: wanted * channels) { buffer, count in
        let got = buffer.baseAddress.map { sound.read(into: $0, frameCount: wanted) } ?? 0
        count = channels * got
      }
      guard !frames.isEmpty else { break }
      samples += frames
    }
    if samples.isEmpty, let reason = sound.failure { throw .notAudio(reason: reason) }
    if let bad = samples.firstIndex(where: { !$0.isFinite }) {
      throw .notFinite(second: Double(bad / channels) / Double(sound.sampleRateHz))
    }
    interleaved = samples
    channelCount = channels
    sampleRateHz = sound.sampleRateHz
    loudness = try Loudness(
      of: samples, channelCount: channels, sampleRateHz: sound.sampleRateHz)
  }

  /// Writes a WAV file of 16 bits a sample, in place of a file that may be there.
  ///
  /// - Parameters:
  ///   - file: What to write.
  ///   - gain: A factor for all samples. What it takes beyond full scale is clipped.
  /// - Throws: ``AudioError/unwritable(reason:)``; `file` is not named in it.
  public func writeWAV(to file: URL, gain: Double) throws(AudioError) {
    try WaveWriter.write(
      interleaved.map { Float(Double($0) * gain) }, channelCount: channelCount,
      sampleRateHz: sampleRateHz, to: file)
  }
}
