/// How good the probabilities are that a classifier gives to classes.
public struct ProbabilityMetrics: Hashable, Codable, Sendable {
  /// The share of examples whose most probable class is theirs. Where m classes are equally the
  /// most probable, and theirs is among them, the example counts 1/m.
  public let accuracy: Double
  /// The mean of Σₖ (pₖ − yₖ)² with yₖ = 1 for the example's class and else 0: from 0 (always sure
  /// and right) to 2 (always sure and wrong).
  ///
  /// *Source*: Brier, "Verification of forecasts expressed in terms of probability", 1950,
  /// <https://doi.org/10.1175/1520-0493(1950)078%3C0001:VOFEIT%3E2.0.CO;2>.
  public let brierScore: Double
  /// How far the highest probability is from the share that is right, over 15 bins of it:
  /// Σ (n_b / n)·|accuracy_b − confidence_b|. With few examples it is not zero for perfect
  /// probabilities either, as each bin's share is off by chance.
  ///
  /// *Source*: Guo et al., "On calibration of modern neural networks", 2017,
  /// <https://arxiv.org/abs/1706.04599>.
  public let expectedCalibrationError: Double

  private static let binCount = 15

  enum CodingKeys: String, CodingKey {
    case accuracy
    case brierScore = "brier_score"
    case expectedCalibrationError = "expected_calibration_error"
  }

  /// nil where there are no examples.
  ///
  /// - Parameters:
  ///   - probabilities: n × K, each row summing to 1.
  ///   - classes: The class of each, in 0..<K.
  /// - Precondition: As many rows as classes.
  public init?(_ probabilities: [[Double]], classes: [Int]) {
    precondition(probabilities.count == classes.count, "a class for each example")
    guard !classes.isEmpty else { return nil }
    let count = Double(classes.count)
    var (shares, highest): ([Double], [Double]) = ([], [])
    var squares = 0.0
    for (row, known) in zip(probabilities, classes) {
      let most = row.max() ?? 0
      highest.append(most)
      shares.append(row[known] == most ? 1 / Double(row.count { $0 == most }) : 0)
      for (index, probability) in row.enumerated() {
        let error = probability - (index == known ? 1 : 0)
        squares += error * error
      }
    }
    accuracy = shares.reduce(0, +) / count
    brierScore = squares / count
    expectedCalibrationError =
      ReliabilityTable(highest, outcomes: shares, binCount: Self.binCount)?
      .expectedCalibrationError ?? 0
  }
}
