internal import Foundation

/// How far it is to each row's nearest neighbour, and how quickly a neighbour's membership fades
/// beyond that: ρ and σ of every row.
///
/// ρᵢ is the smallest distance above zero among i's neighbours (local connectivity 1), and σᵢ solves
/// Σⱼ exp(−max(0, dᵢⱼ − ρᵢ)/σᵢ) = log₂ k over the k − 1 neighbours, by bisection. It isn't let fall
/// below a thousandth of i's mean distance, or of all where ρᵢ is 0.
///
/// *Source*: McInnes, Healy and Melville, "UMAP", 2018, <https://arxiv.org/abs/1802.03426>, algorithm 3;
/// the lower bound is umap-learn's.
struct SmoothDistances {
  /// N
  let nearest: [Float]
  /// N
  let bandwidths: [Float]

  private static let steps = 64
  private static let tolerance = 1e-5
  private static let least = 1e-3

  /// - Parameters:
  ///   - distances: N × (k − 1), each row's ascending.
  ///   - count: k − 1. The row itself counts as its first neighbour, at distance 0.
  init(_ distances: [Float], count: Int) {
    guard count > 0 else {
      (nearest, bandwidths) = ([], [])
      return
    }
    let target = log2(Double(count + 1))
    // The means count the row itself, as the reference does.
    let mean =
      distances.reduce(0) { $0 + Double($1) }
      / Double(distances.count / count * (count + 1))
    var nearest: [Float] = []
    var bandwidths: [Float] = []
    for start in stride(from: 0, to: distances.count, by: count) {
      let own = distances[start..<start + count]
      let rho = own.first { $0 > 0 } ?? 0
      let excesses = own.map { max(0, Double($0 - rho)) }
      let floor =
        rho > 0 ? own.reduce(0) { $0 + Double($1) } / Double(count + 1) : mean
      nearest.append(rho)
      bandwidths.append(
        Float(max(Self.bandwidth(excesses, target: target), Self.least * floor)))
    }
    (self.nearest, self.bandwidths) = (nearest, bandwidths)
  }

  private static func bandwidth(_ excesses: [Double], target: Double) -> Double {
    var (low, high, middle) = (0.0, Double.infinity, 1.0)
    for _ in 0..<steps {
      let sum = excesses.reduce(0) { $0 + ($1 > 0 ? exp(-$1 / middle) : 1) }
      if abs(sum - target) < tolerance { break }
      if sum > target {
        high = middle
        middle = (low + high) / 2
      } else {
        low = middle
        middle = high.isInfinite ? 2 * middle : (low + high) / 2
      }
    }
    return middle
  }
}
