import NeiroCore

/// Whether a system is significantly worse than a baseline.
public struct BaselineVerdict: Encodable, Sendable {
  /// What was compared on.
  public enum Design: String, Codable, Sendable {
    case queries
    case labels
  }

  public let design: Design
  /// The name that was asked for.
  public let baseline: String
  public let system: RankingSystem
  /// `ndcg@10` for queries, `pair_auc` for labels.
  public let metric: String
  /// system − baseline; Holm's correction is over the verdicts of one evaluation.
  public internal(set) var difference: SystemDifference
  /// Queries, or groups of pairs.
  public let units: Int

  /// Whether the corrected p-value calls it a loss.
  public var isWorse: Bool {
    difference.mean < 0 && (difference.adjustedPValue ?? 1) <= PowerNote.alpha
  }
  /// Whether the corrected p-value calls it a gain.
  public var isBetter: Bool {
    difference.mean > 0 && (difference.adjustedPValue ?? 1) <= PowerNote.alpha
  }

  enum CodingKeys: String, CodingKey {
    case design, baseline, system, metric, difference, units
    case isWorse = "significantly_worse"
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(design, forKey: .design)
    try container.encode(baseline, forKey: .baseline)
    try container.encode(system.key, forKey: .system)
    try container.encode(metric, forKey: .metric)
    try container.encode(difference, forKey: .difference)
    try container.encode(units, forKey: .units)
    try container.encode(isWorse, forKey: .isWorse)
  }

  /// On queries: the paired randomisation test on the primary metric; nil for no queries.
  ///
  /// - Parameters:
  ///   - baseline: The name that was asked for.
  ///   - system: Who is compared with it.
  ///   - before: The baseline's value of each query.
  ///   - after: The system's, in the same order.
  ///   - significance: Gives interval and p-value.
  public init?(
    against baseline: String, of system: RankingSystem, before: [Double], after: [Double],
    _ significance: Significance = Significance()
  ) {
    let differences = zip(after, before).map { $0 - $1 }
    guard let interval = significance.bootstrap.difference(of: differences) else { return nil }
    design = .queries
    self.baseline = baseline
    self.system = system
    metric = RetrievalMetric.primary.key
    difference = SystemDifference(
      interval: interval, pValue: significance.test.pValue(of: differences),
      effect: EffectSize(differences), power: PowerNote(differences))
    units = differences.count
  }

  /// On held-out labels: the paired randomisation test over groups on the pair AUC; nil where a
  /// kind of answer is missing.
  ///
  /// - Parameters:
  ///   - baseline: The name that was asked for.
  ///   - system: Who is compared with it.
  ///   - pairs: Their scores are the baseline's and the system's.
  ///   - significance: Gives interval and p-value.
  public init?(
    against baseline: String, of system: RankingSystem, pairs: [ScoredPair],
    _ significance: Significance = Significance()
  ) {
    let comparison = PairComparison(pairs, systemCount: 2, bootstrap: significance.bootstrap)
    guard let interval = comparison.interval(0, of: 1, minus: 0) else { return nil }
    let groups = comparison.differencesByGroup(0, of: 1, minus: 0)
    design = .labels
    self.baseline = baseline
    self.system = system
    metric = PairComparison.keys[0]
    difference = SystemDifference(
      interval: interval,
      pValue: comparison.pValues(of: 1, against: 0, significance.test)[0].ifNumber,
      effect: EffectSize(groups), power: PowerNote(groups))
    units = Set(pairs.map(\.group)).count
  }
}

extension [BaselineVerdict] {
  /// The same with Holm's correction over all of them.
  public func corrected() -> [BaselineVerdict] {
    var verdicts = self
    for (index, adjusted) in Holm.adjusted(map { $0.difference.pValue ?? 1 }).enumerated() {
      verdicts[index].difference.adjustedPValue = adjusted
    }
    return verdicts
  }
}
