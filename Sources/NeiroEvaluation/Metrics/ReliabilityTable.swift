/// Whether what is called 70 % probable happens seven times in ten: probabilities in bins of equal
/// width beside the shares that came true.
public struct ReliabilityTable: Hashable, Codable, Sendable {
  /// A bin that holds something.
  public struct Bin: Hashable, Codable, Sendable {
    /// Open below, but for the first bin, and closed above.
    public let low: Double
    public let high: Double
    public let count: Int
    /// The mean probability in it.
    public let probability: Double
    /// The mean outcome in it.
    public let outcome: Double
  }

  /// Ascending; bins that hold nothing are left out.
  public let bins: [Bin]
  /// The mean of (p − y)², from 0 (always sure and right) to 1.
  ///
  /// *Source*: Brier, "Verification of forecasts expressed in terms of probability", 1950,
  /// <https://doi.org/10.1175/1520-0493(1950)078%3C0001:VOFEIT%3E2.0.CO;2>, of two outcomes as
  /// scikit-learn's `brier_score_loss` has it: half of what ``ProbabilityMetrics`` says of them.
  public let brierScore: Double
  /// Σ (n_b / n)·|outcome_b − probability_b|. With few examples it is not zero for perfect
  /// probabilities either, as each bin's share is off by chance.
  ///
  /// *Source*: Guo et al., "On calibration of modern neural networks", 2017,
  /// <https://arxiv.org/abs/1706.04599>.
  public let expectedCalibrationError: Double

  enum CodingKeys: String, CodingKey {
    case bins
    case brierScore = "brier_score"
    case expectedCalibrationError = "expected_calibration_error"
  }

  /// nil where there are no examples.
  ///
  /// - Parameters:
  ///   - probabilities: In 0…1.
  ///   - outcomes: 1 where it came true, else 0; a share where that is undecided.
  ///   - binCount: How many bins 0…1 is cut into.
  /// - Precondition: As many outcomes as probabilities; `binCount > 0`.
  public init?(_ probabilities: [Double], outcomes: [Double], binCount: Int = 10) {
    precondition(probabilities.count == outcomes.count, "an outcome for each probability")
    precondition(binCount > 0, "a table has bins")
    guard !probabilities.isEmpty else { return nil }
    // As numpy's linspace cuts them.
    let edges = (0...binCount).map { $0 == binCount ? 1 : Double($0) * (1 / Double(binCount)) }
    var counts = [Int](repeating: 0, count: binCount)
    var sums = [(probability: Double, outcome: Double)](repeating: (0, 0), count: binCount)
    var squares = 0.0
    for (probability, outcome) in zip(probabilities, outcomes) {
      let bin = edges[1..<binCount].firstIndex { probability <= $0 } ?? binCount
      counts[bin - 1] += 1
      sums[bin - 1].probability += probability
      sums[bin - 1].outcome += outcome
      squares += (probability - outcome) * (probability - outcome)
    }
    let total = Double(probabilities.count)
    bins = counts.indices.filter { counts[$0] > 0 }.map { bin in
      let count = Double(counts[bin])
      return Bin(
        low: edges[bin], high: edges[bin + 1], count: counts[bin],
        probability: sums[bin].probability / count, outcome: sums[bin].outcome / count)
    }
    brierScore = squares / total
    expectedCalibrationError =
      sums.reduce(0) { $0 + abs($1.outcome - $1.probability) } / total
  }
}
