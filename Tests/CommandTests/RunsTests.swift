import Foundation
import NeiroCore
import NeiroTestSupport
import Testing

/// `neiro runs`, on runs that nothing was trained for.
@Suite struct RunsTests {
  private let neiro = BuiltProgram("neiro")

  /// A head with a report, another with other labels and steps, and a base.
  private func withRuns(_ body: (URL) throws -> Void) throws {
    try withTemporaryFolder { folder in
      let runs = folder.appendingPathComponent("Training/runs")
      try SampleRun.writeHead(in: runs, report: SampleRun.report())
      var recipe = TrainingRecipe()
      recipe.steps = 300
      try SampleRun.writeHead(
        in: runs, name: "other", minutes: 1, recipe: recipe, labelsHash: "0", heldOut: [9])
      try SampleRun.writeBase(in: runs, minutes: 2)
      try body(folder)
    }
  }

  @Test func listsTheNewestFirst() throws {
    try withRuns { folder in
      let output = try neiro.run(["runs"], in: folder)
      #expect(output.status == 0, "\(output.stderr)")
      let lines = output.stdout.split(separator: "\n").map(String.init)
      #expect(lines.count == 4)
      #expect(lines[1].hasPrefix("20260101T100200Z-base-spectral  base"))
      #expect(lines[3].contains("380  use head  +0.014 (+0.003 to +0.028)  4 × 2"))
      #expect(!output.stdout.contains("\u{1B}"))
      #expect(try neiro.run(["runs", "list"], in: folder).stdout == output.stdout)
      let json = try neiro.run(["runs", "list", "--json"], in: folder).json()
      let runs = try #require(json["runs"] as? [[String: Any]])
      #expect(runs.map { $0["what"] as? String } == ["base", "head", "head"])
      #expect(runs[2]["started_at"] as? String == "2026-01-01T10:00:00Z")
      #expect((json["problems"] as? [Any])?.isEmpty == true)
    }
  }

  @Test func badFoldersAreNamedAndTheRestIsListed() throws {
    try withRuns { folder in
      let runs = folder.appendingPathComponent("Training/runs")
      try FileManager.default.createDirectory(
        at: runs.appendingPathComponent("holiday"), withIntermediateDirectories: false)
      let output = try neiro.run(["runs"], in: folder)
      #expect(output.status == 2)
      #expect(output.stdout.split(separator: "\n").count == 4)
      #expect(
        output.stderr == "Training/runs/holiday is no finished run: it has no config.json.\n")
    }
  }

  @Test func showsARunByTheBeginningOfItsStamp() throws {
    try withRuns { folder in
      let output = try neiro.run(["runs", "show", "20260101T1000"], in: folder)
      #expect(output.status == 0, "\(output.stderr)")
      for text in [
        "Use head “mine”", "Training/runs/20260101T100000Z-mine/report.html", "nDCG@10",
        "learningRate", "hash a1b2c3d4e5f60718", "2, last loss 0.500",
      ] {
        #expect(output.stdout.contains(text), "\(text)")
      }
      let base = try neiro.run(["runs", "show", "latest"], in: folder)
      #expect(base.stdout.contains("Use the base: of 84 presets"), "\(base.stderr)")
      let json = try neiro.run(["runs", "show", "latest", "--json"], in: folder).json()
      #expect(json["stamp"] as? String == "20260101T100200Z-base-spectral")
      #expect((json["manifest"] as? [String: Any])?["playedPresets"] as? Int == 421)
    }
  }

  @Test func unknownStampsAreAnsweredWithTheNearest() throws {
    try withRuns { folder in
      let output = try neiro.run(["runs", "show", "mien"], in: folder)
      #expect(output.status == 1)
      #expect(output.stdout.isEmpty)
      #expect(output.stderr.contains("no run “mien”. Near it: 20260101T100000Z-mine"))
      let ambiguous = try neiro.run(["runs", "compare", "2026", "latest"], in: folder)
      #expect(ambiguous.status == 1)
      #expect(ambiguous.stderr.contains("“2026” is the beginning of 3 runs"))
      #expect(try neiro.run(["runs", "show"], in: folder).status == 64)
    }
  }

  @Test func comparesWhatDiffersAndSaysWhatCannotBeCompared() throws {
    try withRuns { folder in
      let output = try neiro.run(["runs", "compare", "20260101T1000", "20260101T1001"], in: folder)
      #expect(output.status == 0, "\(output.stderr)")
      #expect(output.stdout.contains("The labels differ."))
      #expect(output.stdout.contains("The clips that were held out differ."))
      #expect(output.stdout.contains("So the figures can't be compared one to one."))
      #expect(output.stdout.contains("recipe.steps  \(TrainingRecipe().steps)"))
      #expect(!output.stdout.contains("learningRate"))
      let same = try neiro.run(["runs", "compare", "latest", "latest"], in: folder)
      #expect(same.stdout.contains("The runs differ in nothing."))
      let json = try neiro.run(
        ["runs", "compare", "20260101T1000", "latest", "--json"], in: folder
      ).json()
      #expect(json["obstacles"] as? [String] == ["One run trained a head, the other a base."])
    }
  }

  @Test func aWorkspaceWithoutRunsSaysWhereTheyComeFrom() throws {
    try withTemporaryFolder { folder in
      let list = try neiro.run(["runs"], in: folder)
      #expect(list.status == 0)
      #expect(list.stderr.contains("There are no runs yet."))
      #expect(try neiro.run(["runs", "show", "latest"], in: folder).status == 1)
    }
  }
}
