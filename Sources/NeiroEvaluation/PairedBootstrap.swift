internal import NeiroCore

/// A mean with the interval in which it may be expected.
public struct BootstrapInterval: Hashable, Codable, Sendable {
  public let mean: Double
  public let low: Double
  public let high: Double
}

/// The paired bootstrap: how sure a mean difference is.
///
/// *Source*: Efron and Tibshirani, "An introduction to the bootstrap", 1993, chapter 13 (percentile
/// interval); for retrieval, Sakai, "Evaluating evaluation metrics based on the bootstrap", 2006.
public enum PairedBootstrap {
  /// Percentile interval of the mean of `differences`.
  ///
  /// - Parameters:
  ///   - differences: One for each independent unit (query or clip group): after minus before.
  ///   - confidence: The share of draws inside the interval, 0…1.
  ///   - draws: How often to resample.
  ///   - seed: The same seed gives the same interval.
  /// - Returns: Zeros if there are no differences.
  /// - Complexity: O(draws · differences.count).
  public static func interval(
    of differences: [Double], confidence: Double = 0.95, draws: Int = 10_000, seed: UInt64
  ) -> BootstrapInterval {
    guard !differences.isEmpty else { return BootstrapInterval(mean: 0, low: 0, high: 0) }
    let count = differences.count
    let mean = differences.reduce(0, +) / Double(count)
    var generator = SeededGenerator(seed: seed)
    var means = [Double](repeating: 0, count: draws)
    for draw in means.indices {
      var sum = 0.0
      for _ in 0..<count { sum += differences[generator.index(below: count)] }
      means[draw] = sum / Double(count)
    }
    means.sort()
    let tail = (1 - confidence) / 2
    return BootstrapInterval(
      mean: mean, low: quantile(tail, of: means), high: quantile(1 - tail, of: means))
  }

  /// Linear interpolation between order statistics, as NumPy's default.
  private static func quantile(_ share: Double, of sorted: [Double]) -> Double {
    let position = share * Double(sorted.count - 1)
    let below = Int(position)
    let above = min(below + 1, sorted.count - 1)
    return sorted[below] + (position - Double(below)) * (sorted[above] - sorted[below])
  }
}
