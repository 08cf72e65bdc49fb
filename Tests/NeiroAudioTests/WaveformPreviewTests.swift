import Foundation
import NeiroAudio
import NeiroTestSupport
import Testing

@Suite struct WaveformPreviewTests {
  private func tone(seconds: Double, rate: Int) -> Waveform {
    Waveform(
      samples: (0..<Int(seconds * Double(rate))).map { 0.5 * sin(Float($0) * 2765 / Float(rate)) },
      sampleRateHz: rate)
  }

  private func power(_ samples: ArraySlice<Float>) -> Float {
    samples.reduce(0) { $0 + $1 * $1 } / Float(max(samples.count, 1))
  }

  @Test(arguments: [44_100, 22_050, 96_000])
  func isTheBeginningInFewBytes(rate: Int) throws {
    let bytes = try tone(seconds: 5, rate: rate).preview(seconds: 2)
    #expect((4_000..<8_000).contains(bytes.count), "\(bytes.count)")
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("p.mp3")
      try bytes.write(to: file)
      let heard = try AudioDecoder.decode(file, sampleRateHz: 22_050, maximumSeconds: 10)
      #expect(abs(heard.durationSeconds - 2) < 0.15)
      let samples = heard.samples
      #expect(abs(power(samples[5_000..<35_000]) - 0.125) < 0.02)
      // What was cut fades out.
      #expect(power(samples.suffix(200)) < 0.01)
    }
  }

  @Test func shortSoundsAreWhole() throws {
    let bytes = try tone(seconds: 0.3, rate: 44_100).preview(seconds: 2)
    #expect((500..<3_000).contains(bytes.count))
  }
}
