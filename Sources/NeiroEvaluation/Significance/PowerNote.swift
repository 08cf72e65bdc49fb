import Foundation

/// How small a difference a comparison could have seen.
public struct PowerNote: Hashable, Sendable {
  /// n, how many queries or clip groups were compared.
  public let units: Int
  /// The least mean difference that would be found significant in four cases of five:
  /// (t₀.₉₇₅ + t₀.₈)·s / √n, with n − 1 degrees of freedom and s the deviation of the differences
  /// that were seen.
  ///
  /// *Source*: Cohen, Statistical Power Analysis for the Behavioral Sciences, 1988, in the form of
  /// Bloom, "Minimum detectable effects", 1995, <https://doi.org/10.1177/0193841X9501900504>; for
  /// retrieval: Sakai, "Topic set size design", 2016, <https://doi.org/10.1007/s10791-015-9273-z>.
  /// Within 2 % of statsmodels' `TTestPower` from five queries on.
  public let leastDifference: Double

  /// The chance to find a difference of that size.
  public static let power = 0.8
  /// The p-value below which a difference counts, two-sided.
  public static let alpha = 0.05

  /// nil for fewer than two differences, or where they don't vary.
  ///
  /// - Parameter differences: after − before, one for each query.
  public init?(_ differences: [Double]) {
    guard differences.count > 1, !differences.allSatisfy({ $0 == differences[0] }) else {
      return nil
    }
    self.init(
      units: differences.count,
      standardError: differences.sampleDeviation / Double(differences.count).squareRoot())
  }

  /// nil for fewer than two units, or without a standard error.
  ///
  /// - Parameters:
  ///   - units: n.
  ///   - standardError: s / √n, or a bootstrap's where units have no difference of their own.
  init?(units: Int, standardError: Double) {
    guard units > 1, standardError > 0 else { return nil }
    self.units = units
    let degrees = Double(units - 1)
    let errors =
      StudentT.quantile(1 - Self.alpha / 2, degrees: degrees)
      + StudentT.quantile(Self.power, degrees: degrees)
    leastDifference = errors * standardError
  }

  /// In plain words: "With 60 queries, a difference in ndcg@10 under 0.040 can't be seen."
  ///
  /// - Parameters:
  ///   - metric: What differs.
  ///   - unit: What there are several of, such as `queries`.
  /// - Returns: One sentence.
  public func sentence(of metric: String, unit: String = "queries") -> String {
    let least = String(format: "%.3f", leastDifference)
    return "With \(units) \(unit), a difference in \(metric) under \(least) can't be seen."
  }
}
