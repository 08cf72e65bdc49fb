import Foundation
import NeiroTestSupport
import Testing

/// Bad input gets a sentence and the right exit code; the rest goes on.
@Suite struct BadInputTests {
  @Test func badFilesAreListedAndTheOthersIndexed() throws {
    try withPresetLibrary { library in
      let silent = [Float](repeating: 0, count: 10_000)
      let noise: [Float] = [0.1, .nan] + PresetLibrary.samples(brightness: 1, variant: 1)
      let files: [String: Data] = [
        "empty.wav": Data(), "text.ogg": Data("this is no sound".utf8),
        "silent.wav": Data(WaveFile(channels: [silent], sampleRateHz: 44_100).bytes),
        "nan.wav": Data(
          WaveFile(channels: [noise], sampleRateHz: 44_100, encoding: .float32).bytes),
      ]
      for (name, data) in files {
        try data.write(to: library.presets.appendingPathComponent(name))
      }
      try FileManager.default.createSymbolicLink(
        atPath: library.presets.appendingPathComponent("broken.wav").path,
        withDestinationPath: "nowhere.wav")

      let output = try library.run("index", "presets", "--json")
      #expect(output.status == 2)
      let report = try output.json()
      #expect(report["clips"] as? Int == 48)
      let failed = try #require(report["failed"] as? [[String: String]])
      let names = failed.compactMap {
        $0["path"].map { URL(fileURLWithPath: $0).lastPathComponent }
      }
      #expect(Set(names) == Set(files.keys).union(["broken.wav"]))
      #expect(failed.allSatisfy { $0["reason"]?.isEmpty == false })
      let status = try library.run("status").stdout
      for name in names { #expect(status.contains(name)) }
      // A second run neither hides nor repairs them.
      #expect(try library.run("index", "presets", "--json").status == 2)
    }
  }

  @Test func everyMistakeIsOneSentenceOnStderr() throws {
    try withPresetLibrary { library in
      let commands: [([String], Int32, String)] = [
        (["search", "presets/\(PresetLibrary.name(0))"], 1, "neiro index"),
        (["index", "nowhere"], 1, "nowhere"),
        (["train", "--name", "mine"], 1, "neiro index"),
        (["train", "--name", "../mine"], 64, "can't be a head's name"),
        (["train", "--name", "base-mine"], 64, "base-"),
        (["train"], 64, "--name"),
        (["adapt"], 1, "neiro index"),
        (["adapt", "--recipe", "nowhere"], 1, "nowhere"),
        (["search", "x.wav", "--raw", "--adapted"], 64, "--adapted"),
        (["search", "x.wav", "-k", "0"], 64, "-k"),
        (["search", "x.wav", "--raw", "--head", "mine"], 64, "--raw"),
        (["search", "x.wav", "--encoder", "magic"], 64, "spectral"),
        (["evaluate", "--queries", "q.csv"], 64, "--qrels"),
        (["evaluate", "--ratings", "r.txt"], 64, "--sounds"),
        (["evaluate", "--run", "out.run"], 64, "--queries"),
        (["evaluate", "--write-qrels", "out"], 64, "--queries"),
        (["evaluate", "--raw", "--all-heads"], 64, "--all-heads"),
        (["evaluate", "--head", "a", "--head", "a"], 64, "twice"),
        (["evaluate", "--save", "../a"], 64, "evaluation's name"),
        (["evaluate", "--queries", "q.csv", "--qrels", "q", "--depth", "9"], 64, "--depth"),
        (["status", "--workspace", "nowhere"], 1, "nowhere"),
        (["label", "import", "nowhere.csv"], 1, "nowhere.csv"),
      ]
      for (arguments, status, hint) in commands {
        let output = try library.neiro.run(arguments, in: library.root)
        #expect(output.status == status, "\(arguments): \(output.stderr)")
        #expect(output.stdout.isEmpty, "\(arguments)")
        #expect(output.stderr.contains(hint), "\(arguments): \(output.stderr)")
      }
      try library.run("index", "presets")
      #expect(
        try library.run("search", "presets/\(PresetLibrary.name(0))", "--head", "no").status == 1)
      let adapted = try library.run("search", "presets/\(PresetLibrary.name(0))", "--adapted")
      #expect(adapted.status == 1 && adapted.stderr.contains("neiro adapt"), "\(adapted.stderr)")
      #expect(try library.run("train", "--name", "mine").stderr.contains("neiro label"))
      #expect(try library.run("evaluate").status == 1)
    }
  }

  @Test func anImportIsAllOrNothingAndNamesEveryBadLine() throws {
    try withPresetLibrary { library in
      try library.run("index", "presets")
      try library.writeLabels()
      let file = library.root.appendingPathComponent("labels.csv")
      let good = try String(contentsOf: file, encoding: .utf8)
      try
        (good + "presets/nowhere.wav,presets/\(PresetLibrary.name(0)),similar,ann,\n"
        + "presets/\(PresetLibrary.name(0)),presets/\(PresetLibrary.name(9)),alike,ann,\n")
        .write(to: file, atomically: true, encoding: .utf8)
      let refused = try library.run("label", "import", "labels.csv")
      #expect(refused.status == 1)
      #expect(refused.stderr.contains("50") && refused.stderr.contains("51"), "\(refused.stderr)")
      #expect(try library.run("label", "list", "--json").stdout.contains("clip_a") == false)
      let skipped = try library.run("label", "import", "labels.csv", "--skip-bad", "--json")
      #expect(skipped.status == 2)
      #expect(try skipped.json()["imported"] as? Int == 48)
    }
  }
}
