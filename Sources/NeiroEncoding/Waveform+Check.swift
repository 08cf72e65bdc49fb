public import NeiroAudio

extension Waveform {
  /// - Throws: ``EncodingError`` for another rate than `sampleRateHz`, no samples, silence, and
  ///   samples that are not finite.
  public func check(sampleRateHz expected: Int) throws(EncodingError) {
    guard sampleRateHz == expected else {
      throw .wrongSampleRate(expectedHz: expected, foundHz: sampleRateHz)
    }
    guard !samples.isEmpty else { throw .noSamples }
    if let bad = samples.firstIndex(where: { !$0.isFinite }) {
      throw .notFinite(second: Double(bad) / Double(sampleRateHz))
    }
    guard samples.contains(where: { $0 != 0 }) else { throw .silent }
  }
}
