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

  @OptionGroup var options: TrainingMaterialOptions

  @Option(help: "The checkpoint's name.")
  var name: String

  func run() throws {
    try EventStream.run(train)
  }

  private func train() throws {
    let cache = try options.openCache()
    let recipe = try options.decodedRecipe()
    let material = try options.read(cache)
    try RecordedRun.record(
      name, encoder: cache.encoder, recipe: recipe, labelsHash: labelsHash(material),
      in: options.openWorkspace()
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
}
