/// Mono samples with their rate.
public struct Waveform: Sendable {
  /// T samples, full scale −1…1.
  public let samples: [Float]
  public let sampleRateHz: Int

  public init(samples: [Float], sampleRateHz: Int) {
    self.samples = samples
    self.sampleRateHz = sampleRateHz
  }

  public var durationSeconds: Double { Double(samples.count) / Double(sampleRateHz) }
}
