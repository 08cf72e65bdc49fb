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

  @Test func impossibleValuesAreNamed() {
    var recipe = TrainingRecipe()
    #expect(recipe.problem == nil)
    recipe.alphas = [0.25, 0.5]
    #expect(recipe.problem?.contains("alphas") == true)
    recipe.alphas = [0.5]
    recipe.temperature = 0
    #expect(recipe.problem?.contains("temperature") == true)
  }
}
