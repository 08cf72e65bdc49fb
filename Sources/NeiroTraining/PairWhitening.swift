internal import NeiroTorch

/// Within-class whitening from labelled similar pairs, in closed form and in their own span.
///
/// With S half the mean of (a − b)(a − b)ᵀ over the similar pairs, the map is that of
/// ``WithinClassWhitening``, ((1 − λ)·S + λ·tr(S)/D·I)^−½, scaled so that what S doesn't touch stays:
/// I + V·diag(g)·Vᵀ, with V the eigenvectors of S and gₖ = ((1 − λ)·wₖ / (λ·tr(S)/D) + 1)^−½ − 1 of
/// its eigenvalues w. S has no more of them than there are pairs, which are found on the pairs' own
/// Gram matrix.
struct PairWhitening {
  /// V, `[D, r]`.
  let directions: Tensor
  /// V·diag(g), `[D, r]`.
  let scaled: Tensor
  let rank: Int

  /// Beyond so many directions of labels the eigenvalues are noise.
  static let mostDirections = 64

  /// - Parameters:
  ///   - left: x of one clip of each similar pair, `[n, D]`.
  ///   - right: x of the other, `[n, D]`.
  ///   - shrinkage: λ, above 0.
  /// - Throws: ``TorchError``. It is nil where no pair differs.
  init?(left: Tensor, right: Tensor, shrinkage: Double) throws(TorchError) {
    let (count, dimension) = (try left.shape[0], try left.shape[1])
    let differences = try (left - right) * (1 / Double(2 * count).squareRoot())  // [n, D]
    let basis = try SpanBasis(differences, mostDirections: Self.mostDirections)
    guard let basis else { return nil }
    // Of all eigenvalues, also of those that are left out.
    let floor = shrinkage * basis.trace / Double(dimension)
    let gains = basis.eigenvalues.map {
      Float(1 / ((1 - shrinkage) * $0 / floor + 1).squareRoot() - 1)
    }
    directions = basis.directions
    scaled = try basis.directions * Tensor(gains, shape: [1, gains.count])
    rank = gains.count
  }

  /// y = normalize(x + V(gVᵀx)): `[R, D]` → `[R, D]`.
  func apply(_ x: Tensor) throws(TorchError) -> Tensor {
    try (x + x.matmul(scaled).matmul(directions.transposed())).normalizedRows()
  }
}

/// The main directions of some vectors, found on their Gram matrix: they are fewer than dimensions.
struct SpanBasis {
  /// Columns of unit length, `[D, m]`, the most important first.
  let directions: Tensor
  /// Σ over the vectors of their squared components in each direction.
  let eigenvalues: [Double]
  /// The sum over all directions, also those left out.
  let trace: Double

  /// - Parameters:
  ///   - vectors: `[n, D]`.
  ///   - mostDirections: The most columns.
  /// - Throws: ``TorchError``. It is nil where all vectors are zero.
  init?(_ vectors: Tensor, mostDirections: Int) throws(TorchError) {
    let gram = try vectors.matmul(vectors.transposed()).symmetricEigen()
    let largest = Double(gram.values.last ?? 0)
    guard largest > 0, largest.isFinite else { return nil }
    // Ascending; below this share they are rounding errors.
    let kept = gram.values.indices.reversed()
      .filter { Double(gram.values[$0]) > 1e-6 * largest }.prefix(mostDirections)
    let columns = try gram.vectors.transposed().rows(Array(kept))  // [m, n]
    eigenvalues = kept.map { Double(gram.values[$0]) }
    trace = gram.values.reduce(0) { $0 + max(Double($1), 0) }
    let lengths = eigenvalues.map { Float(1 / $0.squareRoot()) }
    directions =
      try columns.matmul(vectors).transposed()
      * Tensor(lengths, shape: [1, lengths.count])
  }
}
