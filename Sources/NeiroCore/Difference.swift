/// A mean difference with its interval, of 95 % unless said otherwise.
public struct Difference: Hashable, Codable, Sendable {
  public let mean: Double
  /// The lower end: at 95 %, the 2.5 % quantile of the bootstrap's means.
  public let low: Double
  /// The upper end: at 95 %, the 97.5 % quantile of the bootstrap's means.
  public let high: Double

  public init(mean: Double, low: Double, high: Double) {
    self.mean = mean
    self.low = low
    self.high = high
  }

  /// Whether the whole interval lies above zero.
  public var isGain: Bool { low > 0 }
  /// Whether the whole interval lies below zero.
  public var isLoss: Bool { high < 0 }
}
