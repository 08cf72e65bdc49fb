public import NeiroCore

/// The paired bootstrap: how far a mean difference would move, had other queries been asked.
///
/// Both rankings answer the same queries, so what is drawn again is the queries' differences.
/// Draw n units out of n with replacement, note the statistic, do so many times: the interval
/// runs, at a confidence of 95 %, from the 2.5 % to the 97.5 % quantile of what was noted
/// (percentile method, quantiles interpolated linearly as numpy does). The same seed gives the same interval.
///
///     let bootstrap = PairedBootstrap(seed: 1)
///     let difference = bootstrap.difference(of: [0.1, 0.0, -0.02, 0.2])  // nil for no values
///
/// With a handful of units the interval is too narrow, and with one it is a point.
///
/// Source: Efron and Tibshirani, An Introduction to the Bootstrap, Chapman & Hall, 1993, chapter
/// 13; for retrieval: Sakai, "Evaluating evaluation metrics based on the bootstrap", SIGIR 2006,
/// <https://doi.org/10.1145/1148170.1148261>.
public struct PairedBootstrap: Hashable, Sendable {
  public let seed: UInt64
  public let draws: Int
  /// The share of draws inside the interval.
  public let confidence: Double

  /// - Parameters:
  ///   - seed: Decides all draws.
  ///   - draws: How often the statistic is computed.
  ///   - confidence: The share of draws inside the interval.
  /// - Precondition: `draws > 0`, `confidence` in 0..<1.
  public init(seed: UInt64 = 1, draws: Int = 10_000, confidence: Double = 0.95) {
    precondition(draws > 0 && (0..<1).contains(confidence), "a bootstrap needs draws")
    self.seed = seed
    self.confidence = confidence
    self.draws = draws
  }

  /// The mean of independent differences, one for each query.
  ///
  /// - Returns: nil for no differences.
  public func difference(of differences: [Double]) -> Difference? {
    guard !differences.isEmpty else { return nil }
    let count = Double(differences.count)
    return difference(estimate: differences.reduce(0, +) / count, units: differences.count) {
      picks in
      picks.reduce(0) { $0 + differences[$1] } / count
    }
  }

  /// The mean of differences that depend on each other within a group: pairs that share a clip,
  /// triplets that share an anchor. Whole groups are drawn, so the interval is as wide as the
  /// number of groups allows, not the number of values.
  ///
  /// - Parameter groups: The differences of each group. Groups may differ in size; a value counts
  ///   the same in each.
  /// - Returns: nil if there are no values.
  ///
  /// Source: Field and Welsh, "Bootstrapping clustered data", JRSS B 69(3), 2007,
  /// <https://doi.org/10.1111/j.1467-9868.2007.00593.x>.
  public func difference(ofGroups groups: [[Double]]) -> Difference? {
    let groups = groups.filter { !$0.isEmpty }
    guard !groups.isEmpty else { return nil }
    let sums = groups.map { $0.reduce(0, +) }
    let counts = groups.map { Double($0.count) }
    let mean = sums.reduce(0, +) / counts.reduce(0, +)
    return difference(estimate: mean, units: groups.count) { picks in
      var sum = 0.0
      var count = 0.0
      for pick in picks {
        sum += sums[pick]
        count += counts[pick]
      }
      return sum / count
    }
  }

  /// Any difference that can be computed from drawn units.
  ///
  /// - Parameters:
  ///   - estimate: The difference over all units, each once.
  ///   - units: n, how many units there are.
  ///   - statistic: The difference over a draw, given the n drawn units (0..<n, some of them
  ///     repeated); nil where it is undefined, which leaves the draw out.
  /// - Returns: nil if there are no units or no draw has a value.
  public func difference(
    estimate: Double, units: Int, of statistic: (_ picks: [Int]) -> Double?
  ) -> Difference? {
    guard units > 0 else { return nil }
    var generator = SeededGenerator(seed: seed)
    var picks = [Int](repeating: 0, count: units)
    var values: [Double] = []
    values.reserveCapacity(draws)
    for _ in 0..<draws {
      for index in 0..<units { picks[index] = generator.index(below: units) }
      if let value = statistic(picks) { values.append(value) }
    }
    return interval(estimate: estimate, drawn: values)
  }

  /// The interval of what was drawn.
  ///
  /// - Returns: nil for no draws.
  func interval(estimate: Double, drawn: [Double]) -> Difference? {
    guard !drawn.isEmpty else { return nil }
    let sorted = drawn.sorted()
    let tail = (1 - confidence) / 2
    return Difference(
      mean: estimate, low: Self.quantile(tail, of: sorted),
      high: Self.quantile(1 - tail, of: sorted))
  }

  /// The quantile of ascending values, linearly interpolated between the two nearest.
  static func quantile(_ share: Double, of sorted: [Double]) -> Double {
    let position = share * Double(sorted.count - 1)
    let lower = Int(position)
    let upper = min(lower + 1, sorted.count - 1)
    return sorted[lower] + (position - Double(lower)) * (sorted[upper] - sorted[lower])
  }
}
