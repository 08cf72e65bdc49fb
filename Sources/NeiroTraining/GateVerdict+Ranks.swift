internal import NeiroCore
internal import NeiroEvaluation

extension GateVerdict {
  /// The fewest independent clip groups on which a head can be judged.
  static let fewestGroups = 5

  /// Judges a head by ranks of clips that it was not trained on.
  ///
  /// The gain is averaged within each clip group first, since answers about the same clips are not
  /// independent. A blend is good enough only if the whole interval of the mean lies above zero;
  /// of several, the one with the largest α is taken.
  ///
  /// - Parameters:
  ///   - ranks: Raw and blended ranks from all folds.
  ///   - alphas: The αs that were ranked, the largest first.
  ///   - groupOfRow: The clip group of each query's row.
  ///   - recipe: Gives confidence and seed.
  /// - Returns: The verdict on the blend that was taken, or on the one that came nearest.
  static func judge(
    _ ranks: [HeldOutRanks.Rank], alphas: [Float], groupOfRow: [Int: Int], recipe: TrainingRecipe
  ) -> GateVerdict {
    let verdicts = alphas.indices.map { index in
      GateVerdict(
        ranks, at: index, alpha: alphas[index], groupOfRow: groupOfRow, recipe: recipe)
    }
    return verdicts.first { $0.decision == .useHead }
      ?? verdicts.max { $0.low < $1.low }
      ?? GateVerdict([], at: 0, alpha: 0, groupOfRow: groupOfRow, recipe: recipe)
  }

  /// Judges one blend.
  ///
  /// - Parameters:
  ///   - ranks: Raw and blended ranks from all folds.
  ///   - index: Which of the blended ranks to look at.
  ///   - alpha: The α they belong to.
  ///   - groupOfRow: The clip group of each query's row.
  ///   - recipe: Gives confidence and seed.
  private init(
    _ ranks: [HeldOutRanks.Rank], at index: Int, alpha: Float, groupOfRow: [Int: Int],
    recipe: TrainingRecipe
  ) {
    let groups = Dictionary(grouping: ranks) { groupOfRow[$0.query] ?? -1 }
    let gains = groups.sorted { $0.key < $1.key }.map { _, ranks in
      ranks.reduce(0) { $0 + $1.gain(index) } / Double(ranks.count)
    }
    let interval = PairedBootstrap(seed: recipe.seed, confidence: recipe.gateConfidence)
      .difference(of: gains)
    let isBetter = gains.count >= Self.fewestGroups && interval?.isGain == true
    self.init(
      decision: isBetter ? .useHead : .keepRaw, alpha: isBetter ? Double(alpha) : 0,
      gain: interval?.mean ?? 0, low: interval?.low ?? 0,
      high: interval?.high ?? 0, groups: gains.count, better: ranks.count { $0.gain(index) > 0 },
      worse: ranks.count { $0.gain(index) < 0 })
  }
}
