/// A stretch of a longer sound.
public struct AudioWindow: Sendable {
  /// The first sample's place in the sound.
  public let firstSample: Int
  public let waveform: Waveform

  public init(firstSample: Int, waveform: Waveform) {
    self.firstSample = firstSample
    self.waveform = waveform
  }

  /// Where it lies, in seconds.
  public var seconds: Range<Double> {
    let rate = Double(waveform.sampleRateHz)
    return Double(firstSample) / rate..<Double(firstSample + waveform.samples.count) / rate
  }

  /// Whether no sample reaches half a step of 16-bit audio, −96 dB of full scale. Exact zeros are too
  /// much to ask: what a lossy format or a resampler makes of silence is not always zero.
  public var isSilent: Bool {
    waveform.samples.allSatisfy { abs($0) < 0x1p-16 }
  }
}
