import Foundation
import FoundationXML
import NeiroTestSupport
import Testing

/// `neiro analyze` with the built program.
@Suite struct AnalyzeTests {
  private struct Report: Decodable {
    struct Statistics: Decodable {
      let median, mean, deviation, lowest, highest: Double
    }
    struct Attack: Decodable {
      let start, end, seconds, log10_seconds: Double
    }
    struct Frames: Decodable {
      let seconds: [Double]
      let descriptors: [String: [Double]]
      let mfcc: [[Double]]
    }
    struct Sound: Decodable {
      let file: String
      let seconds: Double
      let file_rate_hz, channels, frame_count, heard_frame_count: Int
      let descriptors: [String: Statistics?]
      let mfcc: [Statistics]
      let attack: Attack?
      let frames: Frames?
    }
    struct Failure: Decodable {
      let file, reason: String
    }
    let sounds: [Sound]
    let failed: [Failure]
  }

  private let neiro = BuiltProgram("neiro")
  private static let rate = 48_000

  private static func tone(_ frequency: Double, seconds: Double, fade: Double = 0) -> [Float] {
    (0..<Int(seconds * Double(rate))).map { index in
      let time = Double(index) / Double(rate)
      let gain = fade > 0 ? min(1, time / fade) : 1
      return Float(0.5 * gain * sin(2 * .pi * frequency * time))
    }
  }

  /// A folder with a low tone, a high one that fades in, silence, and two files that are no sounds.
  private func withSounds(_ body: (URL) throws -> Void) throws {
    try withTemporaryFolder { folder in
      let sounds = [
        "low": Self.tone(200, seconds: 0.5),
        "high & <bright>": Self.tone(4000, seconds: 1, fade: 0.3),
        "silent": [Float](repeating: 0, count: 4800),
      ]
      for (name, samples) in sounds {
        try WaveFile(channels: [samples, samples], sampleRateHz: Self.rate)
          .write(to: folder.appendingPathComponent("\(name).wav"))
      }
      try Data("no sound".utf8).write(to: folder.appendingPathComponent("text.wav"))
      try Data().write(to: folder.appendingPathComponent("empty.wav"))
      try body(folder)
    }
  }

  private func report(
    _ arguments: [String], in folder: URL, status: Int32 = 0
  ) throws -> Report {
    let output = try neiro.run(["analyze", "--json"] + arguments, in: folder)
    #expect(output.status == status, "\(output.stderr)")
    return try JSONDecoder().decode(Report.self, from: Data(output.stdout.utf8))
  }

  @Test func aToneHasTheNumbersOfItsFrequencyAndLevel() throws {
    try withSounds { folder in
      let found = try report(["high & <bright>.wav", "low.wav"], in: folder)
      #expect(found.sounds.map(\.file) == ["high & <bright>.wav", "low.wav"])
      let high = found.sounds[0]
      #expect(high.file_rate_hz == 48_000 && high.channels == 2)
      #expect(abs(high.seconds - 1) < 1e-3 && high.frame_count == 1 + 44_100 / 512)
      let centroid = try #require(high.descriptors["centroid_hz"] ?? nil)
      #expect(abs(centroid.median - 4000) < 40, "\(centroid.median)")
      #expect(centroid.lowest <= centroid.median && centroid.median <= centroid.highest)
      let crossings = try #require(high.descriptors["zero_crossing_rate"] ?? nil)
      #expect(abs(crossings.median - 8000 / 44_100.0) < 0.002, "\(crossings.median)")
      let level = try #require(high.descriptors["level_db"] ?? nil)
      #expect(abs(level.highest + 9.03) < 0.1, "0.5 / √2")
      let attack = try #require(high.attack)
      #expect(abs(attack.seconds - 0.27) < 0.03, "\(attack.seconds)")
      #expect(abs(attack.log10_seconds - log10(attack.seconds)) < 1e-12)
      #expect(high.mfcc.count == 20 && high.frames == nil)
      let low = try #require(found.sounds[1].descriptors["rolloff_hz"] ?? nil)
      #expect(low.median < 1000)
    }
  }

  @Test func framesAreThereWhereTheyAreAskedFor() throws {
    try withSounds { folder in
      let sound = try report(["low.wav", "--frames"], in: folder).sounds[0]
      let frames = try #require(sound.frames)
      #expect(frames.seconds.count == sound.frame_count && frames.mfcc.count == sound.frame_count)
      #expect(frames.descriptors.values.allSatisfy { $0.count == sound.frame_count })
      #expect(frames.mfcc.allSatisfy { $0.count == 20 })
      #expect(abs(frames.seconds[1] - 512 / 44_100.0) < 1e-12)
    }
  }

  @Test func silenceIsDefinedAndBadFilesDontStopTheOthers() throws {
    try withSounds { folder in
      let arguments = ["text.wav", "low.wav", "nowhere.wav", "silent.wav", "empty.wav", "."]
      let found = try report(arguments, in: folder, status: 2)
      #expect(found.sounds.map(\.file) == ["low.wav", "silent.wav"])
      let silent = found.sounds[1]
      #expect(silent.heard_frame_count == 0 && silent.attack == nil && silent.mfcc.isEmpty)
      #expect(silent.descriptors["centroid_hz"].map { $0 == nil } == true)
      #expect(found.failed.map(\.file) == ["text.wav", "nowhere.wav", "empty.wav", "."])

      let text = try neiro.run(["analyze"] + arguments, in: folder)
      #expect(text.status == 2)
      #expect(text.stdout.split(separator: "\n").count == 3, "\(text.stdout)")
      #expect(text.stderr.contains("nowhere.wav: does not exist\n"))
      #expect(text.stderr.contains("empty.wav: is empty"))
    }
  }

  @Test func aPictureIsAnSVGAndAPageNeedsNothingElse() throws {
    try withSounds { folder in
      let files = ["high & <bright>.wav", "low.wav", "silent.wav"]
      for name in ["a.svg", "a.html"] {
        let output = try neiro.run(["analyze"] + files + ["--out", name], in: folder)
        #expect(output.status == 0, "\(output.stderr)")
      }
      let svg = try Data(contentsOf: folder.appendingPathComponent("a.svg"))
      #expect(XMLParser(data: svg).parse())
      let picture = String(decoding: svg, as: UTF8.self)
      #expect(picture.contains("high &amp; &lt;bright&gt;.wav"))
      #expect(picture.matches(of: /<image\b/).count >= 6)
      #expect(svg.count < 300_000)
      let page = try String(
        contentsOf: folder.appendingPathComponent("a.html"), encoding: .utf8)
      for word in ["http://", "https://", "<script", "<link", "<img", "@import", "url("] {
        #expect(!page.contains(word), "\(word)")
      }
      #expect(page.contains("id=\"radar-title\"") && page.contains("img-src data:"))
      // One sound has nothing to compare with.
      let one = try neiro.run(["analyze", "silent.wav", "--out", "b.html"], in: folder)
      #expect(one.status == 0)
      let calm = try String(
        contentsOf: folder.appendingPathComponent("b.html"), encoding: .utf8)
      #expect(!calm.contains("radar-title") && !calm.contains("nan"))
    }
  }

  @Test func aPNGNeedsItsConverterAndSaysSoBeforeTheWork() throws {
    try withSounds { folder in
      let process = neiro.process(["analyze", "low.wav", "--out", "a.png"], in: folder)
      process.environment = ["PATH": folder.path]
      let talk = Pipe()
      process.standardError = talk
      process.standardOutput = FileHandle.nullDevice
      try process.run()
      let words = String(decoding: talk.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      process.waitUntilExit()
      #expect(process.terminationStatus == 1)
      #expect(words.contains("librsvg2-bin") && words.split(separator: "\n").count == 1, "\(words)")

      // One that copies what it is given: its call is what is tested.
      let converter = folder.appendingPathComponent("rsvg-convert")
      let script = """
        #!/bin/sh
        while [ $# -gt 1 ]; do [ "$1" = --output ] && out=$2; shift; done
        /bin/cp "$1" "$out"
        """
      try BuiltProgram.install(script: script, at: converter)
      let second = neiro.process(["analyze", "low.wav", "--out", "a.png"], in: folder)
      second.environment = ["PATH": folder.path]
      second.standardOutput = FileHandle.nullDevice
      second.standardError = FileHandle.nullDevice
      try second.run()
      second.waitUntilExit()
      #expect(second.terminationStatus == 0)
      let png = try Data(contentsOf: folder.appendingPathComponent("a.png"))
      #expect(XMLParser(data: png).parse(), "the SVG that was handed over")
    }
  }

  @Test func everyMistakeIsOneSentenceOnStderr() throws {
    try withSounds { folder in
      let commands: [([String], Int32, String)] = [
        ([], 64, "Name sounds"),
        (["low.wav", "--frames"], 64, "--json"),
        (["low.wav", "--out", "a.jpg"], 64, "a.jpg"),
        (["low.wav", "--out", "nowhere/a.svg"], 1, "there is no folder"),
        ([String](repeating: "low.wav", count: 25) + ["--out", "a.svg"], 64, "up to 24"),
      ]
      for (arguments, status, hint) in commands {
        let output = try neiro.run(["analyze"] + arguments, in: folder)
        #expect(output.status == status, "\(arguments): \(output.stderr)")
        #expect(output.stdout.isEmpty && output.stderr.contains(hint), "\(output.stderr)")
      }
    }
  }

  @Test func detectDrawsTheSimilarityUnderTheSpectrogram() throws {
    try withSounds { folder in
      let samples = Self.tone(4000, seconds: 1) + Self.tone(200, seconds: 1)
      try WaveFile(channels: [samples], sampleRateHz: Self.rate)
        .write(to: folder.appendingPathComponent("both.wav"))
      for name in ["d.svg", "d.html"] {
        let output = try neiro.run(
          [
            "detect", "both.wav", "--like", "low.wav", "--like", "high & <bright>.wav", "--window",
            "0.2", "--hop", "0.1",
            "--threshold", "0.9", "--picture", name,
          ], in: folder)
        #expect(output.status == 0, "\(output.stderr)")
      }
      let svg = try Data(contentsOf: folder.appendingPathComponent("d.svg"))
      #expect(XMLParser(data: svg).parse())
      let page = try String(
        contentsOf: folder.appendingPathComponent("d.html"), encoding: .utf8)
      #expect(page.contains("<image ") && page.contains("<h2>Events</h2>"))
      #expect(page.contains("“low.wav”: events 0:0"))
      #expect(page.contains("high &amp; &lt;bright&gt;.wav"))
      // The event is shaded in the right half: the axis reaches from 52 to 672 pixels.
      let shade = try #require(page.firstMatch(of: /class="area f1" x="([0-9.]+)"/))
      #expect(Double(shade.1).map { $0 > 340 } == true, "\(shade.1)")
    }
  }
}
