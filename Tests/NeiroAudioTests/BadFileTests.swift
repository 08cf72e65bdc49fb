import Foundation
import NeiroAudio
import NeiroCore
import NeiroTestSupport
import Testing

/// Each bad file is refused with its reason; none crashes or hangs.
@Suite struct BadFileTests {
  private let tone = sine(hertz: 440, seconds: 0.5, sampleRateHz: 44_100)

  @Test func whatIsNoReadableFile() throws {
    try withTemporaryFolder { folder in
      #expect(throws: AudioError.doesNotExist) { try decode(folder.appendingPathComponent("no")) }
      #expect(throws: AudioError.folder) { try decode(folder) }

      let empty = folder.appendingPathComponent("empty.wav")
      try Data().write(to: empty)
      #expect(throws: AudioError.empty) { try decode(empty) }

      let link = folder.appendingPathComponent("link.wav")
      try FileManager.default.createSymbolicLink(atPath: link.path, withDestinationPath: "gone.wav")
      #expect(throws: AudioError.brokenLink(destination: "gone.wav")) { try decode(link) }

      let loop = folder.appendingPathComponent("loop.wav")
      try FileManager.default.createSymbolicLink(atPath: loop.path, withDestinationPath: "loop.wav")
      #expect(throws: AudioError.self) { try decode(loop) }

      let pipe = folder.appendingPathComponent("pipe.wav")
      #expect(mkfifo(pipe.path, 0o600) == 0)
      #expect(throws: AudioError.notARegularFile) { try decode(pipe) }
      #expect(throws: AudioError.notARegularFile) { try decode(URL(fileURLWithPath: "/dev/zero")) }
    }
  }

  @Test(.enabled(if: geteuid() != 0, "root may read everything"))
  func whatMayNotBeRead() throws {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("sound.wav")
      try WaveFile(channels: [tone], sampleRateHz: 44_100).write(to: file)
      chmod(file.path, 0)
      #expect(throws: AudioError.notPermitted) { try decode(file) }
    }
  }

  @Test func aLinkToASoundIsFollowed() throws {
    try withTemporaryFolder { folder in
      try WaveFile(channels: [tone], sampleRateHz: 44_100)
        .write(to: folder.appendingPathComponent("sound.wav"))
      let link = folder.appendingPathComponent("link")
      try FileManager.default.createSymbolicLink(
        atPath: link.path, withDestinationPath: "sound.wav")
      #expect(try decode(link).samples.count == tone.count)
    }
  }

  @Test func textAndNoiseAreNotAudio() throws {
    var generator = SeededGenerator(seed: 11)
    for length in [1, 3, 4, 11, 12, 44, 100, 4096, 300_000] {
      for _ in 0..<8 {
        let noise = (0..<length).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
        #expect(reason(noise) != nil, "\(length) bytes of noise")
      }
    }
    guard case .notAudio = reason(Array("Some text, by no means a sound.\n".utf8)) else {
      Issue.record("text")
      return
    }
  }

  @Test func garbageBehindAKnownHeaderNeitherCrashesNorHangs() throws {
    var generator = SeededGenerator(seed: 12)
    let noise = (0..<20_000).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
    let magics = [
      "RIFF\0\0\0\0WAVE", "fLaC", "OggS", "FORM\0\0\0\0AIFF", "ID3\u{3}", "caff", ".snd",
    ]
    for magic in magics { _ = reason(Array(magic.utf8) + noise) }
    _ = reason([0xFF, 0xFB, 0x90, 0x44] + noise)
    _ = reason([0xFF, 0xF3] + noise)
  }

  @Test func aWavCutAnywhereIsRefusedUnlessNextToNothingIsMissing() {
    let samples = Array(tone.prefix(1000))
    let whole = WaveFile(channels: [samples], sampleRateHz: 44_100).bytes
    for length in 0..<whole.count {
      let found = reason(Array(whole[..<length]))
      let isNearlyWhole = whole.count - length <= 20  // 1 % of 2000 bytes
      #expect((found == nil) == isNearlyWhole, "\(length) of \(whole.count) bytes")
    }
  }

  @Test func aTruncatedWavSaysHowMuchIsThere() {
    let wave = WaveFile(channels: [tone], sampleRateHz: 44_100)
    let half = Array(wave.bytes[..<(44 + tone.count)])
    #expect(reason(half) == .truncated(promisedSeconds: 0.5, foundSeconds: 0.25))
  }

  @Test(arguments: WrittenFormat.allCases)
  func everyFormatCutInHalfIsRefused(format: WrittenFormat) throws {
    let bytes = try written(format)
    #expect(reason(bytes) == nil)
    let found = reason(Array(bytes[..<(bytes.count / 2)]))
    // MP3 has no end: what is there is taken for the whole unless its header counts frames.
    if format != .mp3 { #expect(found != nil, "\(format)") }
  }

  @Test(arguments: WrittenFormat.allCases)
  func everyFormatCutAnywhereNeitherCrashesNorHangs(format: WrittenFormat) throws {
    let bytes = try written(format)
    for length in Array(0..<200) + stride(from: 200, to: bytes.count, by: 997) {
      let found = reason(Array(bytes[..<length]))
      if length < 30 { #expect(found != nil, "\(format): \(length) bytes") }
    }
  }

  /// A page's first letters also turn up by chance in the bytes of a sound, or in what follows it.
  @Test(arguments: [WrittenFormat.vorbis, .opus])
  func lettersOfAPageAreNoPage(format: WrittenFormat) throws {
    let letters = Array("OggS".utf8) + [UInt8](repeating: 0x55, count: 60)
    let bytes = try written(format)
    #expect(reason(bytes + letters) == nil)
    #expect(reason(Array(bytes[..<(bytes.count / 2)]) + letters) != nil)
  }

  @Test func aHeaderAloneHoldsNoSamples() {
    let header = WaveFile(channels: [[]], sampleRateHz: 44_100).bytes
    #expect(reason(header) == .noSamples)
  }

  @Test func silence() {
    let zeros = [Float](repeating: 0, count: 100_000)
    let mono = WaveFile(channels: [zeros], sampleRateHz: 48_000)
    #expect(reason(mono.bytes) == .silent)
    let opposed = WaveFile(channels: [tone, tone.map { -$0 }], sampleRateHz: 44_100)
    #expect(reason(opposed.bytes) == .channelsCancel)
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity])
  func samplesThatAreNotNumbers(bad: Float) {
    var samples = sine(hertz: 440, seconds: 3, sampleRateHz: 44_100)
    samples[88_200] = bad
    let wave = WaveFile(channels: [samples], sampleRateHz: 44_100, encoding: .float32)
    #expect(reason(wave.bytes) == .notFinite(second: 2))
  }

  @Test func ratesOutOfRange() {
    for rate in [1, 999, 1_000_000] {
      let wave = WaveFile(channels: [tone], sampleRateHz: rate)
      #expect(reason(wave.bytes) == .unsupportedRate(rate))
    }
  }

  @Test func messagesSayWhatIsWrongAndLeaveThePathOut() {
    #expect(AudioError.empty.description == "is empty (0 bytes)")
    #expect(
      AudioError.truncated(promisedSeconds: 12.25, foundSeconds: 1.5).description
        == "is truncated: its header promises 12.2 s, 1.500 s are there. Copy or export it again")
    #expect(
      AudioError.unsupportedRate(1).description
        == "has a sample rate of 1 Hz, which is outside 1000…768000 Hz")
  }

  private func decode(_ file: URL) throws -> Waveform {
    try AudioDecoder.decode(file, sampleRateHz: 44_100, maximumSeconds: 60)
  }

  /// Refusing a file must not close its descriptor twice: the number may meanwhile be another
  /// thread's file.
  @Test func refusedFilesLeaveOtherFilesOpen() async throws {
    let folder = FileManager.default.temporaryDirectory
    await withTaskGroup(of: Void.self) { group in
      group.addTask {
        for _ in 0..<2000 {
          #expect(throws: AudioError.folder) { try decode(folder) }
        }
      }
      group.addTask {
        for _ in 0..<2000 {
          let descriptor = open("/dev/null", O_RDONLY)
          sched_yield()
          #expect(close(descriptor) == 0)
        }
      }
    }
  }

  /// Why `bytes` are refused; nil if they are not.
  private func reason(_ bytes: [UInt8]) -> AudioError? {
    do {
      return try withTemporaryFolder { folder in
        let file = folder.appendingPathComponent("file")
        try Data(bytes).write(to: file)
        do throws(AudioError) {
          _ = try AudioDecoder.decode(file, sampleRateHz: 44_100, maximumSeconds: 60)
          return nil
        } catch {
          return error
        }
      }
    } catch {
      Issue.record(error)
      return nil
    }
  }

  private func written(_ format: WrittenFormat) throws -> [UInt8] {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("sound")
      let rate = format.rates[0]
      let tone = sine(hertz: 440, seconds: 2, sampleRateHz: rate)
      try write([tone], sampleRateHz: rate, format: format, to: file)
      return try Array(Data(contentsOf: file))
    }
  }
}
