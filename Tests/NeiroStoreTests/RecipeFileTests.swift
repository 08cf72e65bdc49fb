import Foundation
import NeiroStore
import NeiroTestSupport
import Testing

@Suite struct RecipeFileTests {
  private struct Recipe: Decodable, Equatable {
    struct Loss: Decodable, Equatable {
      var temperature: Double
    }
    var steps: Int
    var loss: Loss?
    var note: String?
  }

  private static let allowed = ["steps", "loss", "loss.temperature", "note"]

  private func read(_ text: String) throws -> Recipe {
    try withTemporaryFolder { root in
      let workspace = try Workspace(root: root)
      try write(text, to: workspace.recipesFolder.appending(path: "mine.yaml"))
      return try RecipeFile.read(named: "mine", in: workspace, allowedKeys: Self.allowed)
    }
  }

  @Test func readsARecipe() throws {
    let recipe = try read("# why\nsteps: 80\nloss:\n  temperature: 0.1\nnote: short\n")
    #expect(recipe == Recipe(steps: 80, loss: .init(temperature: 0.1), note: "short"))
  }

  @Test func unknownKeysAreRefusedWithTheirLines() throws {
    let error = try storeError {
      _ = try read("steps: 80\nstep: 1\nloss:\n  temperature: 0.1\n  tau: 1\n")
    }
    guard case .unknownRecipeKeys(let path, let keys, Self.allowed) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(path.hasSuffix("/Training/recipes/mine.yaml"))
    #expect(keys == [RecipeKey(path: "step", line: 2), RecipeKey(path: "loss.tau", line: 5)])
    #expect(error.description.contains("step (line 2), loss.tau (line 5)"))
    #expect(error.description.contains("Known are: steps, loss, loss.temperature, note."))
  }

  @Test(
    arguments: [
      ("steps: eighty\n", 1, "steps has to be a whole number"),
      (
        "note: x\nsteps: 80\nloss:\n  temperature: [1]\n", 4,
        "loss.temperature has to be a single value"
      ),
      ("steps: 80\nloss: 1\n", 2, "loss has to be settings of its own"),
      ("steps: 80\nloss:\n  {}\n", 3, "loss.temperature is not set"),
      ("note: x\n", 1, "steps is not set"), ("", nil, "steps is not set"),
      ("steps: 80\nsteps: 90\n", 1, "steps is set twice"),
      ("steps: 80\nnote: \"open\n", 3, "it is not YAML"), ("- steps\n", 1, "it is no list"),
      ("steps: 80\n\tloss: 1\n", 2, "it is not YAML"),
    ] as [(String, Int?, String)])
  func flawsAreNamedWithFileAndLine(text: String, line: Int?, words: String) throws {
    let error = try storeError { _ = try read(text) }
    guard case .badRecipe(let path, let found, let reason) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(path.hasSuffix("mine.yaml"))
    #expect(found == line, "\(reason)")
    #expect(reason.contains(words))
    if let line { #expect(error.description.contains("mine.yaml, line \(line): ")) }
  }

  @Test func anUnknownNameListsTheOthers() throws {
    try withWorkspace { workspace in
      for name in ["personal.yaml", "adapt.yaml", "README.md"] {
        try write("steps: 1", to: workspace.recipesFolder.appending(path: name))
      }
      #expect(RecipeFile.names(in: workspace) == ["adapt", "personal"])
      let error = try storeError {
        _ = try RecipeFile.read(Recipe.self, named: "persona", in: workspace, allowedKeys: [])
      }
      #expect(
        error.description == "There is no recipe persona (Training/recipes/persona.yaml). "
          + "There are: adapt, personal.")
    }
  }
}
