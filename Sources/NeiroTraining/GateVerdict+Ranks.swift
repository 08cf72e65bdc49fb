internal import NeiroCore
internal import NeiroEvaluation

extension GateVerdict {
  /// The fewest independent clip groups on which a head can be judged.
  static let fewestGroups = 5

  /// Judges a head by ranks of clips that it was not trained on.
  ///
  /// The gain is averaged within each clip group first, since answers about the same clips are not
  /// independent. The head is used only if the whole interval of the mean lies above zero.
  ///
  /// - Parameters:
  ///   - ranks: Raw and blended ranks from all folds.
  ///   - groupOfRow: The clip group of each query's row.
  ///   - recipe: Gives confidence and seed.
  init(_ ranks: [HeldOutRanks.Rank], groupOfRow: [Int: Int], recipe: TrainingRecipe) {
    let groups = Dictionary(grouping: ranks) { groupOfRow[$0.query] ?? -1 }
    let gains = groups.sorted { $0.key < $1.key }.map { _, ranks in
      ranks.reduce(0) { $0 + $1.gain } / Double(ranks.count)
    }
    let interval = PairedBootstrap(seed: recipe.seed, confidence: recipe.gateConfidence)
      .difference(of: gains)
    let isBetter = gains.count >= Self.fewestGroups && interval?.isGain == true
    self.init(
      decision: isBetter ? .useHead : .keepRaw, gain: interval?.mean ?? 0, low: interval?.low ?? 0,
      high: interval?.high ?? 0, groups: gains.count, better: ranks.count { $0.gain > 0 },
      worse: ranks.count { $0.gain < 0 })
  }
}
