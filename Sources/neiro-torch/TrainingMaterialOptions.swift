import ArgumentParser
import Foundation
import NeiroCommands
import NeiroCore
import NeiroHead
import NeiroStore
import NeiroTraining

/// What a head is trained on, as the command line names it.
struct TrainingMaterialOptions: ParsableArguments {
  @OptionGroup var workspaceOptions: WorkspaceOptions

  @Option(help: "The encoder's identity, as JSON.")
  var encoder: String

  @Option(help: "The whole recipe, as JSON.")
  var recipe: String

  @Option(help: "Whose labels, as JSON.")
  var labels: String

  @Flag(help: "Stand on the encoder's own embeddings.")
  var withoutBase = false

  func openWorkspace() throws -> Workspace { try Workspace(root: workspaceOptions.folder) }

  func decodedRecipe() throws -> TrainingRecipe {
    try JSONDecoder().decode(TrainingRecipe.self, from: Data(recipe.utf8))
  }

  func openCache() throws -> EmbeddingCache {
    try EmbeddingCache(
      in: openWorkspace(),
      encoder: JSONDecoder().decode(EncoderIdentity.self, from: Data(encoder.utf8)))
  }

  /// Reads labels and embeddings.
  func read() throws -> HeadTraining.Material { try read(openCache()) }

  func read(_ cache: EmbeddingCache) throws -> HeadTraining.Material {
    let workspace = try openWorkspace()
    let encoder = cache.encoder
    let selection = try JSONDecoder().decode(LabelSelection.self, from: Data(labels.utf8))
    let table = try cache.table()
    let clips = table.clips
    let labels = try LabelDatabase(file: workspace.labelDatabaseFile)
      .currentLabels(of: selection)
    let base = withoutBase ? nil : try base(workspace, encoder)
    let raw = try cache.embeddings()
    let roles = clips.map(\.role)
    let adaptation = base.map { base in
      let fingerprint = base.map.fingerprint
      return Adaptation(base.map, of: raw, roles: roles) { what, width, compute in
        cache.kept(what, width: width, by: fingerprint, of: table, compute: compute)
      }
    }
    return HeadTraining.Material(
      encoder: encoder,
      space: EmbeddingSpace(raw: raw, roles: roles, adaptation: adaptation),
      baseName: base?.manifest.name, clips: clips.map(\.clip),
      library: clips.filter(\.isResult).map(\.row),
      labels: labels, labelSelection: selection,
      phrases: try phrases(of: labels, workspace, base?.manifest))
  }

  /// Some of the phrases that labelled presets played when the library was adapted.
  private func phrases(
    of labels: [LabelledPair], _ workspace: Workspace, _ base: BaseManifest?
  ) throws -> [ClipID: [Embedding]] {
    guard let base else { return [:] }
    let clips = Set(labels.flatMap { [$0.pair.low, $0.pair.high] })
    return try PhraseStore(in: workspace, encoder: base.encoder, recipe: base.recipe)
      .embeddings(of: clips, atMost: Self.phrasesOfClip)
  }

  /// More of the same preset tell little.
  private static let phrasesOfClip = 2

  /// The library's base, if there is one that may be used.
  private func base(_ workspace: Workspace, _ encoder: EncoderIdentity) throws -> BaseCheckpoint? {
    let base = try BaseCheckpoint.find(
      in: workspace.checkpointFolder(named: BaseManifest.name(for: encoder)), of: encoder)
    return base?.manifest.verdict.decision == .useBase ? base : nil
  }
}
