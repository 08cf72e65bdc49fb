import Foundation
import NeiroCommands
import NeiroCore
import NeiroHead
import NeiroRuns
import NeiroStore
import NeiroTorch

/// A training that tells `neiro` of its progress and leaves a folder in `Training/runs/`.
enum RecordedRun {
  /// - Parameters:
  ///   - name: Of the checkpoint.
  ///   - encoder: What made the embeddings.
  ///   - recipe: What the training follows.
  ///   - workspace: Where both folders go.
  ///   - train: Trains, calling what it is given for each event, writes the checkpoint to the folder
  ///     it is given, and returns the manifest.
  /// - Throws: What `train` throws, or a file error; then neither folder is there.
  static func record(
    _ name: String, encoder: EncoderIdentity, recipe: some Encodable, in workspace: Workspace,
    _ train: (URL, @escaping (TrainingEvent) throws -> Void) throws -> some Encodable
  ) throws {
    for folder in [workspace.checkpointsFolder, workspace.runsFolder] {
      AtomicFolder.removeLeftovers(in: folder)
    }
    let stamp = RunLog.stamp(name: name)
    try AtomicFolder.replace(workspace.runsFolder.appendingPathComponent(stamp)) { staging in
      let log = try RunLog(
        in: staging, name: name, encoder: encoder, recipe: recipe, libtorch: Torch.version)
      let manifest = try train(workspace.checkpointFolder(named: name)) { event in
        try Interrupt.check()
        try log.append(event)
        try EventStream.report(event)
      }
      try log.finish(with: manifest)
    }
    try EventStream.report(.saved(checkpoint: name, run: stamp))
  }
}
