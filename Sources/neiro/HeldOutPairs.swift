import Foundation
import NeiroCore
import NeiroEvaluation
import NeiroHead
import NeiroPairs
import NeiroRetrieval
import NeiroStore

/// The labels that a head never saw, scored before and after.
struct HeldOutPairs {
  /// Pairs of which at least one clip was held out from training.
  let pairs: [ScoredPair]
  /// Those of which the other clip was trained on.
  let newKnown: Int

  init(_ library: Library, _ checkpoint: Checkpoint) throws {
    let heldOut = Set(checkpoint.manifest.heldOutClips.compactMap(library.row))
    let trained = Set(checkpoint.manifest.trainedClips.compactMap(library.row))
    let file = library.workspace.labelDatabaseFile
    // Opening a database that isn't there would make one.
    let current =
      FileManager.default.fileExists(atPath: file.path)
      ? try LabelDatabase(file: file).currentLabels() : []
    let labels = TrainingPairs(current, row: library.row)
    let groups = ClipGroups(labels, embeddings: library.gallery.embeddings)
    let groupOfRow = Dictionary(
      uniqueKeysWithValues: groups.groups.enumerated().flatMap { index, rows in
        rows.map { ($0, index) }
      })
    let touching = labels.touching(heldOut)
    let score = PairScore(library: library, checkpoint: checkpoint)
    func scored(_ pair: RowPair, isSimilar: Bool) -> ScoredPair {
      let new = heldOut.contains(pair.a) ? pair.a : pair.b
      let (raw, head) = score(pair)
      return ScoredPair(
        a: pair.a, b: pair.b, isSimilar: isSimilar, raw: raw, head: head,
        group: groupOfRow[new] ?? -1)
    }
    pairs =
      touching.similar.map { scored($0, isSimilar: true) }
      + touching.dissimilar.map { scored($0, isSimilar: false) }
    newKnown = pairs.count { trained.contains($0.a) || trained.contains($0.b) }
  }
}

/// The similarity of two clips, raw and blended as search does it.
private struct PairScore {
  let library: Library
  let checkpoint: Checkpoint

  func callAsFunction(_ pair: RowPair) -> (raw: Double, blended: Double) {
    let (a, b) = (library.gallery.embeddings[pair.a], library.gallery.embeddings[pair.b])
    let raw = cosine(a, b)
    let alpha = checkpoint.manifest.alpha
    guard alpha > 0 else { return (raw, raw) }
    let head = cosine(checkpoint.head.project(a), checkpoint.head.project(b))
    return (raw, (1 - alpha) * raw + alpha * head)
  }

  private func cosine(_ a: [Float], _ b: [Float]) -> Double {
    Double(a.withUnsafeBufferPointer { a in b.withUnsafeBufferPointer { UnitVector.dot(a, $0) } })
  }
}
