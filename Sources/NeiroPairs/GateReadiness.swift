public import NeiroCore

/// Whether there are enough answers to judge a head by.
public struct GateReadiness: Hashable, Sendable {
  /// Groups of clips that have nothing to do with one another, see ``ClipGroups``.
  public let groups: Int
  /// Those of them that would judge a head: not held out, and with a preset whose similar partner
  /// can be ranked. The same number as that of `GateVerdict.oneShots` after a training.
  public let judgingGroups: Int
  /// Similar pairs that would be trained on.
  public let similarPairs: Int

  /// Fewer groups than this never pass the gate.
  public static let fewestGroups = 5
  /// Fewer similar pairs than this aren't trained on.
  public static let fewestSimilarPairs = 5

  public var isEnough: Bool {
    judgingGroups >= Self.fewestGroups && similarPairs >= Self.fewestSimilarPairs
  }

  /// - Parameters:
  ///   - pairs: The labels as training uses them.
  ///   - library: Clips and embeddings.
  ///   - recipe: Gives what is held out.
  /// - Complexity: O(n²·D) for n labelled clips.
  public init(
    _ pairs: TrainingPairs, in library: LabelledLibrary, recipe: TrainingRecipe = TrainingRecipe()
  ) {
    let groups = ClipGroups(pairs, embeddings: library.embeddings)
    let split = ClipSplit(
      groups, heldOutShare: recipe.heldOutShare, foldCount: recipe.folds, seed: recipe.seed)
    let trained = pairs.excluding(split.heldOut)
    let queries = trained.similar.flatMap { pair in
      [(pair.a, pair.b), (pair.b, pair.a)]
        .filter { !library.loops.contains($0.0) && library.results.contains($0.1) }.map(\.0)
    }
    self.groups = groups.groups.count
    judgingGroups = Set(queries.compactMap { split.groupOfRow[$0] }).count
    similarPairs = trained.similar.count
  }
}
