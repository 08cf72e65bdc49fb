internal import Foundation

/// How surely two points of a map belong together, by their distance x: 1 / (1 + a·x²ᵇ).
///
/// a and b are the least squares fit to 1 up to the least distance, and exp(−(x − least)/spread) from
/// there on, at 300 places from 0 to three times the spread.
///
/// *Source*: McInnes, Healy and Melville, "UMAP", 2018, <https://arxiv.org/abs/1802.03426>, definition 11;
/// the places are umap-learn's.
struct DistanceCurve {
  let a: Double
  let b: Double

  private static let places = 300

  /// - Parameters:
  ///   - least: How near neighbours may come, min_dist.
  ///   - spread: The scale of the map's distances.
  /// - Precondition: `least` ≥ 0, `spread` > 0.
  init(least: Double, spread: Double) {
    precondition(least >= 0 && spread > 0, "distances of a map are positive")
    let samples = (0..<Self.places).map { place -> (x: Double, y: Double) in
      let x = 3 * spread * Double(place) / Double(Self.places - 1)
      return (x, x < least ? 1 : exp(-(x - least) / spread))
    }
    (a, b) = Self.fit(samples)
  }

  private static func error(
    _ samples: [(x: Double, y: Double)], _ a: Double, _ b: Double
  ) -> Double {
    samples.reduce(0) { sum, sample in
      let residual = 1 / (1 + a * pow(sample.x, 2 * b)) - sample.y
      return sum + residual * residual
    }
  }

  /// Levenberg's and Marquardt's damped least squares.
  private static func fit(_ samples: [(x: Double, y: Double)]) -> (Double, Double) {
    var (a, b, damping) = (1.0, 1.0, 1e-3)
    var current = error(samples, a, b)
    for _ in 0..<200 {
      var (haa, hab, hbb, ga, gb) = (0.0, 0.0, 0.0, 0.0, 0.0)
      for (x, y) in samples where x > 0 {
        let power = pow(x, 2 * b)
        let value = 1 / (1 + a * power)
        let da = -value * value * power
        let db = da * a * 2 * log(x)
        haa += da * da
        hab += da * db
        hbb += db * db
        ga += da * (value - y)
        gb += db * (value - y)
      }
      let (faa, fbb) = (haa * (1 + damping), hbb * (1 + damping))
      let determinant = faa * fbb - hab * hab
      guard determinant > 0, damping < 1e12 else { break }
      let step = (
        a: (fbb * ga - hab * gb) / determinant, b: (faa * gb - hab * ga) / determinant
      )
      let next = error(samples, a - step.a, b - step.b)
      guard next <= current else {
        damping *= 10
        continue
      }
      (a, b, current, damping) = (a - step.a, b - step.b, next, damping / 10)
      if abs(step.a) < 1e-12 * abs(a), abs(step.b) < 1e-12 * abs(b) { break }
    }
    return (a, b)
  }
}
