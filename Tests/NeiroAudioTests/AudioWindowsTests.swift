import Foundation
import NeiroAudio
import NeiroCore
import NeiroTestSupport
import Testing

/// Windows read from a file are slices of the decoded whole.
@Suite struct AudioWindowsTests {
  /// Noise that begins with sound, so that the decoder skips nothing of it.
  private static func noise(_ count: Int, seed: UInt64 = 1) -> [Float] {
    var generator = SeededGenerator(seed: seed)
    return (0..<count).map { _ in Float(0.1 + 0.5 * generator.unit()) }
  }

  private func windows(
    _ file: URL, rate: Int, window: Double, hop: Double
  ) throws -> (windows: [AudioWindow], promised: Int?) {
    var reader = try AudioWindows(
      file, sampleRateHz: rate, windowSeconds: window, hopSeconds: hop)
    var windows: [AudioWindow] = []
    while let window = try reader.next() { windows.append(window) }
    #expect(try reader.next() == nil)
    return (windows, reader.promisedCount)
  }

  /// Where windows begin, found by walking sample by sample.
  private func starts(count: Int, window: Int, hop: Int) -> [Int] {
    guard count > window else { return count > 0 ? [0] : [] }
    let whole = (0...(count - window)).filter { $0.isMultiple(of: hop) }
    return whole.last == count - window ? whole : whole + [count - window]
  }

  @Test(arguments: [
    (count: 1000, window: 300, hop: 100), (1000, 300, 300), (1001, 300, 100), (1099, 300, 100),
    (300, 300, 100), (301, 300, 100), (299, 300, 100), (1, 300, 100), (1000, 100, 250),
    (1000, 1, 1), (70_000, 3000, 1000), (200_000, 3000, 1), (140_000, 100_000, 333),
  ])
  func windowsAreSlicesOfTheWhole(count: Int, window: Int, hop: Int) throws {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("noise.wav")
      let samples = Self.noise(count)
      try WaveFile(channels: [samples], sampleRateHz: 1000, encoding: .float32).write(to: file)
      // Few of very many are compared, at both ends.
      let hop = window == 3000 && hop == 1 ? 997 : hop
      let found = try windows(
        file, rate: 1000, window: Double(window) / 1000, hop: Double(hop) / 1000)
      let starts = starts(count: count, window: window, hop: hop)
      #expect(found.windows.map(\.firstSample) == starts)
      #expect(found.promised == starts.count)
      for (found, start) in zip(found.windows, starts) {
        #expect(found.waveform.samples == Array(samples[start...].prefix(window)))
        #expect(found.waveform.sampleRateHz == 1000)
      }
    }
  }

  @Test(arguments: [WrittenFormat.flac, .vorbis, .mp3, .aiff])
  func resampledWindowsAreSlicesOfTheDecodedWhole(format: WrittenFormat) throws {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("noise")
      let channels = [Self.noise(100_000), Self.noise(100_000, seed: 2)]
      try write(channels, sampleRateHz: 44_100, format: format, to: file)
      let whole = try AudioDecoder.decode(file, sampleRateHz: 48_000, maximumSeconds: 60).samples
      let found = try windows(file, rate: 48_000, window: 0.5, hop: 0.17)
      // Lossy formats may put silence in front, which the decoder skips and windows keep.
      let lead =
        (found.windows.last.map { $0.firstSample + $0.waveform.samples.count } ?? 0) - whole.count
      #expect(lead == 0 || format == .mp3)
      for window in found.windows where window.firstSample >= max(0, lead) + 512 {
        let start = window.firstSample - lead
        expectClose(
          window.waveform.samples, Array(whole[start..<start + 24_000]),
          within: lead == 0 ? 0x1p-60 : 1e-4)
      }
      #expect(found.windows.count >= 11)
    }
  }

  @Test func silenceKeepsItsPlaceAndIsNoError() throws {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("late.wav")
      let silence = [Float](repeating: 0, count: 5000)
      try WaveFile(channels: [silence + Self.noise(1000)], sampleRateHz: 1000).write(to: file)
      let late = try windows(file, rate: 1000, window: 1, hop: 1).windows
      #expect(late.map(\.isSilent) == [true, true, true, true, true, false])
      #expect(late[5].seconds == 5..<6)
      try WaveFile(channels: [silence], sampleRateHz: 1000).write(to: file)
      let silent = try windows(file, rate: 1000, window: 2, hop: 2).windows
      #expect(silent.map(\.isSilent) == [true, true, true])
      #expect(silent.map(\.firstSample) == [0, 2000, 3000])
    }
  }

  @Test func halfAStepOf16BitsIsSilence() {
    func isSilent(_ sample: Float) -> Bool {
      AudioWindow(firstSample: 0, waveform: Waveform(samples: [0, sample], sampleRateHz: 1))
        .isSilent
    }
    #expect(isSilent(0) && isSilent(1.5e-5) && isSilent(-1.5e-5))
    #expect(!isSilent(1.6e-5) && !isSilent(-1.6e-5) && !isSilent(.nan))
  }

  @Test func whatCannotBeReadSaysSoAndWhatStopsEarlyGivesWhatWasThere() throws {
    try withTemporaryFolder { folder in
      func failure(_ name: String, _ data: Data) throws -> AudioError? {
        let file = folder.appendingPathComponent(name)
        try data.write(to: file)
        do {
          _ = try windows(file, rate: 1000, window: 1, hop: 1)
          return nil
        } catch { return error as? AudioError }
      }
      #expect(try failure("empty.wav", Data()) == .empty)
      let header = Data(WaveFile(channels: [[]], sampleRateHz: 1000).bytes)
      #expect(try failure("header.wav", header) == .noSamples)
      guard case .notAudio = try failure("text.wav", Data("no sound".utf8)) else {
        Issue.record("text is taken for audio")
        return
      }

      // A float file with a hole in it: the windows before the hole are good.
      var samples = Self.noise(140_000)
      samples[139_000] = .nan
      let file = folder.appendingPathComponent("nan.wav")
      try WaveFile(channels: [samples], sampleRateHz: 1000, encoding: .float32).write(to: file)
      var reader = try AudioWindows(file, sampleRateHz: 1000, windowSeconds: 1, hopSeconds: 1)
      var count = 0
      let error = #expect(throws: AudioError.self) {
        while try reader.next() != nil { count += 1 }
      }
      #expect(error == .notFinite(second: 139))
      #expect(count == 131)  // whole blocks of 65 536 frames
    }
  }

  @Test func threeHoursTakeNoMoreMemoryThanAWindow() throws {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("long.wav")
      let count = 3 * 3600 * 8000
      try WaveFile(
        channels: [Self.noise(8000)], sampleRateHz: 8000, declaredByteCount: UInt32(2 * count)
      ).write(to: file)
      let handle = try FileHandle(forWritingTo: file)
      try handle.truncate(atOffset: UInt64(44 + 2 * count))  // sparse
      try handle.close()
      var reader = try AudioWindows(file, sampleRateHz: 8000, windowSeconds: 3, hopSeconds: 60)
      #expect(reader.promisedCount == 181)
      let before = peakMemory()
      var last = 0.0
      while let window = try reader.next() { last = window.seconds.upperBound }
      #expect(last == 3 * 3600)
      if let before, let after = peakMemory() { #expect(after - before < 100 << 20) }
    }
  }

  /// The most memory this process ever had, in bytes; nil where the system doesn't tell.
  private func peakMemory() -> Int? {
    let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let line = status?.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return line?.split(separator: " ").dropFirst().first.flatMap { Int($0) }.map { $0 << 10 }
  }
}
