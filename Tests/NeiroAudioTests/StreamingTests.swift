import Foundation
import NeiroAudio
import NeiroTestSupport
import Testing

/// Long files and silence in front cost neither memory nor the limit.
@Suite struct StreamingTests {
  @Test func ofThreeHoursOnlyTheLimitIsDecoded() throws {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("long.wav")
      let hours = 3 * 3600 * 44_100
      let tone = sine(hertz: 440, seconds: 5, sampleRateHz: 44_100)
      try WaveFile(
        channels: [tone], sampleRateHz: 44_100, declaredByteCount: UInt32(2 * hours)
      ).write(to: file)
      try extend(file, to: 44 + 2 * hours)  // sparse: nearly a gigabyte that takes no room

      #expect(try AudioDecoder.info(file).durationSeconds == 3 * 3600)
      let before = peakMemory()
      let decoded = try AudioDecoder.decode(file, sampleRateHz: 44_100, maximumSeconds: 60)
      // The first sample of the sine is zero: that much silence leads.
      #expect(decoded.samples.count == 60 * 44_100 + 1)
      #expect(decoded.samples[1..<1000].contains { $0 != 0 })
      if let before, let after = peakMemory() { #expect(after - before < 100 << 20) }
    }
  }

  @Test func leadingSilenceIsSkippedButForItsEnd() throws {
    let tone = Array(sine(hertz: 440, seconds: 1, sampleRateHz: 44_100).dropFirst())
    let silence = [Float](repeating: 0, count: 30 * 44_100)
    let decoded = try decode([silence + tone], rate: 44_100, maximumSeconds: 0.5)
    #expect(decoded.count == 512 + 22_050)
    #expect(decoded[..<512].allSatisfy { $0 == 0 })
    #expect(decoded[512] != 0)
  }

  @Test(arguments: [0, 1, 511, 512, 513, 65_535, 65_536, 65_537, 70_000])
  func silenceOfAnyLengthLeavesTheSoundWhole(zeros: Int) throws {
    let sound: [Float] = [0.5, 0, -0.25, 0, 0]
    let silence = [Float](repeating: 0, count: zeros)
    let decoded = try decode([silence + sound], rate: 44_100, maximumSeconds: 1)
    #expect(decoded == silence.prefix(512) + sound)
  }

  @Test func moreSilenceGivesTheSameBitsAfterResampling() throws {
    let tone = sine(hertz: 440, seconds: 0.5, sampleRateHz: 96_000)
    let few = [Float](repeating: 0, count: 2000)
    let many = [Float](repeating: 0, count: 100_000)
    let short = try decode([few + tone], rate: 96_000, maximumSeconds: 1)
    #expect(try decode([many + tone], rate: 96_000, maximumSeconds: 1) == short)
    #expect(short.prefix(400).allSatisfy { abs($0) < 1e-3 })
  }

  @Test func theLimitCountsInSecondsOfTheSource() throws {
    let tone = sine(hertz: 440, seconds: 3, sampleRateHz: 48_000, amplitude: 0.3)
    let decoded = try decode([tone, tone], rate: 48_000, maximumSeconds: 2)
    #expect(abs(decoded.count - 2 * 44_100) <= 2)
  }

  private func decode(
    _ channels: [[Float]], rate: Int, maximumSeconds: Double
  ) throws -> [Float] {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("sound.wav")
      try WaveFile(channels: channels, sampleRateHz: rate).write(to: file)
      return try AudioDecoder.decode(
        file, sampleRateHz: 44_100, maximumSeconds: maximumSeconds
      ).samples
    }
  }

  private func extend(_ file: URL, to byteCount: Int) throws {
    let handle = try FileHandle(forWritingTo: file)
    try handle.truncate(atOffset: UInt64(byteCount))
    try handle.close()
  }

  /// The most memory this process ever had, in bytes; nil where the system doesn't tell.
  private func peakMemory() -> Int? {
    let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let line = status?.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return line?.split(separator: " ").dropFirst().first.flatMap { Int($0) }.map { $0 << 10 }
  }
}
