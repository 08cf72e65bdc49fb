extension Waveform {
  /// Its first `seconds`; all of it where it is no longer than that.
  public func prefix(seconds: Double) -> Waveform {
    let count = Int(seconds * Double(sampleRateHz))
    guard count < samples.count else { return self }
    return Waveform(samples: Array(samples.prefix(count)), sampleRateHz: sampleRateHz)
  }

  /// The same sound at another rate.
  ///
  /// - Throws: ``AudioError/resampling(reason:)``.
  public func resampled(toHz: Int) throws(AudioError) -> Waveform {
    guard toHz != sampleRateHz else { return self }
    let resampler = try Resampler(fromHz: sampleRateHz, toHz: toHz)
    var output: [Float] = []
    do {
      try samples.withUnsafeBufferPointer { try resampler.append($0, to: &output) }
    } catch let error as AudioError {
      throw error
    } catch {
      throw .resampling(reason: "\(error)")
    }
    try resampler.finish(&output)
    return Waveform(samples: output, sampleRateHz: toHz)
  }
}
