public import NeiroCore

/// Verdicts that no gate found.
public enum SampleVerdict {
  /// - Parameters:
  ///   - alphas: The head's shares; it is used where one is above 0.
  ///   - gain: The top ten's.
  ///   - groups: Independent clip groups.
  /// - Returns: A verdict on them.
  public static func gate(
    alphas: RoleAlphas = RoleAlphas(loops: 0.25, oneShots: 0.5),
    gain: Difference = Difference(mean: 0.014, low: 0.003, high: 0.028), groups: Int = 76
  ) -> GateVerdict {
    let evidence = GateVerdict.Evidence(
      alpha: 0.5, topTenGain: gain, rankGain: Difference(mean: 0.04, low: 0.01, high: 0.08),
      groups: groups, better: 48, worse: 32)
    return GateVerdict(
      decision: alphas.loops > 0 || alphas.oneShots > 0 ? .useHead : .keepRaw, alphas: alphas,
      score: 2.5, oneShots: evidence, loops: evidence,
      agreement: .init(before: 0.7, after: 0.8, comparisons: 27_075))
  }
}
