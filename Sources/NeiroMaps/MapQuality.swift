internal import Foundation
public import NeiroCore

/// How far a map can be trusted.
///
/// Let Uₖ(i) be the rows among i's k nearest on the map but not in the space, Vₖ(i) the other way
/// round, r(i, j) the rank of j among i's neighbours in the space and r̂(i, j) on the map:
///
/// - trustworthiness 1 − 2/(N·k·(2N − 3k − 1)) · Σᵢ Σ_{j ∈ Uₖ(i)} (r(i, j) − k)
/// - continuity 1 − 2/(N·k·(2N − 3k − 1)) · Σᵢ Σ_{j ∈ Vₖ(i)} (r̂(i, j) − k)
/// - neighbour preservation: the share of the k nearest in the space that are so on the map.
///
/// Equally near rows rank in their order. Above ``rowLimit`` rows, i runs over that many, drawn.
///
/// *Source*: Venna and Kaski, "Neighborhood preservation in nonlinear projection methods", 2001,
/// <https://doi.org/10.1007/3-540-44668-0_68>; equals scikit-learn's `trustworthiness`.
public struct MapQuality: Hashable, Sendable {
  /// 1 where nothing on the map looks nearer than it is.
  public let trustworthiness: Double
  /// 1 where nothing that is near looks far.
  public let continuity: Double
  public let neighbourPreservation: Double
  /// k
  public let neighbours: Int
  /// How many rows were looked at.
  public let rows: Int

  /// The most rows that are looked at.
  public static let rowLimit = 1000

  /// nil unless k < N/2.
  ///
  /// - Parameters:
  ///   - points: N points of a map.
  ///   - matrix: N × D, rows of unit length, all finite.
  ///   - neighbours: k.
  /// - Complexity: O(N·D) for each row that is looked at.
  public init?(
    of points: [SIMD2<Float>], for matrix: EmbeddingMatrix, neighbours: Int = 10
  ) {
    let n = points.count
    precondition(n == matrix.rowCount, "a point for each row")
    guard neighbours > 0, 2 * neighbours < n else { return nil }
    var generator = SeededGenerator(seed: 1)
    let rows =
      n > Self.rowLimit
      ? Array(generator.shuffle(Array(0..<n)).prefix(Self.rowLimit)).sorted() : Array(0..<n)
    let found = Parallel.map(rows) { row in
      RowQuality(row, points, matrix, neighbours)
    }
    let scale = Double(2 * n - 3 * neighbours - 1) * Double(neighbours * rows.count) / 2
    trustworthiness = 1 - Double(found.reduce(0) { $0 + $1.strangers }) / scale
    continuity = 1 - Double(found.reduce(0) { $0 + $1.lost }) / scale
    neighbourPreservation =
      Double(found.reduce(0) { $0 + $1.kept }) / Double(neighbours * rows.count)
    self.neighbours = neighbours
    self.rows = rows.count
  }
}

/// What one row adds to the sums of ``MapQuality``.
private struct RowQuality: Sendable {
  /// Σ (r − k) over its neighbours on the map that aren't any in the space.
  let strangers: Int
  /// Σ (r̂ − k) the other way round.
  let lost: Int
  /// Neighbours in both.
  let kept: Int

  init(_ row: Int, _ points: [SIMD2<Float>], _ matrix: EmbeddingMatrix, _ k: Int) {
    let own = matrix[row].map(Double.init)
    let inSpace = points.indices.map { other in -matrix.withRow(other) { Self.dot(own, $0) } }
    let place = SIMD2<Double>(points[row])
    let onMap = points.map { point in
      let way = SIMD2<Double>(point) - place
      return (way * way).sum()
    }
    let near = Self.nearest(k, inSpace, of: row)
    let nearOnMap = Self.nearest(k, onMap, of: row)
    strangers = nearOnMap.reduce(0) { $0 + max(0, Self.rank(of: $1, inSpace, from: row) - k) }
    lost = near.reduce(0) { $0 + max(0, Self.rank(of: $1, onMap, from: row) - k) }
    kept = Set(near).intersection(nearOnMap).count
  }

  /// In double: ranks far down are of rows that hardly differ.
  private static func dot(_ own: [Double], _ row: UnsafeBufferPointer<Float>) -> Double {
    // Four sums, since each addition waits for the one before it.
    var (a, b, c, d) = (0.0, 0.0, 0.0, 0.0)
    var index = 0
    while index + 4 <= own.count {
      a += own[index] * Double(row[index])
      b += own[index + 1] * Double(row[index + 1])
      c += own[index + 2] * Double(row[index + 2])
      d += own[index + 3] * Double(row[index + 3])
      index += 4
    }
    while index < own.count {
      a += own[index] * Double(row[index])
      index += 1
    }
    return a + b + (c + d)
  }

  private static func isNearer(_ a: Int, _ b: Int, _ distances: [Double]) -> Bool {
    distances[a] < distances[b] || distances[a] == distances[b] && a < b
  }

  private static func nearest(_ k: Int, _ distances: [Double], of row: Int) -> [Int] {
    var best: [Int] = []
    for other in distances.indices where other != row {
      if best.count == k, !isNearer(other, best[k - 1], distances) { continue }
      let place = best.firstIndex { isNearer(other, $0, distances) } ?? best.count
      best.insert(other, at: place)
      if best.count > k { best.removeLast() }
    }
    return best
  }

  /// From 1.
  private static func rank(of row: Int, _ distances: [Double], from own: Int) -> Int {
    var rank = 1
    for other in distances.indices where other != own && isNearer(other, row, distances) {
      rank += 1
    }
    return rank
  }
}
