internal import NeiroCore
internal import NeiroEvaluation

extension GateVerdict {
  /// The fewest independent clip groups on which a head can be judged.
  static let fewestGroups = 5

  /// Less than this in the top ten is too little to be worth a changed ranking. The floor was
  /// fitted on listeners of random taste, whose heads it keeps out.
  static let leastTopTenGain = 0.005

  /// Judges a head by ranks of clips that it was not trained on.
  ///
  /// Gains are averaged within each clip group first, since answers about the same clips are not
  /// independent. A blend passes if all three hold:
  ///
  /// - the top-ten gain's interval lies above zero,
  /// - its mean is no less than ``leastTopTenGain``,
  /// - over the whole library the rank gain's interval, at the same confidence one-sided as the
  ///   other has two-sided, lies above zero: log ranks alone pass heads that harm the top ten.
  ///
  /// Of several blends that pass, the one with the largest α is taken.
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
    let groups = Dictionary(grouping: ranks) { groupOfRow[$0.query] ?? -1 }
      .sorted { $0.key < $1.key }.map(\.value)
    let verdicts = alphas.indices.map { index in
      GateVerdict(groups, at: index, alpha: alphas[index], recipe: recipe)
    }
    return verdicts.first { $0.decision == .useHead }
      ?? verdicts.max { $0.topTenGain.low < $1.topTenGain.low }
      ?? GateVerdict([], at: 0, alpha: 0, recipe: recipe)
  }

  /// Judges one blend.
  ///
  /// - Parameters:
  ///   - groups: The ranks of each clip group.
  ///   - index: Which of the blended ranks to look at.
  ///   - alpha: The α they belong to.
  ///   - recipe: Gives confidence and seed.
  private init(
    _ groups: [[HeldOutRanks.Rank]], at index: Int, alpha: Float, recipe: TrainingRecipe
  ) {
    func gain(_ gain: (HeldOutRanks.Rank) -> Double, confidence: Double) -> Difference {
      let means = groups.map { group in
        group.reduce(0) { $0 + gain($1) } / Double(group.count)
      }
      return PairedBootstrap(seed: recipe.seed, confidence: confidence).difference(of: means)
        ?? Difference(mean: 0, low: 0, high: 0)
    }
    let confidence = recipe.gateConfidence
    let topTen = gain({ $0.topTenGain(index) }, confidence: confidence)
    let rank = gain({ $0.gain(index) }, confidence: 1 - 2 * (1 - confidence))
    let passes =
      groups.count >= Self.fewestGroups && topTen.isGain && topTen.mean >= Self.leastTopTenGain
      && rank.isGain
    let ranks = groups.flatMap(\.self)
    self.init(
      decision: passes ? .useHead : .keepRaw, alpha: passes ? Double(alpha) : 0, topTenGain: topTen,
      rankGain: rank, groups: groups.count, better: ranks.count { $0.gain(index) > 0 },
      worse: ranks.count { $0.gain(index) < 0 })
  }
}
