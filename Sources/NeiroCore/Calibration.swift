internal import Foundation

/// Platt scaling: the probability that a person would call a pair similar is 1 / (1 + exp(−a·s − b)).
///
/// *Source*: Platt, "Probabilistic outputs for support vector machines and comparisons to regularized
/// likelihood methods", 1999; the targets and Newton's method are those of Lin, Lin and Weng, "A note
/// on Platt's probabilistic outputs", 2007, <https://doi.org/10.1007/s10994-007-5018-6>.
public struct Calibration: Hashable, Codable, Sendable {
  /// a, of a score's unit; above 0.
  public let slope: Double
  /// b
  public let offset: Double

  public init(slope: Double, offset: Double) {
    self.slope = slope
    self.offset = offset
  }

  /// Fits scores of pairs that the scorer was not trained on.
  ///
  /// - Returns: nil where one kind of pair is missing, or a higher score doesn't mean more alike.
  public init?(_ scores: [(score: Double, isSimilar: Bool)]) {
    let similar = Double(scores.count(where: \.isSimilar))
    let dissimilar = Double(scores.count) - similar
    guard similar > 0, dissimilar > 0, scores.allSatisfy({ $0.score.isFinite }) else { return nil }
    // Targets a little inside 0…1, so that separable scores have a finite slope.
    let targets = (yes: (similar + 1) / (similar + 2), no: 1 / (dissimilar + 2))
    let mean = scores.reduce(0) { $0 + $1.score } / Double(scores.count)
    var (a, b) = (0.0, log((similar + 1) / (dissimilar + 1)))
    var loss = Self.loss(scores, mean, targets, a, b)
    for _ in 0..<100 {
      var (ga, gb, haa, hab, hbb) = (0.0, 0.0, 1e-9, 0.0, 1e-9)
      for (score, isSimilar) in scores {
        let s = score - mean
        let p = Self.logistic(a * s + b)
        let error = p - (isSimilar ? targets.yes : targets.no)
        let weight = p * (1 - p)
        ga += error * s
        gb += error
        haa += weight * s * s
        hab += weight * s
        hbb += weight
      }
      let determinant = haa * hbb - hab * hab
      guard determinant > 0 else { break }
      let step = (
        a: (hbb * ga - hab * gb) / determinant, b: (haa * gb - hab * ga) / determinant
      )
      var size = 1.0
      var next = loss
      while size > 1e-10 {
        next = Self.loss(scores, mean, targets, a - size * step.a, b - size * step.b)
        if next <= loss { break }
        size /= 2
      }
      guard next < loss - 1e-12 else { break }
      (a, b, loss) = (a - size * step.a, b - size * step.b, next)
    }
    guard a > 0, a.isFinite, b.isFinite else { return nil }
    self.init(slope: a, offset: b - a * mean)
  }

  /// The probability in 0…1.
  public func probability(of score: Double) -> Double {
    Self.logistic(slope * score + offset)
  }

  private static func logistic(_ x: Double) -> Double { 1 / (1 + exp(-x)) }

  private static func loss(
    _ scores: [(score: Double, isSimilar: Bool)], _ mean: Double,
    _ targets: (yes: Double, no: Double), _ a: Double, _ b: Double
  ) -> Double {
    scores.reduce(0) { sum, pair in
      let x = a * (pair.score - mean) + b
      let target = pair.isSimilar ? targets.yes : targets.no
      return sum + max(x, 0) + log1p(exp(-abs(x))) - target * x
    }
  }
}
