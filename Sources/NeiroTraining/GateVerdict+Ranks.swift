internal import NeiroCore

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
  ///   - changes: Ranks before and after, from all folds.
  ///   - alphas: The αs that were ranked, the largest first.
  ///   - groupOfRow: The clip group of each query's row.
  ///   - before: What is kept where no blend passes.
  ///   - recipe: Gives confidence and seed.
  /// - Returns: The verdict on the blend that was taken, or on the one that came nearest.
  static func judge(
    _ changes: [RankChange], alphas: [Float], groupOfRow: [Int: Int], before: Decision,
    recipe: TrainingRecipe
  ) -> GateVerdict {
    let groups = Dictionary(grouping: changes) { groupOfRow[$0.query] ?? -1 }
      .sorted { $0.key < $1.key }.map(\.value)
    let verdicts = alphas.indices.map { index in
      GateVerdict(groups, at: index, alpha: alphas[index], before: before, recipe: recipe)
    }
    return verdicts.first { $0.decision == .useHead }
      ?? verdicts.max { $0.topTenGain.low < $1.topTenGain.low }
      ?? GateVerdict([], at: 0, alpha: 0, before: before, recipe: recipe)
  }

  /// Judges one blend.
  ///
  /// - Parameters:
  ///   - groups: The changes of each clip group.
  ///   - index: Which of the blends to look at.
  ///   - alpha: The α they belong to.
  ///   - before: What is kept where the blend doesn't pass.
  ///   - recipe: Gives confidence and seed.
  private init(
    _ groups: [[RankChange]], at index: Int, alpha: Float, before: Decision, recipe: TrainingRecipe
  ) {
    let gains = RankGains(
      groups, at: index, confidence: recipe.gateConfidence, seed: recipe.seed)
    let passes =
      groups.count >= Self.fewestGroups && gains.topTen.isGain
      && gains.topTen.mean >= Self.leastTopTenGain && gains.rank.isGain
    let changes = groups.flatMap(\.self)
    self.init(
      decision: passes ? .useHead : before, alpha: passes ? Double(alpha) : 0,
      topTenGain: gains.topTen, rankGain: gains.rank, groups: groups.count,
      better: changes.count { $0.rankGain(index) > 0 },
      worse: changes.count { $0.rankGain(index) < 0 })
  }
}
