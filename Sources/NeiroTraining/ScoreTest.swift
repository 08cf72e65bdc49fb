internal import Foundation
internal import NeiroCore

/// Asks whether a head explains answers that it never saw beyond what is known before it.
///
/// A logistic model y ~ 1 + b + b² of the answers by the similarity b before the head leaves y − p
/// unexplained. The head's increment h − b, without its fold's mean and without what 1, b and b²
/// explain of it, is r; then z = Σ (y − p)·r / √(Σ_g u_g²), u_g the sum of (y − p)·r over the answers
/// of one clip group, half of an answer to the group of each of its clips. Since b is free in the
/// model, questions that were drawn from before's own top list don't tilt the test towards the head,
/// as they tilt a comparison of ranks or of areas under the ROC curve.
///
/// *Source*: Rao's score test (1948), robust to clusters as in Liang and Zeger, "Longitudinal data
/// analysis using generalized linear models", 1986, <https://doi.org/10.1093/biomet/73.1.13>.
struct ScoreTest {
  /// An answer, out of fold.
  struct Answer {
    let isSimilar: Bool
    /// b and h.
    let before: Double
    let head: Double
    let fold: Int
    /// The clip groups of both clips.
    let groups: (Int, Int)
  }

  /// - Returns: z; 0 where one kind of answer is missing, or the head changes nothing.
  static func z(_ answers: [Answer]) -> Double {
    let similar = answers.count(where: \.isSimilar)
    guard similar > 0, similar < answers.count,
      answers.allSatisfy({ $0.before.isFinite && $0.head.isFinite })
    else { return 0 }
    let b = standardized(answers.map(\.before))
    let predictors = b.map { [1, $0, $0 * $0] }
    let y = answers.map { $0.isSimilar ? 1.0 : 0 }
    let p = probabilities(predictors, y)
    let weights = p.map { $0 * (1 - $0) + 1e-9 }
    var increments = answers.map { $0.head - $0.before }
    for fold in Set(answers.map(\.fold)) {
      let places = answers.indices.filter { answers[$0].fold == fold }
      let mean = places.reduce(0) { $0 + increments[$1] } / Double(places.count)
      for place in places { increments[place] -= mean }
    }
    let explained = leastSquares(predictors, increments, weights, ridge: 1e-9)
    var byGroup: [Int: Double] = [:]
    var sum = 0.0
    for place in answers.indices {
      let residual =
        increments[place] - zip(explained, predictors[place]).reduce(0) { $0 + $1.0 * $1.1 }
      let u = (y[place] - p[place]) * residual
      sum += u
      byGroup[answers[place].groups.0, default: 0] += u / 2
      byGroup[answers[place].groups.1, default: 0] += u / 2
    }
    // In the order of the groups: a sum over a dictionary would differ from run to run.
    let squares = byGroup.sorted { $0.key < $1.key }.reduce(0) { $0 + $1.value * $1.value }
    return squares > 1e-24 ? sum / squares.squareRoot() : 0
  }

  private static func standardized(_ values: [Double]) -> [Double] {
    let mean = values.reduce(0, +) / Double(values.count)
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
    return values.map { ($0 - mean) / (variance.squareRoot() + 1e-9) }
  }

  /// Of a logistic model with a slight ridge, by Newton's method.
  private static func probabilities(_ predictors: [[Double]], _ y: [Double]) -> [Double] {
    var coefficients = [Double](repeating: 0, count: 3)
    func fitted() -> [Double] {
      predictors.map { row in
        let x = zip(coefficients, row).reduce(0) { $0 + $1.0 * $1.1 }
        return 1 / (1 + exp(-min(max(x, -30), 30)))
      }
    }
    for _ in 0..<25 {
      let p = fitted()
      // One weighted least squares of the working response.
      let weights = p.map { $0 * (1 - $0) + 1e-9 }
      let working = predictors.indices.map { place in
        zip(coefficients, predictors[place]).reduce(0) { $0 + $1.0 * $1.1 }
          + (y[place] - p[place]) / weights[place]
      }
      coefficients = leastSquares(predictors, working, weights, ridge: 1e-3)
    }
    return fitted()
  }

  /// The coefficients of three predictors, by Cramer's rule.
  private static func leastSquares(
    _ predictors: [[Double]], _ values: [Double], _ weights: [Double], ridge: Double
  ) -> [Double] {
    var matrix = [[Double]](repeating: [0, 0, 0], count: 3)
    var right = [0.0, 0, 0]
    for (place, row) in predictors.enumerated() {
      for i in 0..<3 {
        right[i] += weights[place] * row[i] * values[place]
        for j in 0..<3 { matrix[i][j] += weights[place] * row[i] * row[j] }
      }
    }
    for i in 0..<3 { matrix[i][i] += ridge }
    func determinant(_ m: [[Double]]) -> Double {
      m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1])
        - m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0])
        + m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0])
    }
    let whole = determinant(matrix)
    guard whole != 0 else { return [0, 0, 0] }
    return (0..<3).map { column in
      var replaced = matrix
      for row in 0..<3 { replaced[row][column] = right[row] }
      return determinant(replaced) / whole
    }
  }
}
