import ArgumentParser
import NeiroCore
import NeiroStore

/// `--recipe` and `--seed`: how to train.
struct RecipeOptions: ParsableArguments {
  @Option(help: "A file of Training/recipes, without .yaml (default: the built-in recipe).")
  var recipe: String?

  @Option(help: "The seed of all random draws, instead of the recipe's.")
  var seed: UInt64?

  /// - Throws: `StoreError` for a file that cannot be read as this kind of recipe, ``RecipeFailure``.
  func read<Chosen: Recipe>(_ type: Chosen.Type, in workspace: Workspace) throws -> Chosen {
    var chosen =
      try recipe.map {
        try RecipeFile.read(type, named: $0, in: workspace, allowedKeys: type.keys)
      } ?? type.init()
    chosen.seed = seed ?? chosen.seed
    if let problem = chosen.problem { throw RecipeFailure(problem: problem) }
    return chosen
  }
}

struct RecipeFailure: Error, CustomStringConvertible {
  let problem: String

  var description: String { "The recipe can't be followed: \(problem)." }
}
