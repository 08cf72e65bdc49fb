internal import Foundation
public import NeiroCore

/// Shares of few trials, with what can be said of them.
public enum Share {
  /// k / n with its 95 % interval, which stays within 0…1 and is honest for few trials.
  ///
  /// *Source*: Wilson, "Probable inference, the law of succession, and statistical inference",
  /// JASA 22, 1927, <https://doi.org/10.1080/01621459.1927.10502953>.
  ///
  /// - Parameters:
  ///   - successes: k.
  ///   - trials: n, above 0.
  /// - Returns: `mean` is k / n, which need not lie in the interval's middle.
  public static func wilson(_ successes: Int, of trials: Int) -> Difference {
    let z = 1.959963984540054  // 97.5 % quantile of the normal distribution
    let (n, share) = (Double(trials), Double(successes) / Double(trials))
    let middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    let half = z / (1 + z * z / n) * (share * (1 - share) / n + z * z / (4 * n * n)).squareRoot()
    return Difference(mean: share, low: max(0, middle - half), high: min(1, middle + half))
  }

  /// The difference of two independent shares, k / n − l / m, with its 95 % interval.
  ///
  /// *Source*: Newcombe, "Interval estimation for the difference between independent proportions",
  /// method 10, Statistics in Medicine 17, 1998,
  /// <https://doi.org/10.1002/(SICI)1097-0258(19980430)17:8%3C873::AID-SIM779%3E3.0.CO;2-I>.
  ///
  /// - Parameters:
  ///   - first: k and n, n above 0.
  ///   - second: l and m, m above 0.
  /// - Returns: An interval within −1…1.
  public static func newcombe(
    _ first: (successes: Int, trials: Int), _ second: (successes: Int, trials: Int)
  ) -> Difference {
    let a = wilson(first.successes, of: first.trials)
    let b = wilson(second.successes, of: second.trials)
    func length(_ x: Double, _ y: Double) -> Double { (x * x + y * y).squareRoot() }
    let difference = a.mean - b.mean
    return Difference(
      mean: difference, low: difference - length(a.mean - a.low, b.high - b.mean),
      high: difference + length(a.high - a.mean, b.mean - b.low))
  }

  /// How probable a count at least as uneven as this one is where both outcomes are equally likely:
  /// the exact two-sided binomial test of 1/2, min(1, 2·P(X ≤ min(k, n − k))).
  ///
  /// - Parameters:
  ///   - successes: k.
  ///   - trials: n.
  /// - Returns: p in 0…1; 1 without trials.
  public static func evenness(_ successes: Int, of trials: Int) -> Double {
    let fewer = min(successes, trials - successes)
    guard 2 * fewer != trials else { return 1 }
    let n = Double(trials)
    var tail = 0.0
    for k in (0...fewer).map(Double.init) {
      let logWays: Double = lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
      tail += exp(logWays - n * log(2))
    }
    return min(1, 2 * tail)
  }
}
