import Foundation

/// Student's t distribution.
enum StudentT {
  /// The t that a share of the distribution lies below.
  ///
  /// - Parameters:
  ///   - share: In 0…1, without its ends.
  ///   - degrees: Degrees of freedom, 1 or more.
  /// - Returns: t, to the last digits but two.
  static func quantile(_ share: Double, degrees: Double) -> Double {
    guard share != 0.5 else { return 0 }
    if share < 0.5 { return -quantile(1 - share, degrees: degrees) }
    var (low, high) = (0.0, 1.0)
    while cumulative(high, degrees: degrees) < share, high < 1e12 { high *= 2 }
    for _ in 0..<200 where high - low > 1e-15 * high {
      let middle = (low + high) / 2
      if cumulative(middle, degrees: degrees) < share { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }

  /// The share of the distribution below `t`, for t ≥ 0.
  static func cumulative(_ t: Double, degrees: Double) -> Double {
    1 - incompleteBeta(degrees / (degrees + t * t), degrees / 2, 0.5) / 2
  }

  /// The regularised incomplete beta function I_x(a, b), by its continued fraction.
  ///
  /// Source: NIST Digital Library of Mathematical Functions, 8.17.22, <https://dlmf.nist.gov/8.17>.
  private static func incompleteBeta(_ x: Double, _ a: Double, _ b: Double) -> Double {
    guard x > 0 else { return 0 }
    guard x < 1 else { return 1 }
    // The fraction converges quickly on this side only; the other is its mirror.
    if x > (a + 1) / (a + b + 2) { return 1 - incompleteBeta(1 - x, b, a) }
    let front = exp(
      lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x))
    // Evaluated from its far end, which needs no care about zeros on the way.
    var fraction = 1.0
    for m in stride(from: 200.0, through: 1, by: -1) {
      let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
      let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
      fraction = 1 + even / (1 + odd / fraction)
    }
    let first = -(a + b) * x / (a + 1)
    return front / (a * (1 + first / fraction))
  }
}
