import Foundation
import NeiroCore
import NeiroEvaluation
import NeiroHead
import NeiroPairs
import NeiroRetrieval
import NeiroStore

/// The labels that a head never saw, scored by each ranker.
struct HeldOutPairs {
  /// Pairs of which at least one clip was held out from training.
  let pairs: [ScoredPair]
  /// Those of which the other clip was trained on.
  let newKnown: Int

  init(_ library: Library, _ checkpoint: Checkpoint, by methods: [RankingMethod]) throws {
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
    func scored(_ pair: RowPair, isSimilar: Bool) -> ScoredPair {
      let new = heldOut.contains(pair.a) ? pair.a : pair.b
      return ScoredPair(
        a: pair.a, b: pair.b, isSimilar: isSimilar,
        scores: ByRanker(methods) { $0.similarity(pair) },
        group: groupOfRow[new] ?? -1)
    }
    pairs =
      touching.similar.map { scored($0, isSimilar: true) }
      + touching.dissimilar.map { scored($0, isSimilar: false) }
    newKnown = pairs.count { trained.contains($0.a) || trained.contains($0.b) }
  }
}
