internal import NeiroTorch

/// Every similar pair above every dissimilar one: the mean over all (i, j) that count of
/// softplus((sⱼ − sᵢ)/τ).
///
/// InfoNCE with one negative at a time. With a step in place of softplus it would be 1 − AUC, so it
/// is a smooth AUC: it doesn't matter how high cosines are, only which are higher, and no pair
/// outweighs the others as the hardest negative does in InfoNCE.
///
/// *Shapes*: those of ``ScoredPairs``; a scalar.
///
/// *Source*: Burges et al., "Learning to rank using gradient descent" (RankNet), ICML 2005,
/// <https://doi.org/10.1145/1102351.1102363>.
struct RankingObjective: Objective {
  /// τ, dimensionless.
  let temperature: Double

  func loss(_ pairs: ScoredPairs) throws(TorchError) -> Tensor {
    try pairs.mean(ofCounted: (pairs.gaps() * (1 / temperature)).softplus())
  }
}
