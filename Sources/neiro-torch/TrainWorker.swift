import ArgumentParser
import Foundation
import NeiroCommands
import NeiroCore
import NeiroHead
import NeiroPairs
import NeiroRuns
import NeiroStore
import NeiroTraining

/// `neiro-torch train`: reads labels and embeddings, writes a checkpoint and a run folder, and
/// prints every `TrainingEvent` as a line of JSON.
struct TrainWorker: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train", abstract: "Train a head and print its progress as JSON lines.")

  @OptionGroup var workspaceOptions: WorkspaceOptions

  @Option(help: "The checkpoint's name.")
  var name: String

  @Option(help: "The encoder's identity, as JSON.")
  var encoder: String

  @Option(help: "The whole recipe, as JSON.")
  var recipe: String

  @Option(help: "Whose labels, as JSON.")
  var labels: String

  @Flag(help: "Stand on the encoder's own embeddings.")
  var withoutBase = false

  func run() throws {
    try EventStream.run(train)
  }

  private func train() throws {
    let workspace = try Workspace(root: workspaceOptions.folder)
    let encoder = try JSONDecoder().decode(EncoderIdentity.self, from: Data(encoder.utf8))
    let recipe = try JSONDecoder().decode(TrainingRecipe.self, from: Data(recipe.utf8))
    let cache = try EmbeddingCache(in: workspace, encoder: encoder)
    let selection = try JSONDecoder().decode(LabelSelection.self, from: Data(labels.utf8))
    let material = try material(workspace, cache, selection)
    try RecordedRun.record(
      name, encoder: encoder, recipe: recipe, labelsHash: labelsHash(material), in: workspace
    ) { folder, onEvent in
      let training = HeadTraining(name: name, material: material, recipe: recipe, onEvent: onEvent)
      let trained = try training.run()
      try trained.checkpoint.write(to: folder)
      var report = RunReport(trained)
      report.examples = try ExampleQueries(trained, material).examples(in: cache)
      return .init(manifest: trained.checkpoint.manifest, report: report)
    }
  }

  /// The hash that the manifest will hold, for the config that is written before.
  private func labelsHash(_ material: HeadTraining.Material) -> String {
    let rows = Dictionary(
      zip(material.clips, material.clips.indices), uniquingKeysWith: { first, _ in first })
    return TrainingPairs(material.labels) { rows[$0] }.hash
  }

  private func material(
    _ workspace: Workspace, _ cache: EmbeddingCache, _ selection: LabelSelection
  ) throws -> HeadTraining.Material {
    let encoder = cache.encoder
    let clips = try cache.clips()
    let labels = try LabelDatabase(file: workspace.labelDatabaseFile)
      .currentLabels(of: selection)
    let base = withoutBase ? nil : try base(workspace, encoder)
    let raw = try cache.embeddings()
    let roles = clips.map(\.role)
    let adaptation = base.map { base in
      let fingerprint = base.map.fingerprint
      return Adaptation(base.map, of: raw, roles: roles) { what, width, compute in
        cache.kept(what, width: width, by: fingerprint, of: clips, compute: compute)
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
