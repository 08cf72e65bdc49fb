import Foundation
import NeiroCore
import NeiroTestSupport
import Testing

/// `neiro detect` with the built program.
@Suite struct DetectTests {
  private struct Report: Decodable {
    struct Event: Decodable, Equatable {
      let start, end, peak, similarity: Double
    }
    struct Threshold: Decodable {
      let value, median: Double?
      let given: Bool
    }
    struct Target: Decodable {
      let text, like, problem: String?
      let threshold: Threshold
      let events: [Event]
    }
    struct Window: Decodable {
      let start, end: Double
      let similarities: [Double]?
    }
    let targets: [Target]
    let windows: [Window]
    let complete: Bool
    let seconds: Double
    let failure: String?
  }

  private static let rate = 22_050
  /// 0.2 s each.
  private static let dark = PresetLibrary.samples(brightness: 0, variant: 0)
  private static let bright = PresetLibrary.samples(brightness: 5, variant: 1)

  private static func noise(seconds: Double, seed: UInt64) -> [Float] {
    var generator = SeededGenerator(seed: seed)
    return (0..<Int(seconds * Double(rate))).map { _ in Float(0.02 * generator.normal()) }
  }

  private static func silence(seconds: Double) -> [Float] {
    [Float](repeating: 0, count: Int(seconds * Double(rate)))
  }

  /// Runs `body` in a folder with `dark.wav`, `bright.wav` and `sounds` as `file.wav`.
  private func withFile(_ samples: [Float], _ body: (URL) throws -> Void) throws {
    try withTemporaryFolder { folder in
      for (name, samples) in [("dark", Self.dark), ("bright", Self.bright), ("file", samples)] {
        try WaveFile(channels: [samples], sampleRateHz: Self.rate)
          .write(to: folder.appendingPathComponent("\(name).wav"))
      }
      try body(folder)
    }
  }

  private let neiro = BuiltProgram("neiro")

  private func report(
    _ arguments: [String], in folder: URL, status: Int32 = 0
  ) throws -> Report {
    let output = try neiro.run(["detect", "file.wav", "--json"] + arguments, in: folder)
    #expect(output.status == status, "\(output.stderr)")
    return try JSONDecoder().decode(Report.self, from: Data(output.stdout.utf8))
  }

  @Test func eachSoundIsFoundAtItsTimeAndSilenceIsLikeNothing() throws {
    let file =
      Self.silence(seconds: 0.5) + Self.dark + Self.silence(seconds: 1) + Self.bright
      + Self.silence(seconds: 0.6)
    try withFile(file) { folder in
      let options = ["--window", "0.2", "--hop", "0.1", "--threshold", "0.95"]
      let found = try report(["--like", "dark.wav", "--like", "bright.wav"] + options, in: folder)
      #expect(found.complete && found.seconds == 2.5)
      #expect(found.targets.map(\.like) == ["dark.wav", "bright.wav"])
      for (target, start) in zip(found.targets, [0.5, 1.7]) {
        #expect(target.events.count == 1 && target.threshold.given)
        let event = try #require(target.events.first)
        #expect(abs(event.peak - (start + 0.1)) < 0.051 && event.similarity > 0.99)
        #expect(event.start < start + 0.1 && event.end > start + 0.1)
        #expect(event.end - event.start < 0.35)
      }
      #expect(found.windows.count == 24)
      for window in found.windows {
        let isSilent =
          window.end < 0.499 || window.start > 2.001 || (window.start > 0.801 && window.end < 1.699)
        if isSilent { #expect(window.similarities == nil, "\(window.start)") }
        if window.start < 0.501, window.end > 0.55 { #expect(window.similarities != nil) }
      }

      // The table says the same.
      let table = try neiro.run(
        ["detect", "file.wav", "--like", "bright.wav"] + options, in: folder)
      #expect(table.stdout.split(separator: "\n").count == 2)
      #expect(table.stdout.contains("0:01.80"), "\(table.stdout)")
      let windows = try neiro.run(
        ["detect", "file.wav", "--like", "bright.wav", "--windows"] + options, in: folder)
      #expect(windows.stdout.split(separator: "\n").count == 25)
      #expect(windows.stdout.contains("silent"))
    }
  }

  @Test func theThresholdIsFoundFromTheFileAndTold() throws {
    let file =
      Self.noise(seconds: 3, seed: 1) + Self.bright + Self.noise(seconds: 3, seed: 2)
    try withFile(file) { folder in
      let arguments = ["--like", "bright.wav", "--window", "0.2", "--hop", "0.2"]
      let found = try report(arguments, in: folder)
      let target = found.targets[0]
      #expect(target.events.count == 1 && !target.threshold.given)
      #expect(target.events.first.map { $0.start < 3.1 && $0.end > 3.1 } == true)
      // Again, from the windows that were told.
      let z = found.windows.compactMap { $0.similarities?[0] }.map(atanh).sorted()
      #expect(z.count == 31)
      let threshold = tanh(z[15] + 3 * 1.4826 * z.map { abs($0 - z[15]) }.sorted()[15])
      expectClose(
        [target.threshold.median, target.threshold.value].compactMap { $0 },
        [tanh(z[15]), threshold], within: 1e-9)
      let above = found.windows.filter { $0.similarities.map { $0[0] >= threshold } == true }
      #expect(target.events[0].similarity == above.compactMap { $0.similarities?[0] }.max())
      let text = try neiro.run(["detect", "file.wav"] + arguments, in: folder)
      #expect(text.stderr.contains("1 event from a similarity of"), "\(text.stderr)")
      #expect(text.stderr.contains("--threshold sets another"))
    }
  }

  @Test func shortAndSilentFilesHaveADefinedResult() throws {
    try withFile(Array(Self.bright.prefix(441))) { folder in  // 20 ms
      let short = try report(["--like", "bright.wav"], in: folder)
      #expect(short.windows.count == 1 && short.windows[0].end < 0.021)
      #expect(short.windows[0].similarities?.count == 1)
      #expect(short.targets[0].events.isEmpty && short.targets[0].threshold.value == nil)
      #expect(short.targets[0].problem?.contains("--threshold") == true)
      // The curve alone is shown.
      let text = try neiro.run(["detect", "file.wav", "--like", "bright.wav"], in: folder)
      #expect(text.status == 0 && text.stdout.hasPrefix("  start"))
      let sure = try report(["--like", "bright.wav", "--threshold", "-1"], in: folder)
      #expect(sure.targets[0].events.count == 1)
    }
    try withFile(Self.silence(seconds: 5)) { folder in
      let silent = try report(["--like", "bright.wav"], in: folder)
      #expect(silent.windows.count == 3 && silent.targets[0].events.isEmpty)
      #expect(silent.windows.allSatisfy { $0.similarities == nil })
      #expect(silent.targets[0].problem == "every window is silent")
    }
  }

  @Test func aFileThatBreaksOffShowsWhatWasHeardBefore() throws {
    var samples = Self.noise(seconds: 7, seed: 1)
    samples[samples.count - 1] = .nan
    try withFile(Self.dark) { folder in
      try WaveFile(channels: [samples], sampleRateHz: Self.rate, encoding: .float32)
        .write(to: folder.appendingPathComponent("file.wav"))
      let found = try report(["--like", "dark.wav", "--threshold", "0.9"], in: folder, status: 2)
      // Two blocks of 65 536 frames were read whole, 5.9 s.
      #expect(found.windows.count == 3 && !found.complete)
      #expect(found.failure?.contains("not a number") == true)
    }
  }

  @Test func everyMistakeIsOneSentenceOnStderr() throws {
    try withFile(Self.dark) { folder in
      for (name, text) in [("empty.wav", ""), ("text.wav", "no sound")] {
        try Data(text.utf8).write(to: folder.appendingPathComponent(name))
      }
      let commands: [([String], Int32, String)] = [
        (["file.wav"], 64, "--like"),
        (["file.wav", "--like", "dark.wav", "--hop", "0"], 64, "--hop"),
        (["file.wav", "--like", "dark.wav", "--hop", "4"], 64, "--hop"),
        (["file.wav", "--like", "dark.wav", "--window", "nan"], 64, "--window"),
        (["file.wav", "--like", "dark.wav", "--window", "-1"], 64, "--window"),
        (["file.wav", "--like", "dark.wav", "--window", "61"], 1, "60.0 s"),
        (["file.wav", "--like", "dark.wav", "--threshold", "2"], 64, "--threshold"),
        (["file.wav", "--like", "dark.wav", "--merge", "-1"], 64, "--merge"),
        (["file.wav", "--like", "nowhere.wav"], 1, "nowhere.wav"),
        (["file.wav", "--like", "empty.wav"], 1, "is empty"),
        (["file.wav", "--text", "bass"], 1, "reads no text"),
        (["nowhere.wav", "--like", "dark.wav"], 1, "nowhere.wav: does not exist"),
        (["empty.wav", "--like", "dark.wav"], 1, "empty.wav: is empty"),
        (["text.wav", "--like", "dark.wav"], 1, "text.wav: is not audio"),
        ([".", "--like", "dark.wav"], 1, "folder"),
      ]
      for (arguments, status, hint) in commands {
        let output = try neiro.run(["detect"] + arguments, in: folder)
        #expect(output.status == status, "\(arguments): \(output.stderr)")
        #expect(output.stdout.isEmpty, "\(arguments)")
        #expect(output.stderr.contains(hint), "\(arguments): \(output.stderr)")
      }
    }
  }

  @Test func ctrlCShowsWhatWasFoundSoFar() throws {
    try withFile(Self.dark) { folder in
      // An hour of noise, a second of it again and again.
      let second = WaveFile(channels: [Self.noise(seconds: 1, seed: 4)], sampleRateHz: Self.rate)
      let data = Data(second.bytes.dropFirst(44))
      let header = WaveFile(
        channels: [[]], sampleRateHz: Self.rate, declaredByteCount: UInt32(3600 * data.count))
      let url = folder.appendingPathComponent("file.wav")
      try header.write(to: url)
      let file = try FileHandle(forWritingTo: url)
      try file.seekToEnd()
      for _ in 0..<3600 { try file.write(contentsOf: data) }
      try file.close()

      let process = neiro.process(
        ["detect", "file.wav", "--like", "dark.wav", "--threshold", "0.5", "--json"], in: folder)
      let output = Pipe()
      process.standardOutput = output
      process.standardError = FileHandle.nullDevice
      try process.run()
      while !catchesInterrupts(process.processIdentifier), process.isRunning {
        Thread.sleep(forTimeInterval: 0.02)
      }
      kill(process.processIdentifier, SIGINT)
      let json = output.fileHandleForReading.readDataToEndOfFile()
      process.waitUntilExit()
      #expect(process.terminationStatus == 130)
      let found = try JSONDecoder().decode(Report.self, from: json)
      #expect(!found.complete && found.seconds < 3600)
    }
  }

  /// Whether the process has a handler for SIGINT, as Linux tells it.
  private func catchesInterrupts(_ process: Int32) -> Bool {
    let status = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
    let line = status?.split(separator: "\n").first { $0.hasPrefix("SigCgt:") }
    let mask = line?.split(whereSeparator: \.isWhitespace).last.flatMap { UInt64($0, radix: 16) }
    return (mask ?? 0) >> UInt64(SIGINT - 1) & 1 == 1
  }
}
