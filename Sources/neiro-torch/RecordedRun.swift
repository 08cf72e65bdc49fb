import Foundation
import NeiroCommands
import NeiroCore
import NeiroHead
import NeiroRuns
import NeiroStore
import NeiroTorch

/// A training that tells `neiro` of its progress and leaves a folder in `Training/runs/`.
enum RecordedRun {
  /// What came of a training.
  struct Outcome<Manifest: Encodable> {
    /// The checkpoint's.
    let manifest: Manifest
    /// What there is to look at; nil leaves the run without `report.html`.
    let report: RunReport?
  }

  /// - Parameters:
  ///   - name: Of the checkpoint.
  ///   - encoder: What made the embeddings.
  ///   - recipe: What the training follows.
  ///   - labelsHash: A hash of the labels; nil for trainings without any.
  ///   - workspace: Where both folders go.
  ///   - train: Trains, calling what it is given for each event, writes the checkpoint to the folder
  ///     it is given, and returns what came of it.
  /// - Throws: What `train` throws, or a file error; then neither folder is there.
  static func record<Manifest: Encodable>(
    _ name: String, encoder: EncoderIdentity, recipe: some Encodable, labelsHash: String? = nil,
    in workspace: Workspace,
    _ train: (URL, @escaping (TrainingEvent) throws -> Void) throws -> Outcome<Manifest>
  ) throws {
    for folder in [workspace.checkpointsFolder, workspace.runsFolder] {
      AtomicFolder.removeLeftovers(in: folder)
    }
    let config = try RunConfig(
      name: name, encoder: encoder, recipe: recipe, libtorch: Torch.version,
      labelsHash: labelsHash)
    try AtomicFolder.replace(workspace.runsFolder.appendingPathComponent(config.stamp)) { staging in
      let log = try RunLog(in: staging, config: config)
      let outcome = try train(workspace.checkpointFolder(named: name)) { event in
        try Interrupt.check()
        try log.append(event)
        try EventStream.report(event)
      }
      try log.finish(with: outcome.manifest, report: outcome.report)
    }
    try EventStream.report(.saved(checkpoint: name, run: config.stamp))
  }
}
