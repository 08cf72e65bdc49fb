import Foundation
import NeiroCore
import NeiroEvaluation
import NeiroTestSupport
import Testing

/// Several systems side by side, baselines, and files that other programs read.
@Suite struct EvaluateTests {
  @Test func severalHeadsStandSideBySide() throws {
    try withEvaluationLibrary { library in
      try library.writeQueries()
      try library.writeHead("same")
      try library.writeHead("deaf", forgets: true)
      let output = try library.evaluateQueries("--head", "same", "--head", "deaf", "--json")
      #expect(output.status == 0, "\(output.stderr)")
      let report = try output.json()
      let systems = try #require(report["systems"] as? [[String: Any]])
      #expect(systems.map { $0["key"] as? String } == ["raw", "same", "deaf"])
      let raw = try #require(report["raw"] as? [String: Double])
      let heads = try #require(report["heads"] as? [String: [String: Double]])
      #expect(report["head"] is NSNull)
      #expect(
        abs(raw["ndcg@10", default: 0] - heads["same", default: [:]]["ndcg@10", default: 1]) < 1e-6)
      #expect(heads["deaf", default: [:]]["ndcg@10", default: 1] < raw["ndcg@10", default: 0] - 0.1)
      let differences = try #require(report["differences"] as? [String: [String: [String: Any]]])
      #expect(Set(differences.keys) == ["same - raw", "deaf - raw", "deaf - same"])
      let change = try #require(differences["deaf - raw"]?["ndcg@10"])
      #expect(try #require(change["p"] as? Double) < 0.001)
      #expect((report["per_query"] as? [Any])?.count == 48)
      let queries = try #require(report["per_query"] as? [[String: Any]])
      #expect(queries.allSatisfy { $0["design"] as? String == "preset_to_preset" })

      // The third system is the last that has a column of its own.
      let all = try library.evaluateQueries("--all-heads", "--json").json()
      #expect((all["heads"] as? [String: Any])?.keys.sorted() == ["deaf", "same"])
      try library.writeHead("third")
      for heads in [["--head", "deaf"], ["--all-heads"]] {
        let text = try library.presets.neiro.run(
          ["evaluate", "--queries", "q.csv", "--qrels", "qrels"] + heads, in: library.root)
        #expect(text.status == 0, "\(text.stderr)")
        #expect(text.stdout.split(separator: "\n").allSatisfy { $0.count <= 100 }, "\(text.stdout)")
        #expect(text.stdout.contains("With 48 queries, a difference in ndcg@10 under"))
        #expect(text.stdout.contains("worse by"))
        #expect(text.stdout.contains(heads.count == 2 ? "personal − raw, 95 %" : "third − deaf"))
      }
    }
  }

  @Test func aBaselineIsKeptAndALossToItExitsWithThree() throws {
    try withEvaluationLibrary { library in
      try library.writeQueries()
      try library.writeHead("same")
      try library.writeHead("deaf", forgets: true)
      let saved = try library.evaluateQueries("--head", "same", "--save", "before")
      #expect(saved.status == 0 && saved.stderr.contains("--against before"), "\(saved.stderr)")
      let file = library.root.appendingPathComponent("Training/evaluations/before.json")
      let kept = try Data(contentsOf: file)

      for baseline in ["before", "raw", "same"] where baseline != "same" {
        let output = try library.evaluateQueries("--head", "same", "--against", baseline)
        #expect(output.status == 0, "\(output.stderr)")
        #expect(output.stdout.contains("personal is not worse than “\(baseline)”: ndcg@10 +0.000"))
        let worse = try library.evaluateQueries("--head", "deaf", "--against", baseline)
        #expect(worse.status == 3, "\(worse.stdout)")
        #expect(
          worse.stdout.contains("personal is significantly worse than “\(baseline)”: ndcg@10 -"))
      }
      let better = try library.evaluateQueries("--raw", "--save", "loud", "--json")
      #expect(better.status == 0)
      let both = try library.evaluateQueries(
        "--head", "same", "--head", "deaf", "--against", "loud", "--save", "before", "--json")
      #expect(both.status == 3)
      let verdicts = try #require(try both.json()["against"] as? [[String: Any]])
      #expect(verdicts.map { $0["significantly_worse"] as? Bool } == [false, true])
      #expect(verdicts.map { $0["system"] as? String } == ["same", "deaf"])
      // What is worse doesn't become the baseline.
      #expect(both.stderr.contains("Not kept"))
      #expect(try Data(contentsOf: file) == kept)

      // A head that is better than one that hears nothing
      #expect(try library.evaluateQueries("--head", "deaf", "--save", "low").status == 0)
      let gain = try library.evaluateQueries("--head", "same", "--against", "low")
      #expect(gain.status == 0 && gain.stdout.contains("significantly better than “low”"))
    }
  }

  @Test func aRunOfAnotherProgramIsABaselineToo() throws {
    try withEvaluationLibrary { library in
      try library.writeQueries()
      try library.writeHead("deaf", forgets: true)
      try library.evaluateQueries("--raw", "--run", "good.run")
      let worse = try library.evaluateQueries("--head", "deaf", "--against", "good.run")
      #expect(worse.status == 3, "\(worse.stdout)\(worse.stderr)")
      let same = try library.evaluateQueries("--raw", "--against", "good.run", "--json")
      let verdict = try #require((try same.json()["against"] as? [[String: Any]])?.first)
      let difference = try #require(verdict["difference"] as? [String: Any])
      #expect(difference["mean"] as? Double == 0 && difference["p"] as? Double == 1)
      try library.write("other Q0 a 1 0.5 t\n", to: "other.run")
      try library.write("q1 Q0 a 1\n", to: "bad.run")
      for (file, words) in [
        ("other.run", "none of these queries"), ("bad.run", "line 1: 4 fields"),
      ] {
        let refused = try library.evaluateQueries("--raw", "--against", file)
        #expect(refused.status == 1 && refused.stderr.contains(words), "\(refused.stderr)")
      }
    }
  }

  @Test func whatCantBeComparedIsOneSentence() throws {
    try withEvaluationLibrary { library in
      try library.writeQueries()
      try library.evaluateQueries("--raw", "--save", "before")
      func refused(_ words: String, _ arguments: String...) throws {
        let output = try library.presets.neiro.run(
          ["evaluate", "--raw", "--queries", "q.csv", "--qrels", "qrels"] + arguments,
          in: library.root)
        #expect(output.status == 1 && output.stderr.contains(words), "\(output.stderr)")
        #expect(output.stderr.split(separator: "\n").count == 1, "\(output.stderr)")
      }
      try refused("kept by --save: before", "--against", "nowhere")
      try refused("with itself", "--against", "raw")
      try refused("nowhere/out.run can't be written", "--run", "nowhere/out.run")
      try refused("nowhere/qrels can't be written", "--write-qrels", "nowhere/qrels")
      try library.writeQueries(0..<20)
      try refused("28 of its queries are missing here, 0 are new", "--against", "before")
      try library.writeQueries()
      let file = library.root.appendingPathComponent("qrels")
      let qrels = try String(contentsOf: file, encoding: .utf8)
      try library.write(qrels.replacingOccurrences(of: "wav 2", with: "wav 3"), to: "qrels")
      try refused("other judgements", "--against", "before")
      try library.write("x 0 presets/a.wav 1\n", to: "qrels")
      try refused("judges none of the queries")
      try library.write("q1 0 presets/a.wav high\n", to: "qrels")
      let bad = try library.evaluateQueries("--raw")
      #expect(bad.status == 1 && bad.stderr.contains("line 1: the grade \"high\""))
      try library.write("{", to: "Training/evaluations/before.json")
      try library.write(qrels, to: "qrels")
      try refused("Save it again", "--against", "before")
      let none = try library.evaluate("--all-heads")
      #expect(none.status == 1 && none.stderr.contains("neiro train"), "\(none.stderr)")
    }
  }

  /// Loops stand apart from presets, and a run with its qrels gives what the report says.
  @Test func designsStandApartAndRunsScoreTheSameElsewhere() throws {
    try withEvaluationLibrary { library in
      try library.writeLoops(4)
      try library.presets.run("index", "loops", "--loops")
      try library.writeQueries(loops: 4)
      let output = try library.evaluateQueries(
        "--raw", "--run", "out.run", "--write-qrels", "out.qrels", "--json")
      #expect(output.status == 0, "\(output.stderr)")
      let report = try output.json()
      let parts = try ["loop_to_preset", "preset_to_preset"].map {
        try #require(report[$0] as? [String: Any])
      }
      #expect(parts.map { $0["queries"] as? Int } == [4, 48])
      let text = try library.evaluateQueries("--raw").stdout
      #expect(text.contains("loop → preset: 4 queries"), "\(text)")
      #expect(text.contains("preset → preset: 48 queries"))

      let run = try RunFile(contentsOf: library.root.appendingPathComponent("out.run"))
      let qrels = try Qrels(contentsOf: library.root.appendingPathComponent("out.qrels"))
      let rankings = try qrels.queries.map { query in
        try #require(
          JudgedRanking(ranked: run.rankings[query] ?? [], grades: qrels.grades[query] ?? [:]))
      }
      #expect(rankings.count == 52)
      let raw = try #require(report["raw"] as? [String: Double])
      for metric in RetrievalMetric.standard + RetrievalMetric.further {
        let mean = rankings.reduce(0) { $0 + metric.value(of: $1) } / 52
        #expect(abs(mean - raw[metric.key, default: -1]) < 1e-9, "\(metric.key)")
      }
    }
  }

  private static let trecScript = """
    import json, sys
    import pytrec_eval
    run = pytrec_eval.parse_run(open("out.run"))
    qrel = pytrec_eval.parse_qrel(open("out.qrels"))
    names = {"ndcg@10": "ndcg_cut_10", "recall@10": "recall_10", "hit_rate@10": "success_10",
             "precision@10": "P_10", "mrr": "recip_rank", "map": "map", "r_precision": "Rprec",
             "bpref": "bpref"}
    found = pytrec_eval.RelevanceEvaluator(
        qrel, {"ndcg_cut", "recall", "success", "P", "recip_rank", "map", "Rprec", "bpref"}).evaluate(run)
    json.dump({query: {ours: values[theirs] for ours, theirs in names.items()}
               for query, values in found.items()}, sys.stdout)
    """

  private static var hasTrecEval: Bool {
    guard let python = PythonTests.python else { return false }
    let check = try? BuiltProgram(at: python).run(
      ["-c", "import pytrec_eval"], in: URL(fileURLWithPath: "/"))
    return check?.status == 0
  }

  @Test(.enabled(if: hasTrecEval, "pytrec_eval is missing: run Tests/run"))
  func trecEvalGivesTheSameFigures() throws {
    try withEvaluationLibrary { library in
      try library.writeLoops(2)
      try library.presets.run("index", "loops", "--loops")
      try library.writeQueries(loops: 2)
      let report = try library.evaluateQueries(
        "--raw", "--run", "out.run", "--write-qrels", "out.qrels", "--json"
      ).json()
      let python = BuiltProgram(at: PythonTests.python ?? "")
      let output = try python.run(["-c", Self.trecScript], in: library.root)
      #expect(output.status == 0, "\(output.stderr)")
      let expected = try output.json()
      let queries = try #require(report["per_query"] as? [[String: Any]])
      #expect(queries.count == 50 && expected.count == 50)
      for query in queries {
        let name = try #require(query["query"] as? String)
        let values = try #require(expected[name] as? [String: Double])
        let found = try #require(query["raw"] as? [String: Double])
        for (key, value) in values {
          #expect(abs(found[key, default: -1] - value) < 1e-9, "\(name): \(key)")
        }
      }
    }
  }

  @Test func ratingsAreComparedForEverySystem() throws {
    try withEvaluationLibrary { library in
      // People hear brightness alone; the file names are in the order of the matrix.
      let matrix = (0..<48).map { i in
        (0..<48).map { j in j <= i ? "0" : "\(abs(i / 8 - j / 8))" }.joined(separator: " ")
      }.joined(separator: "\n")
      try library.write(matrix, to: "Bright_dissimilarity_matrix.txt")
      try library.writeHead("deaf", forgets: true)
      let ratings = ["--ratings", "Bright_dissimilarity_matrix.txt", "--sounds", "presets"]
      let output = try library.presets.neiro.run(
        ["evaluate", "--head", "deaf", "--json"] + ratings, in: library.root)
      #expect(output.status == 0, "\(output.stderr)")
      let part = try #require(try output.json()["ratings"] as? [String: Any])
      #expect(part["study"] as? String == "Bright" && part["sounds"] as? Int == 48)
      let values = try ["raw", "head"].map { try #require(part[$0] as? [String: Double]) }
      for key in ["triplet_agreement", "spearman", "kendall"] {
        #expect(values[0][key, default: 0] > values[1][key, default: 1], "\(key)")
      }
      #expect(values[0]["triplet_agreement", default: 0] > 0.7)
      #expect((part["per_sound"] as? [Any])?.count == 48)
      let text = try library.presets.neiro.run(
        ["evaluate", "--head", "deaf"] + ratings, in: library.root)
      #expect(text.stdout.contains("Ratings “Bright”: 48 sounds"), "\(text.stdout)")
      #expect(text.stdout.split(separator: "\n").allSatisfy { $0.count <= 100 })

      try library.write("0 1 2\n0 0 1\n0 0 0\n", to: "three.txt")
      let few = try library.evaluate("--ratings", "three.txt", "--sounds", "presets")
      #expect(few.status == 1 && few.stderr.contains("rates 3 sounds"), "\(few.stderr)")
      let nowhere = try library.evaluate("--ratings", "three.txt", "--sounds", "nowhere")
      #expect(nowhere.status == 1 && nowhere.stderr.contains("nowhere"), "\(nowhere.stderr)")
    }
  }

  @Test func noFileIsLostToAnother() throws {
    try withEvaluationLibrary { library in
      try library.writeQueries()
      try library.evaluateQueries("--raw", "--run", "a.run")
      let names = ["q.csv", "qrels", "a.run"]
      func contents() throws -> [Data] {
        try names.map { try Data(contentsOf: library.root.appendingPathComponent($0)) }
      }
      let before = try contents()
      try FileManager.default.createSymbolicLink(
        at: library.root.appendingPathComponent("link"),
        withDestinationURL: library.root.appendingPathComponent("qrels"))
      for arguments in [
        ["--run", "qrels"], ["--run", "./presets/../q.csv"], ["--write-qrels", "qrels"],
        ["--run", "link"], ["--run", "b.run", "--write-qrels", "b.run"],
        ["--run", "b.run", "--write-qrels", "b.run.raw"],
        ["--against", "a.run", "--run", "a.run"], ["--run", "b.html", "--page", "b.html"],
      ] {
        let output = try library.presets.neiro.run(
          ["evaluate", "--raw", "--queries", "q.csv", "--qrels", "qrels"] + arguments,
          in: library.root)
        #expect(output.status == 64, "\(arguments): \(output.stderr)")
        #expect(output.stderr.contains("give it another name"), "\(output.stderr)")
        #expect(output.stdout.isEmpty)
      }
      #expect(try contents() == before)
      #expect(!FileManager.default.fileExists(atPath: library.root.path + "/b.run"))

      let pipe = library.root.appendingPathComponent("pipe")
      #expect(mkfifo(pipe.path, 0o600) == 0)
      for (arguments, words) in [
        (["--run", "pipe"], "pipe can't be written: it is not a regular file."),
        (["--write-qrels", "presets"], "presets can't be written: it is a folder."),
        (["--run", "nowhere/a.run"], "nowhere/a.run can't be written: there is no folder"),
        (["--queries", "presets"], "presets cannot be read: it is a folder."),
        (["--qrels", "nowhere"], "nowhere cannot be read: there is no such file."),
      ] {
        let output = try library.presets.neiro.run(
          ["evaluate", "--raw", "--queries", "q.csv", "--qrels", "qrels"] + arguments,
          in: library.root)
        #expect(output.status == 1 && output.stderr.contains(words), "\(output.stderr)")
        #expect(output.stderr.split(separator: "\n").count == 1, "\(output.stderr)")
      }
    }
  }

  @Test func nothingToEvaluateIsAFailure() throws {
    try withEvaluationLibrary { library in
      try library.writeQueries()
      let file = library.root.appendingPathComponent("qrels")
      let qrels = try String(contentsOf: file, encoding: .utf8)
      for (text, words) in [
        (qrels.replacing(/wav \d/, with: "wav 0"), "48 have no relevant document"),
        (qrels.replacingOccurrences(of: " 0 presets/", with: " 0 gone/x"), "documents of qrels"),
      ] {
        try library.write(text, to: "qrels")
        let output = try library.evaluateQueries("--raw", "--run", "out.run")
        #expect(output.status == 1 && output.stdout.isEmpty, "\(output.stdout)")
        #expect(
          output.stderr.contains("Nothing was evaluated") && output.stderr.contains(words),
          "\(output.stderr)")
        #expect(!FileManager.default.fileExists(atPath: library.root.path + "/out.run"))
      }
    }
  }

  @Test func aBaselineRanksThoughNobodyElseAskedForIt() throws {
    try withEvaluationLibrary { library in
      try library.writeQueries()
      try library.writeHead("same")
      try library.writeHead("deaf", forgets: true)
      let worse = try library.evaluateQueries("--head", "deaf", "--against", "same")
      #expect(worse.status == 3, "\(worse.stderr)")
      #expect(worse.stdout.contains("deaf is significantly worse than “same”: ndcg@10 -"))
      let better = try library.evaluateQueries("--raw", "--against", "deaf")
      #expect(better.status == 0, "\(better.stderr)")
      #expect(better.stdout.contains("raw is significantly better than “deaf”: ndcg@10 +"))
      let itself = try library.evaluateQueries("--head", "deaf", "--against", "deaf")
      #expect(itself.status == 1 && itself.stderr.contains("with itself"), "\(itself.stderr)")
      let unadapted = try library.evaluateQueries("--raw", "--against", "adapted")
      #expect(unadapted.status == 1 && unadapted.stderr.contains("neiro adapt"))

      #expect(worse.stdout.contains(", p .") || worse.stdout.contains(", p <"), "\(worse.stdout)")
      let both = try library.evaluateQueries(
        "--head", "same", "--head", "deaf", "--against", "raw")
      #expect(both.stdout.split(separator: "), p (Holm)").count == 3, "\(both.stdout)")

      let none = try library.evaluate("--raw")
      #expect(none.status == 1 && none.stderr.contains("leave out --raw"), "\(none.stderr)")
    }
  }

  @Test func whatIsKeptOutlivesTheReaderOfTheReport() throws {
    try withEvaluationLibrary { library in
      try library.writeQueries()
      let process = library.presets.neiro.process(
        ["evaluate", "--raw", "--queries", "q.csv", "--qrels", "qrels", "--save", "kept"],
        in: library.root)
      let pipe = Pipe()
      process.standardOutput = pipe
      process.standardError = FileHandle.nullDevice
      try pipe.fileHandleForReading.close()
      try process.run()
      process.waitUntilExit()
      let file = library.root.appendingPathComponent("Training/evaluations/kept.json")
      #expect(FileManager.default.fileExists(atPath: file.path))
      let again = try library.evaluateQueries("--raw", "--save", "kept")
      #expect(again.stderr.contains("“kept” (replaced"), "\(again.stderr)")
    }
  }

  @Test func anInterruptedEvaluationEndsInOrder() throws {
    try withEvaluationLibrary { library in
      let numbers = 0..<1000
      let path = "presets/\(PresetLibrary.name(0))"
      let queries = numbers.map { "q\($0),\(path)\n" }.joined()
      try library.write("query_id,path\n" + queries, to: "q.csv")
      let other = "presets/\(PresetLibrary.name(1))"
      try library.write(numbers.map { "q\($0) 0 \(other) 1\n" }.joined(), to: "qrels")
      let process = library.presets.neiro.process(
        ["evaluate", "--raw", "--queries", "q.csv", "--qrels", "qrels", "--run", "out.run"],
        in: library.root)
      process.standardOutput = FileHandle.nullDevice
      process.standardError = FileHandle.nullDevice
      try process.run()
      func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: library.root.path)
      }
      // The half-written run says that the ranking goes on.
      while process.isRunning, try !names().contains(where: { $0.hasPrefix("out.run") }) {}
      kill(process.processIdentifier, SIGINT)
      process.waitUntilExit()
      #expect(process.terminationReason == .exit && process.terminationStatus == 130)
      #expect(try !names().contains { $0.hasSuffix(".new") })
    }
  }
}
