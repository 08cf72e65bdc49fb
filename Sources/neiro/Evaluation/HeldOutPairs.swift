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

  /// - Parameters:
  ///   - library: Clips and embeddings.
  ///   - checkpoint: The head.
  ///   - methods: The rankers.
  ///   - chosen: Whose labels; nil for those that the head was trained on.
  /// - Throws: What reading labels or ranking throws.
  init(
    _ library: Library, _ checkpoint: Checkpoint, by methods: [RankingMethod],
    labels chosen: LabelSelection?
  ) throws {
    let heldOut = Set(checkpoint.manifest.heldOutClips.compactMap(library.row))
    let trained = Set(checkpoint.manifest.trainedClips.compactMap(library.row))
    let file = library.workspace.labelDatabaseFile
    // Opening a database that isn't there would make one.
    let current =
      FileManager.default.fileExists(atPath: file.path)
      ? try LabelDatabase(file: file).currentLabels(
        of: chosen ?? checkpoint.manifest.labelSelection ?? .everything) : []
    let labels = TrainingPairs(current, row: library.row)
    let groups = ClipGroups(labels, embeddings: library.gallery.embeddings)
    let groupOfRow = Dictionary(
      uniqueKeysWithValues: groups.groups.enumerated().flatMap { index, rows in
        rows.map { ($0, index) }
      })
    func scored(_ pair: RowPair, isSimilar: Bool, head: Double?) throws -> ScoredPair {
      let new = trained.contains(pair.a) ? pair.b : pair.a
      var scores = try ByRanker(methods) { method in
        method.ranker == .head && head != nil ? nil : try method.similarity(pair)
      }
      if let head { scores.head = head }
      return ScoredPair(
        a: pair.a, b: pair.b, isSimilar: isSimilar, scores: scores, group: groupOfRow[new] ?? -1)
    }
    guard heldOut.isEmpty else {
      let touching = labels.touching(heldOut)
      pairs =
        try touching.similar.map { try scored($0, isSimilar: true, head: nil) }
        + touching.dissimilar.map { try scored($0, isSimilar: false, head: nil) }
      newKnown = pairs.count { trained.contains($0.a) || trained.contains($0.b) }
      return
    }
    // The head was trained on all labels: each is scored by a fold's head that didn't see it.
    let isBlended = checkpoint.manifest.gate.alphas.oneShots > 0
    let chosenPairs = chosen.map { _ in Set(current.map(\.pair)) }
    pairs = try checkpoint.manifest.outOfFold.compactMap { score in
      guard chosenPairs?.contains(score.pair) != false else { return nil }
      guard let low = library.row(of: score.pair.low), let high = library.row(of: score.pair.high)
      else { return nil }
      return try scored(
        RowPair(low, high), isSimilar: score.isSimilar,
        head: isBlended ? score.after : score.before)
    }
    newKnown = 0
  }
}
