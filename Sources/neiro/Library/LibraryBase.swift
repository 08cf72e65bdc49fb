import Foundation
import NeiroCommands
import NeiroCore
import NeiroEncoding
import NeiroHead
import NeiroPairs
import NeiroStore

extension Workspace {
  /// What a library of this encoder learnt from itself.
  ///
  /// - Returns: nil if `neiro adapt` made nothing, or made it for another version of the encoder.
  /// - Throws: `UnusableBase` for one that is damaged.
  func base(of encoder: EncoderIdentity) throws(UnusableBase) -> BaseCheckpoint? {
    let folder = checkpointFolder(named: BaseManifest.name(for: encoder))
    let base = try BaseCheckpoint.find(in: folder, of: encoder)
    if let map = base?.map { know(map, in: folder) }
    return base
  }

  /// A personal head.
  ///
  /// - Throws: `CheckpointError`.
  func head(named name: String) throws(CheckpointError) -> Checkpoint {
    let folder = checkpointFolder(named: name)
    let checkpoint = try Checkpoint(contentsOf: folder)
    if let map = checkpoint.base { know(map, in: folder) }
    let head = checkpoint.head
    head.know(fingerprint: fingerprint(of: "head", in: folder) { head.fingerprint })
    return checkpoint
  }

  private func know(_ map: BaseMap, in folder: URL) {
    map.know(fingerprint: fingerprint(of: "base", in: folder) { map.fingerprint })
  }

  private func fingerprint(of what: String, in folder: URL, find: () -> String) -> String {
    FingerprintFile(in: self).fingerprint(
      of: what, in: CheckpointFolder.weightsFile(in: folder), find: find)
  }
}

/// Whether a library would gain by `neiro adapt`.
enum AdaptAdvice {
  /// - Parameters:
  ///   - learntFrom: Presets in the library when it was adapted; nil if it wasn't.
  ///   - presets: Presets in it now.
  ///   - encoder: The library's; one whose embeddings were imported can't adapt.
  /// - Returns: A sentence; nil where there is nothing to advise.
  static func sentence(
    learntFrom: Int?, presets: Int, encoder: any AudioEncoder
  ) -> String? {
    guard presets >= PresetSample.fewestPresets, encoder.importedParts.isEmpty else { return nil }
    let adapt = "`\(encoder.identity.command("adapt"))`"
    guard let learntFrom else {
      return "The library can learn from itself how its presets sound when played: \(adapt)."
    }
    return BaseManifest.isOutgrown(learntFrom: learntFrom, presets: presets)
      ? "The library has grown from \(learntFrom) to \(presets) presets since it learnt from "
        + "itself; again would pay: \(adapt)."
      : nil
  }
}
