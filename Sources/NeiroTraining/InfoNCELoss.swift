internal import NeiroTorch

/// ``InfoNCEObjective``, each of its two forms by name.
struct InfoNCELoss {
  /// τ, dimensionless.
  let temperature: Double

  /// Every similar pair against all dissimilar pairs.
  ///
  /// *Shapes*: `similar` `[n, 1]` and `dissimilar` `[m, 1]`, cosines; a scalar.
  func pairLevel(similar: Tensor, dissimilar: Tensor) throws(TorchError) -> Tensor {
    try InfoNCEObjective(temperature: temperature).loss(
      ScoredPairs(similar: similar, dissimilar: dissimilar.transposed(), mask: nil))
  }

  /// Every anchor's positive against the negatives that the mask leaves it.
  ///
  /// *Shapes*: `positives` `[A, 1]` and `negatives` `[A, N]`, cosines; `mask` `[A, N]`, 0 for a
  /// negative and ``excluded`` for what is none; a scalar.
  func anchorLevel(
    positives: Tensor, negatives: Tensor, mask: Tensor
  ) throws(TorchError) -> Tensor {
    try InfoNCEObjective(temperature: temperature).loss(
      ScoredPairs(similar: positives, dissimilar: negatives, mask: mask))
  }

  static let excluded = ScoredPairs.excluded
}
