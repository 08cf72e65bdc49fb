import Foundation
import NeiroAudio
import NeiroTestSupport
import Testing

/// Good files of every format come out as the sound that was written.
@Suite struct DecodingTests {
  @Test(arguments: WaveFile.Encoding.allCases)
  func wavIsExactToItsResolution(encoding: WaveFile.Encoding) throws {
    let samples = sine(hertz: 440, seconds: 0.2, sampleRateHz: 44_100)
    let decoded = try decode(
      WaveFile(channels: [samples], sampleRateHz: 44_100, encoding: encoding))
    #expect(decoded.sampleRateHz == 44_100)
    expectClose(
      decoded.samples.map(Double.init), samples.map(Double.init), within: encoding.resolution,
      encoding.rawValue)
  }

  @Test func sixteenBitSamplesAreExact() throws {
    let samples: [Float] = [0.5, -1, 0x1p-15, 32_767 / 32_768, -0.25]
    #expect(try decode(WaveFile(channels: [samples], sampleRateHz: 44_100)).samples == samples)
  }

  @Test func channelsAreAveraged() throws {
    let channels: [[Float]] = [[0.5, 0.5, 0.25], [-0.25, 0, 0.25], [0.5, 0.25, 1]]
    let decoded = try decode(
      WaveFile(channels: channels, sampleRateHz: 44_100, encoding: .float32))
    expectClose(decoded.samples.map(Double.init), [0.25, 0.25, 0.5], within: 1e-7, "mean")
  }

  @Test(arguments: WrittenFormat.allCases, [1, 2])
  func everyFormatAtEveryRateIsTheSineThatWasWritten(
    format: WrittenFormat, channelCount: Int
  ) throws {
    for rate in format.rates {
      try withTemporaryFolder { folder in
        let file = folder.appendingPathComponent("sound")
        let written = sine(hertz: 440, seconds: 1, sampleRateHz: rate)
        try write(
          [[Float]](repeating: written, count: channelCount), sampleRateHz: rate, format: format,
          to: file)

        let info = try AudioDecoder.info(file)
        #expect(info.sampleRateHz == rate)
        #expect(info.channelCount == channelCount)
        #expect(abs((info.durationSeconds ?? 0) - 1) < 0.1, "\(format) \(rate)")

        let decoded = try AudioDecoder.decode(file, sampleRateHz: 44_100, maximumSeconds: 10)
        #expect(abs(decoded.durationSeconds - 1) < 0.1, "\(format) \(rate)")
        // Away from the ends, where codecs and resampler swing in.
        let middle = decoded.samples[8000..<32_000].map(Double.init)
        let (amplitude, rest) = fit(440, middle, sampleRateHz: 44_100)
        #expect(abs(amplitude - 0.5) < 0.5 * format.tolerance + 2e-4, "\(format) \(rate)")
        #expect(rest < format.tolerance + 1e-4, "\(format) \(rate)")
      }
    }
  }

  @Test(arguments: [8_000, 11_025, 16_000, 32_000, 48_000, 88_200, 96_000, 192_000])
  func resamplingKeepsPitchLevelAndLength(rate: Int) throws {
    let samples = sine(hertz: 1000, seconds: 0.5, sampleRateHz: rate)
    let decoded = try decode(
      WaveFile(channels: [samples], sampleRateHz: rate, encoding: .float32))
    #expect(abs(decoded.samples.count - samples.count * 44_100 / rate) <= 1)
    let middle = decoded.samples[4000..<18_000].map(Double.init)
    let (amplitude, rest) = fit(1000, middle, sampleRateHz: 44_100)
    #expect(abs(amplitude - 0.5) < 1e-4)
    #expect(rest < 1e-4)
  }

  @Test func resamplingIsTheSameToTheBit() throws {
    let file = WaveFile(
      channels: [sine(hertz: 313, seconds: 3, sampleRateHz: 48_000)], sampleRateHz: 48_000)
    #expect(try decode(file).samples == decode(file).samples)
  }

  @Test func infoNamesTheFormat() throws {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("sound")
      try WaveFile(
        channels: [[0.5, 0.25], [0.5, 0.25]], sampleRateHz: 48_000, encoding: .pcm24
      ).write(to: file)
      let info = try AudioDecoder.info(file)
      #expect(info.format == "WAV (Microsoft), Signed 24 bit PCM")
      #expect(info.durationSeconds == 2.0 / 48_000)
      #expect(info.channelCount == 2)
    }
  }

  @Test func aSizeThatWasNeverFilledInIsNoTruncation() throws {
    // ffmpeg and others that write to a pipe leave the highest number.
    let samples = sine(hertz: 440, seconds: 0.1, sampleRateHz: 44_100)
    for declared in [UInt32.max, 0x7FFF_FFFF] {
      let file = WaveFile(
        channels: [samples], sampleRateHz: 44_100, declaredByteCount: declared)
      #expect(try decode(file).samples.count == samples.count)
    }
  }

  private func decode(_ wave: WaveFile) throws -> Waveform {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("sound.wav")
      try wave.write(to: file)
      return try AudioDecoder.decode(file, sampleRateHz: 44_100, maximumSeconds: 60)
    }
  }
}

/// Fits a sine by least squares: its amplitude, and the RMS of what is left.
func fit(
  _ hertz: Double, _ samples: [Double], sampleRateHz: Int
) -> (amplitude: Double, rest: Double) {
  let step = 2 * Double.pi * hertz / Double(sampleRateHz)
  // Normal equations of a·cos + b·sin.
  var (cc, cs, ss, cx, sx) = (0.0, 0.0, 0.0, 0.0, 0.0)
  for (index, sample) in samples.enumerated() {
    let (c, s) = (cos(step * Double(index)), sin(step * Double(index)))
    cc += c * c
    cs += c * s
    ss += s * s
    cx += c * sample
    sx += s * sample
  }
  let determinant = cc * ss - cs * cs
  let a = (cx * ss - sx * cs) / determinant
  let b = (sx * cc - cx * cs) / determinant
  var squares = 0.0
  for (index, sample) in samples.enumerated() {
    let error = sample - a * cos(step * Double(index)) - b * sin(step * Double(index))
    squares += error * error
  }
  return ((a * a + b * b).squareRoot(), (squares / Double(samples.count)).squareRoot())
}
