import Foundation
import NeiroTestSupport
import Testing

/// `neiro phrases`, with the built program.
@Suite struct PhrasesTests {
  @Test func phrasesAreWrittenAndBadInputsDontStopTheOthers() throws {
    try withPresetLibrary { library in
      let presets = [0, 9].map { "presets/\(PresetLibrary.name($0))" }
      let output = try library.run(
        "phrases", presets[0], "nowhere.wav", presets[1], "--out", "heard", "--count", "2")
      #expect(output.status == 2)
      #expect(output.stderr.contains("nowhere.wav"))
      let paths = output.stdout.split(separator: "\n").map(String.init)
      #expect(
        paths == [
          "heard/bright0-0-1-arpeggio.wav", "heard/bright0-0-2-lead.wav",
          "heard/bright1-1-1-arpeggio.wav", "heard/bright1-1-2-lead.wav",
        ])
      let files = try paths.map { try Data(contentsOf: library.root.appendingPathComponent($0)) }
      #expect(Set(files).count == 4)
      // Eight beats at 140 a minute or slower, two bytes a sample.
      #expect(files.allSatisfy { $0.count > 2 * 44_100 * 3 })

      try library.run("phrases", presets[0], "--out", "again", "--count", "1")
      let again = library.root.appendingPathComponent("again/bright0-0-1-arpeggio.wav")
      #expect(try Data(contentsOf: again) == files[0])
      try library.run("phrases", presets[0], "--out", "again", "--count", "1", "--seed", "2")
      #expect(try Data(contentsOf: again) != files[0])
    }
  }

  @Test func twoPresetsOfOneNameGetTwoFiles() throws {
    try withPresetLibrary { library in
      let preset = "presets/\(PresetLibrary.name(0))"
      let report = try library.run(
        "phrases", preset, preset, "--out", "heard", "--count", "1", "--pattern", "riff", "--json"
      ).json()
      let phrases = try #require(report["phrases"] as? [[String: Any]])
      #expect(
        phrases.map { $0["path"] as? String } == [
          "heard/bright0-0-1-riff.wav", "heard/bright0-0_2-1-riff.wav",
        ])
      #expect(phrases.allSatisfy { $0["pattern"] as? String == "riff" })
      #expect((report["failed"] as? [Any])?.isEmpty == true)
    }
  }

  @Test func mistakesAreSaid() throws {
    try withPresetLibrary { library in
      let preset = "presets/\(PresetLibrary.name(0))"
      let commands: [([String], Int32, String)] = [
        (["phrases", preset], 64, "--out"),
        (["phrases", preset, "--out", "heard", "--count", "0"], 64, "--count"),
        (["phrases", preset, "--out", "heard", "--pattern", "waltz"], 64, "arpeggio"),
        (["phrases", preset, "--out", preset], 1, preset),
      ]
      for (arguments, status, hint) in commands {
        let output = try library.neiro.run(arguments, in: library.root)
        #expect(output.status == status, "\(arguments): \(output.stderr)")
        #expect(output.stdout.isEmpty && output.stderr.contains(hint), "\(output.stderr)")
      }
    }
  }
}
