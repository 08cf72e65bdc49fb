public import NeiroCore

/// A library drawn on a plane: clips that sound alike lie near each other, as far as a plane can.
public struct LibraryMap: Sendable {
  public enum Method: String, CaseIterable, Sendable {
    /// Keeps neighbours together; how far apart groups lie says little.
    case umap
    /// The plane along which the clips differ most: quick, plain, and coarse.
    case pca
  }

  public let method: Method
  /// A point of every row; nil for one that isn't finite.
  public let points: [SIMD2<Float>?]
  /// nil where there are too few rows to tell.
  public let quality: MapQuality?

  init(method: Method, points: [SIMD2<Float>?], quality: MapQuality?) {
    (self.method, self.points, self.quality) = (method, points, quality)
  }

  /// Draws a map.
  ///
  ///     let map = LibraryMap(of: gallery.embeddings, by: .umap)
  ///     map.quality?.trustworthiness  // 1: no clip looks nearer than it is
  ///
  /// - Parameters:
  ///   - matrix: N × D, rows of unit length, compared by cosine.
  ///   - method: How.
  ///   - seed: Of what is random; the same seed gives the same map.
  ///   - epochs: Rounds of UMAP's optimisation; nil for 500, or 200 above 10,000 rows.
  /// - Complexity: O(N²·D) for UMAP, O(N·D²) for PCA; the quality O(N·D) for each of at most 1,000 rows.
  public init(
    of matrix: EmbeddingMatrix, by method: Method, seed: UInt64 = 1, epochs: Int? = nil
  ) {
    self.method = method
    let finite = (0..<matrix.rowCount).filter { row in
      matrix.withRow(row) { $0.allSatisfy(\.isFinite) }
    }
    let usable =
      finite.count == matrix.rowCount
      ? matrix
      : EmbeddingMatrix(dimension: matrix.dimension, values: finite.flatMap { matrix[$0] })
    let found: [SIMD2<Float>] =
      switch method {
      case .umap: UMAP(epochs: epochs, seed: seed).layout(of: usable)
      case .pca:
        PrincipalComponents(of: usable, count: 2).plane(of: usable).map { SIMD2<Float>($0) }
      }
    var points = [SIMD2<Float>?](repeating: nil, count: matrix.rowCount)
    for (row, point) in zip(finite, found) { points[row] = point }
    self.points = points
    quality = MapQuality(of: found, for: usable)
  }
}
