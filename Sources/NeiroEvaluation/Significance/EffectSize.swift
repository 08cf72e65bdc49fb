import Foundation

/// How large a difference is beside how much it varies from query to query.
public struct EffectSize: Hashable, Codable, Sendable {
  /// Cohen's d_z, the mean difference / the deviation of the differences, with Hedges' correction
  /// for few queries: 0.2 is called small, 0.5 medium, 0.8 large. nil where the differences don't
  /// vary, or there are fewer than two.
  ///
  /// *Source*: Cohen, Statistical Power Analysis for the Behavioral Sciences, 1988; Hedges,
  /// "Distribution theory for Glass's estimator of effect size", 1981,
  /// <https://doi.org/10.3102/10769986006002107>; Lakens, 2013,
  /// <https://doi.org/10.3389/fpsyg.2013.00863>.
  public let standardizedMean: Double?
  /// The share of queries that got better; those that stayed count half.
  public let probabilityOfImprovement: Double

  enum CodingKeys: String, CodingKey {
    case standardizedMean = "standardized_mean"
    case probabilityOfImprovement = "probability_of_improvement"
  }

  /// - Parameter differences: after − before, one for each query; nil for none.
  public init?(_ differences: [Double]) {
    guard !differences.isEmpty else { return nil }
    let count = Double(differences.count)
    let better = differences.reduce(0) { $0 + ($1 > 0 ? 1 : $1 == 0 ? 0.5 : 0) }
    probabilityOfImprovement = better / count
    let deviation = differences.sampleDeviation
    // Equal differences may have a deviation of rounding.
    let isConstant = differences.allSatisfy { $0 == differences[0] }
    standardizedMean =
      differences.count < 2 || isConstant
      ? nil : Self.hedgesCorrection(degrees: count - 1) * differences.mean / deviation
  }

  /// J(f) = Γ(f/2) / (√(f/2)·Γ((f − 1)/2)), which takes away the bias that few queries give d.
  static func hedgesCorrection(degrees: Double) -> Double {
    guard degrees > 1 else { return 0 }
    return exp(lgamma(degrees / 2) - lgamma((degrees - 1) / 2)) / (degrees / 2).squareRoot()
  }
}
