internal import NeiroTorch

/// InfoNCE in the forms that isolated pair labels fit.
///
/// | Form | Labels it takes | Formula, averaged |
/// |---|---|---|
/// | pair-level | similar pairs i, dissimilar pairs j, sharing no clip | log(1 + Σⱼ exp((sⱼ − sᵢ)/τ)) |
/// | anchor-level | an anchor's positive and its negatives n | log(1 + Σₙ exp((sₙ − s₊)/τ)) |
///
/// Both are the usual cross-entropy of picking the positive among positive and negatives; with one
/// negative they are softplus((s₋ − s₊)/τ). s is the cosine of two projections.
///
/// *Source*: van den Oord et al., "Representation learning with contrastive predictive coding",
/// 2018, <https://arxiv.org/abs/1807.03748>.
struct InfoNCELoss {
  /// τ, dimensionless.
  let temperature: Double

  /// Every similar pair against all dissimilar pairs.
  ///
  /// *Shapes*: `similar` `[n, 1]` and `dissimilar` `[m, 1]`, cosines, n and m ≥ 1; a scalar.
  func pairLevel(similar: Tensor, dissimilar: Tensor) throws(TorchError) -> Tensor {
    let negatives = try (dissimilar.transposed() * (1 / temperature)).logSumExpOfRows()  // [1, 1]
    return try (negatives - similar * (1 / temperature)).softplus().mean()
  }

  /// Every anchor's positive against the negatives that the mask leaves it.
  ///
  /// *Shapes*: `positives` `[A, 1]` and `negatives` `[A, N]`, cosines; `mask` `[A, N]`, 0 for a
  /// negative and ``excluded`` for what is none; a scalar.
  func anchorLevel(
    positives: Tensor, negatives: Tensor, mask: Tensor
  ) throws(TorchError) -> Tensor {
    let logits = try negatives * (1 / temperature) + mask  // [A, N]
    return try (logits.logSumExpOfRows() - positives * (1 / temperature)).softplus().mean()
  }

  /// Added to a logit, leaves it without weight: exp(−10⁴) is 0 in float32.
  static let excluded: Float = -1e4
}
