internal import NeiroTorch

/// Every similar pair picked from among dissimilar ones: the mean over i of
/// log(1 + Σⱼ exp((sⱼ − sᵢ)/τ)), over the j that count against i.
///
/// It is the usual cross-entropy of picking the positive among positive and negatives. Two forms fit
/// isolated pair labels, and the mask tells them apart:
///
/// | Form | Mask |
/// |---|---|
/// | pair-level | none: all dissimilar pairs are every similar pair's negatives, sharing no clip |
/// | anchor-level | leaves an anchor's positive the dissimilar pairs of the same anchor |
///
/// A similar pair without any negative adds 0 to the mean, and is counted.
///
/// *Shapes*: those of ``ScoredPairs``; a scalar.
///
/// *Source*: van den Oord et al., "Representation learning with contrastive predictive coding",
/// 2018, <https://arxiv.org/abs/1807.03748>.
struct InfoNCEObjective: Objective {
  /// τ, dimensionless.
  let temperature: Double

  func loss(_ pairs: ScoredPairs) throws(TorchError) -> Tensor {
    // The mean of no number is none.
    guard try pairs.similar.shape[0] > 0, try pairs.dissimilar.shape[1] > 0
    else { return try pairs.zero() }
    var negatives = pairs.dissimilar
    // Before the temperature: however small it is, the mask outweighs any cosine.
    if let mask = pairs.mask { negatives = try negatives + mask }
    let logits = try (negatives * (1 / temperature)).logSumExpOfRows()  // [n, 1] or [1, 1]
    return try (logits - pairs.similar * (1 / temperature)).softplus().mean()
  }
}
