/// Whether a base may be used, and on what evidence.
///
/// A trial base never hears some of the presets. Each of them is then looked for among all presets
/// of the sample, by a phrase of a pattern that no training used, and by a note in another key.
public struct BaseVerdict: Hashable, Codable, Sendable {
  public enum Decision: String, Codable, Sendable {
    case useBase = "use base"
    case keepRaw = "keep raw"
  }

  /// How presets that were held out are found, raw and adapted.
  public struct Evidence: Hashable, Codable, Sendable {
    /// The map's share of the adapted score here.
    public let alpha: Double
    /// The share of presets found among the first ten.
    public let rawHitRate: Double
    public let adaptedHitRate: Double
    /// The mean gain of 1 / log₂(1 + rank) in the top ten, 0 below.
    public let topTenGain: Difference
    /// The mean of ln(raw rank) − ln(adapted rank).
    public let rankGain: Difference

    public init(
      alpha: Double, rawHitRate: Double, adaptedHitRate: Double, topTenGain: Difference,
      rankGain: Difference
    ) {
      self.alpha = alpha
      self.rawHitRate = rawHitRate
      self.adaptedHitRate = adaptedHitRate
      self.topTenGain = topTenGain
      self.rankGain = rankGain
    }
  }

  public let decision: Decision
  public let alphas: RoleAlphas
  /// By phrases of patterns that no training used.
  public let loops: Evidence
  /// By single notes in another key.
  public let oneShots: Evidence
  /// Presets that were held out, and presets they were looked for among.
  public let heldOut: Int
  public let among: Int

  public init(
    decision: Decision, alphas: RoleAlphas, loops: Evidence, oneShots: Evidence, heldOut: Int,
    among: Int
  ) {
    self.decision = decision
    self.alphas = alphas
    self.loops = loops
    self.oneShots = oneShots
    self.heldOut = heldOut
    self.among = among
  }
}
