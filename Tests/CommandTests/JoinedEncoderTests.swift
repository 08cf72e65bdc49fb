import Foundation
import NeiroTestSupport
import Testing

/// Two encoders at once, with the built programs.
@Suite struct JoinedEncoderCommandTests {
  @Test func indexSearchLabelTrainEvaluate() throws {
    try withPresetLibrary { library in
      let both = ["--encoder", "spectral+mfcc"]
      func run(_ arguments: [String]) throws -> BuiltProgram.Output {
        try library.neiro.run(arguments, in: library.root)
      }
      let target = "presets/\(PresetLibrary.name(0))"
      let index = try run(["index", "presets", "--json"] + both)
      #expect(index.status == 0, "\(index.stderr)")
      let summaries = try #require(try index.json()["encoders"] as? [String: [String: Any]])
      #expect(summaries.keys.sorted() == ["mfcc", "spectral"])
      #expect(summaries.values.allSatisfy { $0["indexed"] as? Int == 48 })

      // Scores are the mean of the parts', in either order of names.
      func scores(_ encoder: String) throws -> [String: Double] {
        let search = ["search", target, "--raw", "-k", "47", "--no-fold", "--json"]
        let output = try run(search + ["--encoder", encoder])
        let results = try #require(try output.json()["results"] as? [[String: Any]])
        let pairs = results.map { ($0["path"] as? String ?? "", $0["score"] as? Double ?? 9) }
        return Dictionary(uniqueKeysWithValues: pairs)
      }
      let (spectral, mfcc) = (try scores("spectral"), try scores("mfcc"))
      let joined = try scores("spectral+mfcc")
      #expect(joined.count == 47)
      #expect(try scores("mfcc+spectral") == joined)
      for (path, score) in joined {
        let mean = (spectral[path, default: 9] + mfcc[path, default: 9]) / 2
        #expect(abs(score - mean) < 1e-5, "\(path)")
      }

      // A file that isn't in the library is encoded by each part.
      let loop = PresetLibrary.samples(brightness: 3, variant: 1)
      try WaveFile(channels: [loop + loop], sampleRateHz: 22_050)
        .write(to: library.root.appendingPathComponent("loop.wav"))
      #expect(try run(["search", "loop.wav", "-k", "5"] + both).status == 0)

      try library.writeLabels()
      #expect(try run(["label", "import", "labels.csv"] + both).status == 0)
      let train = try run(["train", "--name", "mine", "--recipe", "quick", "--json"] + both)
      #expect(train.status == 0, "\(train.stderr)")
      #expect(try run(["evaluate", "--json"] + both).status == 0)
      let status = try run(["status"] + both).stdout
      #expect(status.contains("encoded by mfcc+spectral-v1-"), "\(status)")
      // The head is the joined encoder's.
      #expect(try run(["search", target, "--head", "mine"]).status == 1)
    }
  }

  @Test func whatLacksAPartIsToldWithTheCommandThatAddsIt() throws {
    try withPresetLibrary { library in
      let both = ["--encoder", "spectral+mfcc"]
      func run(_ arguments: [String]) throws -> BuiltProgram.Output {
        try library.neiro.run(arguments, in: library.root)
      }
      let target = "presets/\(PresetLibrary.name(0))"
      try library.run("index", "presets")
      let without = try run(["search", target, "--raw"] + both)
      #expect(without.status == 1)
      #expect(without.stderr.contains("neiro index --encoder mfcc"), "\(without.stderr)")
      let status = try run(["status"] + both)
      #expect(status.status == 0 && status.stderr.contains("neiro index --encoder mfcc"))

      try library.run("index", target, "presets/\(PresetLibrary.name(1))", "--encoder", "mfcc")
      let some = try run(["search", target, "--raw", "--json"] + both)
      #expect(some.status == 0, "\(some.stderr)")
      #expect((try some.json()["results"] as? [Any])?.count == 1)
      #expect(
        some.stderr.contains(
          "46 clips without mfcc embeddings left out; `neiro index --encoder mfcc DIR` adds them."),
        "\(some.stderr)")
      let again = try run(["index", target] + both)
      #expect(again.stderr.components(separatedBy: "left out").count == 2, "\(again.stderr)")

      try library.run("index", "presets", "--encoder", "mfcc")
      let all = try run(["search", target, "--raw"] + both)
      #expect(!all.stderr.contains("left out"), "\(all.stderr)")
    }
  }

  @Test func whatNoEncoderCanReadIsSaidOnce() throws {
    try withPresetLibrary { library in
      try Data("this is no sound".utf8).write(
        to: library.presets.appendingPathComponent("text.wav"))
      let output = try library.run("index", "presets", "--encoder", "spectral+mfcc")
      #expect(output.status == 2)
      #expect(output.stderr.components(separatedBy: "Failed:").count == 2, "\(output.stderr)")
      #expect(output.stdout.contains("mfcc: 48 presets") && output.stdout.contains("spectral: 48"))
      for name in ["spectral+magic", "mfcc+mfcc", "spectral+"] {
        let refused = try library.run("status", "--encoder", name)
        #expect(refused.status == 64 && !refused.stderr.isEmpty, "\(refused.stderr)")
      }
    }
  }
}
