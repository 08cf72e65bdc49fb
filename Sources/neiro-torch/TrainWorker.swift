import ArgumentParser
import Foundation
import NeiroCommands
import NeiroCore
import NeiroHead
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

  @Option(help: "Only labels by this labeller.")
  var labeller: String?

  func run() throws {
    Interrupt.listen()
    do {
      try train()
    } catch is CancellationError {
      throw ExitCode.interrupted
    } catch {
      try Self.report(.failed("\(error)"))
      throw ExitCode.failure
    }
  }

  private func train() throws {
    let workspace = try Workspace(root: workspaceOptions.folder)
    let encoder = try JSONDecoder().decode(EncoderIdentity.self, from: Data(encoder.utf8))
    let recipe = try JSONDecoder().decode(TrainingRecipe.self, from: Data(recipe.utf8))
    let material = try material(workspace, encoder)
    for folder in [workspace.checkpointsFolder, workspace.runsFolder] {
      AtomicFolder.removeLeftovers(in: folder)
    }
    let stamp = RunLog.stamp(name: name)
    try AtomicFolder.replace(workspace.runsFolder.appendingPathComponent(stamp)) { staging in
      let log = try RunLog(in: staging, name: name, encoder: encoder, recipe: recipe)
      let training = HeadTraining(name: name, material: material, recipe: recipe) { event in
        try Interrupt.check()
        try log.append(event)
        try Self.report(event)
      }
      let checkpoint = try training.run()
      try checkpoint.write(to: workspace.checkpointFolder(named: name))
      try log.finish(with: checkpoint.manifest)
    }
    try Self.report(.saved(checkpoint: name, run: stamp))
  }

  private func material(
    _ workspace: Workspace, _ encoder: EncoderIdentity
  ) throws -> HeadTraining.Material {
    let cache = try EmbeddingCache(in: workspace, encoder: encoder)
    let labels = try LabelDatabase(file: workspace.labelDatabaseFile).currentLabels()
    return HeadTraining.Material(
      encoder: encoder, embeddings: try cache.embeddings(),
      clips: try cache.clips().map(\.clip), library: try cache.libraryClips().map(\.row),
      labels: labels.filter { labeller == nil || $0.labeller == labeller })
  }

  private static func report(_ event: TrainingEvent) throws {
    try FileHandle.standardOutput.write(
      contentsOf: JSONEncoder().encode(event) + Data("\n".utf8))
  }
}
