import Foundation
import NeiroTestSupport
import Testing

/// The four jobs, with the built programs, from sounds to results.
@Suite struct MainJobTests {
  @Test func indexLabelTrainSearchEvaluate() throws {
    try withPresetLibrary { library in
      let index = try library.run("index", "presets", "--json")
      #expect(index.status == 0, "\(index.stderr)")
      let indexed = try index.json()
      #expect(indexed["clips"] as? Int == 48)
      #expect(indexed["indexed"] as? Int == 48)
      #expect((indexed["failed"] as? [Any])?.isEmpty == true)
      #expect(indexed["seconds"] is Double)
      #expect(try library.run("index", "presets", "--json").json()["skipped"] as? Int == 48)

      try library.writeLabels()
      let imported = try library.run("label", "import", "labels.csv", "--json")
      #expect(try imported.json()["imported"] as? Int == 48, "\(imported.stderr)")
      #expect(
        try library.run("label", "import", "labels.csv", "--json").json()["imported"] as? Int == 0)

      let train = try library.run("train", "--name", "mine", "--recipe", "quick", "--json")
      #expect(train.status == 0, "\(train.stderr)")
      let gate = try #require(try train.json()["gate"] as? [String: Any])
      #expect((gate["oneShots"] as? [String: Any])?["groups"] is Int)
      let runs = try FileManager.default.contentsOfDirectory(
        atPath: library.root.appendingPathComponent("Training/runs").path)
      #expect(runs.count == 1 && runs[0].hasSuffix("-mine"))
      let run = try library.run("runs", "show", "latest", "--json").json()
      let config = try #require(run["config"] as? [String: Any])
      let manifest = try #require(run["manifest"] as? [String: Any])
      #expect(config["labelsHash"] as? String == manifest["labelsHash"] as? String)
      let files = try FileManager.default.contentsOfDirectory(
        atPath: library.root.appendingPathComponent("Training/runs/\(runs[0])").path)
      #expect(files.contains { $0.hasPrefix("events.out.tfevents.") })
      #expect(files.contains("report.html") && files.contains("report.json"))

      let target = library.root.appendingPathComponent("loop.wav")
      let loop = PresetLibrary.samples(brightness: 3, variant: 1)
      try WaveFile(channels: [loop + loop], sampleRateHz: 22_050, encoding: .pcm24).write(
        to: target)
      let search = try library.run("search", "loop.wav", "-k", "5", "--json").json()
      #expect(search["query"] as? String == "loop.wav")
      #expect(search["head"] as? String == "mine")
      #expect(search["alpha"] is Double)
      let results = try #require(search["results"] as? [[String: Any]])
      #expect(results.map { $0["rank"] as? Int } == [1, 2, 3, 4, 5])
      #expect(
        Set(results[0].keys) == [
          "rank", "clip", "path", "score", "raw", "adapted", "head", "text", "likely_similar",
          "copies", "why",
        ])

      let evaluation = try library.run("evaluate", "--json")
      #expect(evaluation.status == 0, "\(evaluation.stderr)")
      let labels = try #require(try evaluation.json()["labels"] as? [String: Any])
      #expect(labels["raw"] is [String: Double] && labels["head"] is [String: Double])
      #expect(labels["adapted"] is NSNull)
      #expect((labels["differences"] as? [String: Any])?.keys.sorted() == ["head - raw"])
      let text = try library.run("evaluate").stdout
      #expect(text.contains("personal − raw, 95 %"), "\(text)")
      #expect(text.split(separator: "\n").allSatisfy { $0.count <= 100 })
    }
  }

  @Test func evaluationGivesTheContractsKeysAndRunsThatSortByScore() throws {
    try withPresetLibrary { library in
      try library.run("index", "presets")
      var queries = "query_id,path\n"
      var qrels = ""
      for brightness in 0..<PresetLibrary.brightnesses {
        let first = brightness * PresetLibrary.perBrightness
        queries += "q\(brightness),presets/\(PresetLibrary.name(first))\n"
        for variant in 1..<PresetLibrary.perBrightness {
          qrels += "q\(brightness) 0 presets/\(PresetLibrary.name(first + variant)) 1\n"
        }
      }
      queries += "lonely,presets/\(PresetLibrary.name(1))\n"
      for (name, text) in [("q.csv", queries), ("qrels", qrels)] {
        try text.write(
          to: library.root.appendingPathComponent(name), atomically: true, encoding: .utf8)
      }
      let output = try library.run(
        "evaluate", "--raw", "--queries", "q.csv", "--qrels", "qrels", "--run", "out.run", "--json")
      #expect(output.status == 0, "\(output.stderr)")
      let report = try output.json()
      #expect(report["queries"] as? Int == 6)
      #expect(report["skipped"] as? Int == 1)
      let raw = try #require(report["raw"] as? [String: Double])
      #expect(raw.keys.contains { $0 == "ndcg@10" } && raw["map"] != nil && raw["mrr"] != nil)
      #expect(raw["recall@10"] != nil && raw["hit_rate@10"] != nil)
      // Brightness is what these presets differ in most, so chance would be 7 of 47.
      #expect(raw["ndcg@10", default: 0] > 0.5)
      // Nobody else ranks, and there is nothing to compare.
      #expect(report["adapted"] is NSNull && report["head"] is NSNull)
      #expect((report["differences"] as? [String: Any])?.isEmpty == true)

      let run = try String(
        contentsOf: library.root.appendingPathComponent("out.run"), encoding: .utf8)
      let rawRun = try String(
        contentsOf: library.root.appendingPathComponent("out.run.raw"), encoding: .utf8)
      #expect(run == rawRun)
      let lines = run.split(separator: "\n").map { $0.split(separator: " ") }
      #expect(lines.count == 6 * 47)
      #expect(lines.allSatisfy { $0.count == 6 && $0[1] == "Q0" })
    }
  }

  @Test func labelsCanBeAddedTakenBackAndExported() throws {
    try withPresetLibrary { library in
      try library.run("index", "presets")
      let (a, b) = ("presets/\(PresetLibrary.name(0))", "presets/\(PresetLibrary.name(1))")
      #expect(try library.run("label", "add", a, b, "--similar", "--labeller", "ann").status == 0)
      #expect(
        try library.run("label", "add", b, a, "--dissimilar", "--labeller", "ann").status == 0)
      let export = try library.run("label", "export").stdout
      #expect(export.hasPrefix("clip_a,clip_b,label,labeller,created_at\n"))
      #expect(export.contains("\(b),\(a),dissimilar,ann,"))
      #expect(!export.contains(",similar,"))
      #expect(try library.run("label", "undo", "--labeller", "ann").status == 0)
      #expect(try library.run("label", "export").stdout.contains(",similar,ann,"))
      #expect(try library.run("label", "undo", "--labeller", "bob").status == 1)
    }
  }

  @Test func askingSavesEachAnswerAtOnce() throws {
    try withPresetLibrary { library in
      try library.run("index", "presets")
      let output = try library.run(
        "label", "ask", "--no-play", "--labeller", "ann", "--seed", "1",
        input: "s\nx\nd\nu\nn\nk\nq\n")
      #expect(output.status == 0, "\(output.stderr)")
      let list = try library.run("label", "list").stdout
      #expect(
        list.split(separator: "\n").map { $0.split(separator: " ")[0] } == ["similar", "unsure"])
    }
  }
}
