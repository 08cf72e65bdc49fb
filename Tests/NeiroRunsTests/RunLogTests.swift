import Foundation
import NeiroCore
import NeiroHead
import NeiroRuns
import NeiroTestSupport
import Testing

@Suite struct RunLogTests {
  @Test func aRunReadsBackWhatTheLogWrote() throws {
    try withTemporaryFolder { folder in
      var recipe = TrainingRecipe()
      (recipe.seed, recipe.learningRate) = (.max, 0.25)
      let stamp = try SampleRun.writeHead(in: folder, recipe: recipe, report: SampleRun.report())
      #expect(stamp == "20260101T100000Z-mine")
      let run = try Run(contentsOf: folder.appendingPathComponent(stamp))
      #expect(run.stamp == stamp && run.config.stamp == stamp)
      #expect(run.config.startedAt == SampleRun.start)
      #expect(run.config.labelsHash == "a1b2c3d4e5f60718")
      #expect(run.config.recipe.leaves["seed"]?.description == "18446744073709551615")
      #expect(run.config.recipe.leaves["learningRate"]?.description == "0.25")
      #expect(run.manifest.kind == .head && run.manifest.isUsed)
      #expect(run.manifest.topTenGain.mean == 0.014)
      #expect(run.manifest.shape == [4, 2])
      let metrics = try run.metrics()
      #expect(metrics.count == 5)
      #expect(metrics[1] == .step(completed: 1, total: 2, loss: 0.7))
      let report = try run.report()
      #expect(report == SampleRun.report())
      #expect(run.page != nil)
    }
  }

  @Test func aBaseIsARunToo() throws {
    try withTemporaryFolder { folder in
      let stamp = try SampleRun.writeBase(in: folder)
      let run = try Run(contentsOf: folder.appendingPathComponent(stamp))
      #expect(run.manifest.kind == .base)
      #expect(run.manifest.decision == "use base")
      #expect(run.manifest.labels == nil && run.config.labelsHash == nil)
      let report = try run.report()
      #expect(report == nil)
      #expect(run.page == nil)
    }
  }

  @Test func numbersThatAreNoneSurviveTheReport() throws {
    try withTemporaryFolder { folder in
      var report = RunReport(verdict: "Keep raw.")
      report.comparison = .init(
        before: .raw, after: .personal,
        rows: [.init(metric: "MRR", before: .nan, after: .infinity, change: nil)])
      let stamp = try SampleRun.writeHead(in: folder, report: report)
      let run = try Run(contentsOf: folder.appendingPathComponent(stamp))
      let back = try run.report()
      #expect(back?.comparison?.rows.first?.before?.isNaN == true)
    }
  }
}
