internal import Foundation
internal import NeiroCore

/// Moves the points of a map until near ones are those that belong together.
///
/// An edge is drawn in as many epochs as its weight is a share of the greatest. Each time it pulls its
/// two points together along the gradient of log of the ``DistanceCurve``, and pushes the first away
/// from five points drawn at random along that of log(1 − curve). A step is at most 4 along each axis,
/// times a learning rate that falls from 1 to 0. One thread, so that a seed gives the same map.
///
/// *Source*: McInnes, Healy and Melville, "UMAP", 2018, <https://arxiv.org/abs/1802.03426>, algorithm 5;
/// the bounds and 0.001, which keeps two points that coincide apart, are umap-learn's.
struct LayoutOptimizer {
  let curve: DistanceCurve
  let epochs: Int
  let seed: UInt64

  private static let negatives = 5
  private static let bound: Float = 4
  private static let nearly: Float = 0.001

  func optimize(_ points: inout [SIMD2<Float>], _ graph: FuzzyGraph) {
    guard let most = graph.edges.map(\.weight).max(), points.count > 1, epochs > 0 else { return }
    // Edges that would never be drawn.
    let edges = graph.edges.filter { $0.weight >= most / Float(epochs) }
    let intervals = edges.map { Double(most / $0.weight) }
    var nextDraw = intervals
    // Counted apart from the draws, so that five to one holds on average for every edge.
    let share = 1 / Double(Self.negatives)
    var nextPush = intervals.map { $0 * share }
    let (a, b) = (Float(curve.a), Float(curve.b))
    var generator = SeededGenerator(seed: seed)
    points.withUnsafeMutableBufferPointer { points in
      for epoch in 0..<epochs {
        let time = Double(epoch)
        let rate = 1 - Float(epoch) / Float(epochs)
        for (place, edge) in edges.enumerated() where nextDraw[place] <= time {
          let (i, j) = (Int(edge.from), Int(edge.to))
          let pull = Self.pull(points[i] - points[j], a, b) * rate
          points[i] += pull
          points[j] -= pull
          nextDraw[place] += intervals[place]
          let pushes = Int((time - nextPush[place]) / (intervals[place] * share))
          for _ in 0..<max(0, pushes) {
            let other = generator.index(below: points.count)
            guard other != i else { continue }
            points[i] += Self.push(points[i] - points[other], a, b) * rate
          }
          nextPush[place] += Double(pushes) * intervals[place] * share
        }
      }
    }
  }

  @inline(__always)
  private static func pull(_ way: SIMD2<Float>, _ a: Float, _ b: Float) -> SIMD2<Float> {
    let square = (way * way).sum()
    guard square > 0 else { return .zero }
    let power = pow(square, b)
    return bounded(-2 * a * b * power / square / (a * power + 1) * way)
  }

  @inline(__always)
  private static func push(_ way: SIMD2<Float>, _ a: Float, _ b: Float) -> SIMD2<Float> {
    let square = (way * way).sum()
    guard square > 0 else { return .zero }
    return bounded(2 * b / ((nearly + square) * (a * pow(square, b) + 1)) * way)
  }

  @inline(__always)
  private static func bounded(_ step: SIMD2<Float>) -> SIMD2<Float> {
    step.clamped(
      lowerBound: SIMD2(repeating: -bound), upperBound: SIMD2(repeating: bound))
  }
}
