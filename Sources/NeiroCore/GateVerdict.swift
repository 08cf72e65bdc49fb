/// Whether the head may be used, and on what evidence.
///
/// Labelled pairs are scored by heads that were trained without one or both of their clips, and
/// without the whole clip groups of these: before against blended.
public struct GateVerdict: Hashable, Codable, Sendable {
  public enum Decision: String, Codable, Sendable {
    case useHead = "use head"
    /// The ranking before the head is the better known one: the encoder's own.
    case keepRaw = "keep raw"
    /// Likewise, and that ranking is the adapted one.
    case keepAdapted = "keep adapted"
  }

  /// What was found for queries of one role: where the library ranks a similar partner of a clip.
  public struct Evidence: Hashable, Codable, Sendable {
    /// The blend that was judged, whether or not it passed.
    public let alpha: Double
    /// The mean gain over clip groups of 1 / log₂(1 + rank) in the top ten, 0 below.
    public let topTenGain: Difference
    /// The mean over clip groups of ln(rank before) − ln(blended rank).
    public let rankGain: Difference
    /// Independent clip groups that were scored.
    public let groups: Int
    /// Ranks that got better, and worse.
    public let better: Int
    public let worse: Int

    public init(
      alpha: Double, topTenGain: Difference, rankGain: Difference, groups: Int, better: Int,
      worse: Int
    ) {
      self.alpha = alpha
      self.topTenGain = topTenGain
      self.rankGain = rankGain
      self.groups = groups
      self.better = better
      self.worse = worse
    }
  }

  /// The share of all comparisons of a similar with a dissimilar pair that come out right: the area
  /// under the ROC curve.
  public struct Agreement: Hashable, Codable, Sendable {
    public let before: Double
    public let after: Double
    public let comparisons: Int

    public init(before: Double, after: Double, comparisons: Int) {
      self.before = before
      self.after = after
      self.comparisons = comparisons
    }
  }

  public let decision: Decision
  /// The head's share of the blended score by the role of the query; 0 where it isn't used.
  public let alphas: RoleAlphas
  /// z of the head: how surely it explains answers that it never saw beyond what was before.
  public let score: Double
  public let oneShots: Evidence
  /// By phrases that labelled presets play; nil where there are none.
  public let loops: Evidence?
  /// nil where only one kind of answer was given.
  public let agreement: Agreement?

  /// The same evidence, and no head.
  public func withoutHead(before: Decision) -> GateVerdict {
    GateVerdict(
      decision: before, alphas: RoleAlphas(loops: 0, oneShots: 0), score: score,
      oneShots: oneShots, loops: loops, agreement: agreement)
  }

  public init(
    decision: Decision, alphas: RoleAlphas, score: Double, oneShots: Evidence, loops: Evidence?,
    agreement: Agreement?
  ) {
    self.decision = decision
    self.alphas = alphas
    self.score = score
    self.oneShots = oneShots
    self.loops = loops
    self.agreement = agreement
  }
}
