import ArgumentParser
import Foundation
import NeiroCommands
import NeiroCore
import NeiroHead
import NeiroPairs
import NeiroRuns
import NeiroStore
import NeiroTraining

/// `neiro-torch adapt`: reads embeddings and phrases, writes a base and a run folder, and prints
/// every `TrainingEvent` as a line of JSON.
struct AdaptWorker: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "adapt", abstract: "Train a base and print its progress as JSON lines.")

  @OptionGroup var workspaceOptions: WorkspaceOptions

  @Option(help: "The encoder's identity, as JSON.")
  var encoder: String

  @Option(help: "The whole recipe, as JSON.")
  var recipe: String

  func run() throws {
    try EventStream.run(adapt)
  }

  private func adapt() throws {
    let workspace = try Workspace(root: workspaceOptions.folder)
    let encoder = try JSONDecoder().decode(EncoderIdentity.self, from: Data(encoder.utf8))
    let recipe = try JSONDecoder().decode(AdaptRecipe.self, from: Data(recipe.utf8))
    let cache = try EmbeddingCache(in: workspace, encoder: encoder)
    let clips = try cache.clips()
    let presets = clips.filter(\.isResult).map(\.row)
    let embeddings = try cache.embeddings()
    let material = BaseTraining.Material(
      encoder: encoder, embeddings: embeddings, libraryPresets: presets.count,
      sample: PresetSample(
        of: presets, clips: clips.map(\.clip), embeddings: embeddings, recipe: recipe),
      phrases: try PhraseStore(in: workspace, encoder: encoder, recipe: recipe).embeddings())
    try RecordedRun.record(
      BaseManifest.name(for: encoder), encoder: encoder, recipe: recipe, in: workspace
    ) { folder, onEvent in
      let base = try BaseTraining(material: material, recipe: recipe, onEvent: onEvent).run()
      try base.write(to: folder)
      return .init(manifest: base.manifest, report: RunReport(base.manifest))
    }
  }
}
