import Foundation
import NeiroCore
import NeiroRuns
import NeiroTestSupport
import Testing

@Suite struct RunComparisonTests {
  private func compare(_ write: (URL) throws -> (String, String)) throws -> RunComparison {
    try withTemporaryFolder { folder in
      let (a, b) = try write(folder)
      return RunComparison(
        try Run(contentsOf: folder.appendingPathComponent(a)),
        try Run(contentsOf: folder.appendingPathComponent(b)))
    }
  }

  @Test func aRunDiffersInNothingFromItself() throws {
    let comparison = try compare { folder in
      let stamp = try SampleRun.writeHead(in: folder)
      return (stamp, stamp)
    }
    #expect(comparison.obstacles.isEmpty)
    #expect(comparison.config.isEmpty && comparison.labels.isEmpty && comparison.figures.isEmpty)
  }

  @Test func settingsThatDifferAreNamedAndNoOthers() throws {
    let comparison = try compare { folder in
      var recipe = TrainingRecipe()
      (recipe.steps, recipe.rank) = (300, 8)
      return (
        try SampleRun.writeHead(in: folder),
        try SampleRun.writeHead(in: folder, minutes: 1, recipe: recipe)
      )
    }
    #expect(
      comparison.config == [
        .init(name: "recipe.rank", a: "\(TrainingRecipe().rank)", b: "8"),
        .init(name: "recipe.steps", a: "\(TrainingRecipe().steps)", b: "300"),
      ])
    #expect(comparison.obstacles.isEmpty)
  }

  @Test func otherLabelsAndOtherHeldOutClipsMakeFiguresIncomparable() throws {
    let comparison = try compare { folder in
      (
        try SampleRun.writeHead(in: folder),
        try SampleRun.writeHead(in: folder, minutes: 1, labelsHash: "0", heldOut: [7, 9])
      )
    }
    #expect(
      comparison.obstacles == ["The labels differ.", "The clips that were held out differ."])
    #expect(
      comparison.config == [.init(name: "labelsHash", a: "a1b2c3d4e5f60718", b: "0")])
  }

  @Test func aHeadAndABaseAreTwoThings() throws {
    let comparison = try compare { folder in
      (try SampleRun.writeHead(in: folder), try SampleRun.writeBase(in: folder, minutes: 1))
    }
    #expect(comparison.obstacles == ["One run trained a head, the other a base."])
    #expect(comparison.figures.contains { $0.name == "decision" && $0.b == "use base" })
    #expect(comparison.labels.first == .init(name: "similar", a: "95", b: nil))
  }

  @Test func basesOfOtherLibrariesAreIncomparable() throws {
    let comparison = try compare { folder in
      (
        try SampleRun.writeBase(in: folder),
        try SampleRun.writeBase(in: folder, minutes: 1, presets: 600)
      )
    }
    #expect(comparison.obstacles == ["The libraries differ."])
  }
}
