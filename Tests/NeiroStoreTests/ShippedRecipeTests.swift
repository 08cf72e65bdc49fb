import Foundation
import NeiroCore
import NeiroStore
import NeiroTestSupport
import Testing

/// The recipe in the repository says what `neiro train` does without one.
@Suite struct ShippedRecipeTests {
  @Test func residualHoldsEveryDefault() throws {
    let root = Fixtures.folder.deletingLastPathComponent().deletingLastPathComponent()
    let workspace = try Workspace(root: root)
    let recipe = try RecipeFile.read(
      TrainingRecipe.self, named: "residual", in: workspace, allowedKeys: TrainingRecipe.keys)
    #expect(recipe == TrainingRecipe())
    let text = try String(
      contentsOf: workspace.recipesFolder.appendingPathComponent("residual.yaml"), encoding: .utf8)
    for key in TrainingRecipe.keys { #expect(text.contains("\n\(key): "), "\(key)") }
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
