internal import Foundation
internal import NeiroCore

/// Uniform manifold approximation and projection: a map whose near points are a space's near rows.
///
/// As umap-learn does by default, but for two things: neighbours are exact, and the layout starts from
/// the two principal components instead of the graph's spectrum. That is quicker, keeps what lies far
/// apart apart, and was found to start no worse: Kobak and Linderman, 2021,
/// <https://doi.org/10.1038/s41587-020-00809-z>.
///
/// *Source*: McInnes, Healy and Melville, "UMAP", 2018, <https://arxiv.org/abs/1802.03426>.
struct UMAP {
  /// k, the row itself among them.
  var neighbours = 15
  var leastDistance = 0.1
  var spread = 1.0
  /// nil for 500, or 200 above 10,000 rows.
  var epochs: Int?
  var seed: UInt64 = 1

  /// Cosine distances nearer to zero than this are rounding.
  private static let rounding: Float = 1e-6
  /// How far from the middle the layout starts, and the noise that tells equal rows apart.
  private static let reach = 10.0
  private static let noise = 1e-4

  /// - Parameter matrix: N × D, rows of unit length, all finite.
  /// - Returns: N points.
  func layout(of matrix: EmbeddingMatrix) -> [SIMD2<Float>] {
    var points = start(matrix)
    guard matrix.rowCount > 1 else { return points }
    let graph = graph(of: matrix)
    LayoutOptimizer(
      curve: DistanceCurve(least: leastDistance, spread: spread),
      epochs: epochs ?? (matrix.rowCount > 10_000 ? 200 : 500), seed: seed
    ).optimize(&points, graph)
    return points
  }

  func graph(of matrix: EmbeddingMatrix) -> FuzzyGraph {
    let found = NearestNeighbours(of: matrix, count: neighbours - 1)
    let distances = found.similarities.map { similarity in
      1 - similarity < Self.rounding ? 0 : 1 - similarity
    }
    return FuzzyGraph(found, distances: distances)
  }

  private func start(_ matrix: EmbeddingMatrix) -> [SIMD2<Float>] {
    let scores = PrincipalComponents(of: matrix, count: 2).plane(of: matrix)
    let most = scores.reduce(0) { max($0, abs($1.x), abs($1.y)) }
    let scale = most > 0 ? Self.reach / most : 0
    // Another stream than the optimisation's.
    var generator = SeededGenerator(seed: seed &+ 0x5EED)
    return scores.map { score in
      let noise = SIMD2(generator.normal(), generator.normal()) * Self.noise
      return SIMD2<Float>(score * scale + noise)
    }
  }
}

extension PrincipalComponents {
  /// Where every row lies along the first two components; 0 along one that isn't there.
  func plane(of matrix: EmbeddingMatrix) -> [SIMD2<Double>] {
    (0..<matrix.rowCount).map { row in
      let scores = matrix.withRow(row) { self.scores(of: $0) }
      return SIMD2(scores.first ?? 0, scores.count > 1 ? scores[1] : 0)
    }
  }
}
