internal import NeiroTorch

/// The closed form that a base starts from: what differs between sounds of one preset is shrunk.
///
/// With S the scatter within classes, W = ((1 − λ)·S + λ·tr(S)/D·I)^−½, scaled so that its
/// singular values have a mean square of 1; a class is a preset with the phrases that it played.
///
/// *Source*: Hatch, Kajarekar and Stolcke, "Within-class covariance normalization for SVM-based
/// speaker recognition", Interspeech 2006, <https://doi.org/10.21437/Interspeech.2006-183>; the
/// shrinkage is that of Friedman, "Regularized discriminant analysis", 1989.
enum WithinClassWhitening {
  /// - Parameters:
  ///   - members: k tensors `[N, D]`: row i of each is a member of class i.
  ///   - shrinkage: λ, above 0.
  /// - Returns: W, `[D, D]`, symmetric.
  /// - Throws: ``TorchError``.
  static func map(_ members: [Tensor], shrinkage: Double) throws(TorchError) -> Tensor {
    let dimension = try members[0].shape[1]
    let inverse = try scatter(members).shrunk(by: shrinkage).symmetricEigen()
    // V·diag(w^−½)·Vᵀ
    let weights = inverse.values.map { 1 / max($0, .leastNormalMagnitude).squareRoot() }
    let meanSquare =
      weights.reduce(0.0) { $0 + Double($1) * Double($1) } / Double(dimension)
    let scaled = weights.map { Float(Double($0) / meanSquare.squareRoot()) }
    let diagonal = try Tensor(scaled, shape: [1, dimension])
    return try (inverse.vectors * diagonal).matmul(inverse.vectors.transposed())
  }

  /// S: half the mean of (a − b)(a − b)ᵀ over all pairs of two members of a class, `[D, D]`.
  ///
  /// Over a class of k, the pairs' sum is k·Σ aaᵀ − ssᵀ, with s the sum of its members.
  static func scatter(_ members: [Tensor]) throws(TorchError) -> Tensor {
    let count = Double(members.count)
    var sum = members[0]
    for member in members.dropFirst() { sum = try sum + member }
    var scatter = try sum.transposed().matmul(sum) * -1
    for member in members { scatter = try scatter + member.transposed().matmul(member) * count }
    return try scatter * (1 / (Double(sum.shape[0]) * count * (count - 1)))
  }
}

extension Tensor {
  /// (1 − λ)·S + λ·tr(S)/D·I of a square matrix S.
  fileprivate func shrunk(by shrinkage: Double) throws(TorchError) -> Tensor {
    var values = try self.values
    let dimension = try shape[0]
    let trace = (0..<dimension).reduce(0.0) { $0 + Double(values[$1 * (dimension + 1)]) }
    for index in values.indices { values[index] *= Float(1 - shrinkage) }
    for d in 0..<dimension {
      values[d * (dimension + 1)] += Float(shrinkage * trace / Double(dimension))
    }
    return try Tensor(values, shape: [dimension, dimension])
  }
}
