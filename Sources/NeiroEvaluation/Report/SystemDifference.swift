public import NeiroCore

/// What one system has more of a metric than another, and how sure that is.
public struct SystemDifference: Hashable, Encodable, Sendable {
  /// after − before with its 95 % interval by the paired bootstrap.
  public let interval: Difference
  /// By the paired randomisation test, two-sided; nil where none is made.
  public let pValue: Double?
  /// The same by Holm's correction over all differences of the metrics that are shown; nil for the
  /// further metrics.
  public internal(set) var adjustedPValue: Double?
  /// nil where no single query or group has a difference of its own.
  public let effect: EffectSize?
  /// The least difference that could have been seen; nil as for ``effect``, or where nothing varies.
  public let power: PowerNote?

  public var mean: Double { interval.mean }

  /// Whether the interval and p by Holm's correction both speak for a change; never without p.
  public var isSure: Bool {
    (interval.isGain || interval.isLoss) && (adjustedPValue ?? 1) <= PowerNote.alpha
  }

  init(
    interval: Difference, pValue: Double?, effect: EffectSize?, power: PowerNote?
  ) {
    self.interval = interval
    self.pValue = pValue
    self.effect = effect
    self.power = power
  }

  enum CodingKeys: String, CodingKey {
    case mean, low, high, p
    case adjusted = "p_holm"
    case standardizedMean = "standardized_mean"
    case probabilityOfImprovement = "probability_of_improvement"
    case leastDetectable = "least_detectable"
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(interval.mean, forKey: .mean)
    try container.encode(interval.low, forKey: .low)
    try container.encode(interval.high, forKey: .high)
    try container.encode(pValue, forKey: .p)
    try container.encode(adjustedPValue, forKey: .adjusted)
    try container.encode(effect?.standardizedMean, forKey: .standardizedMean)
    try container.encode(effect?.probabilityOfImprovement, forKey: .probabilityOfImprovement)
    try container.encode(power?.leastDifference, forKey: .leastDetectable)
  }
}
