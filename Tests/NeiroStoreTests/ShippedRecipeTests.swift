import Foundation
import NeiroCore
import NeiroStore
import NeiroTestSupport
import Testing

/// The recipes in the repository say what `neiro train` and `neiro adapt` do without one.
@Suite struct ShippedRecipeTests {
  @Test func personalHoldsEveryDefault() throws {
    try expectEveryDefault(in: "personal", TrainingRecipe(), keys: TrainingRecipe.keys)
  }

  @Test func adaptHoldsEveryDefault() throws {
    try expectEveryDefault(in: "adapt", AdaptRecipe(), keys: AdaptRecipe.keys)
  }

  private func expectEveryDefault<Recipe: Decodable & Equatable>(
    in name: String, _ defaults: Recipe, keys: [String]
  ) throws {
    let root = Fixtures.folder.deletingLastPathComponent().deletingLastPathComponent()
    let workspace = try Workspace(root: root)
    let recipe = try RecipeFile.read(
      Recipe.self, named: name, in: workspace, allowedKeys: keys)
    #expect(recipe == defaults)
    let text = try String(
      contentsOf: workspace.recipesFolder.appendingPathComponent("\(name).yaml"), encoding: .utf8)
    for key in keys { #expect(text.contains("\n\(key): "), "\(key)") }
  }

  @Test func headsAreKindsEachOnce() throws {
    try withWorkspace { workspace in
      let file = workspace.recipesFolder.appending(path: "mine.yaml")
      func read(_ text: String) throws -> TrainingRecipe {
        try write(text, to: file)
        return try RecipeFile.read(
          TrainingRecipe.self, named: "mine", in: workspace, allowedKeys: TrainingRecipe.keys)
      }
      let all = HeadKind.allCases.map(\.rawValue).joined(separator: ", ")
      #expect(try read("heads: [\(all)]\n").heads == HeadKind.allCases)
      for text in ["heads: []\n", "heads: [memory, memory]\n"] {
        #expect(try read(text).problem?.contains("heads") == true)
      }
      let unknown = try storeError { _ = try read("steps: 3\nheads: [memory, magic]\n") }
      #expect(unknown.description.contains("mine.yaml, line 2"), "\(unknown)")
      #expect(unknown.description.contains("magic"), "\(unknown)")
    }
  }

  @Test func impossibleValuesAreNamed() {
    var recipe = TrainingRecipe()
    #expect(recipe.problem == nil)
    recipe.alphas = [0.25, 0.5]
    #expect(recipe.problem?.contains("alphas") == true)
    recipe.alphas = [0.5]
    recipe.temperature = 0
    #expect(recipe.problem?.contains("temperature") == true)
    let changes: [(String, (inout TrainingRecipe) -> Void)] = [
      ("rank", { $0.rank = 0 }), ("steps", { $0.steps = 0 }),
      ("learningRate", { $0.learningRate = .nan }), ("linearRate", { $0.linearRate = 0 }),
      ("decay", { $0.decay = -1 }), ("shrinkage", { $0.shrinkage = 0 }),
      ("directions", { $0.directions = 0 }), ("keys", { $0.keys = 0 }),
      ("attention", { $0.attention = 0 }), ("libraryNegatives", { $0.libraryNegatives = -1 }),
      ("structureWeight", { $0.structureWeight = .infinity }),
      ("impliedWeight", { $0.impliedWeight = 2 }), ("alphas", { $0.alphas = [] }),
      ("alphas", { $0.alphas = [.nan] }), ("folds", { $0.folds = 1 }),
      ("repeats", { $0.repeats = 0 }), ("heldOutShare", { $0.heldOutShare = 1 }),
      ("gateConfidence", { $0.gateConfidence = 1 }),
    ]
    for (name, change) in changes {
      var recipe = TrainingRecipe()
      change(&recipe)
      #expect(recipe.problem?.contains(name) == true, "\(name): \(recipe.problem ?? "nothing")")
    }
  }
}
