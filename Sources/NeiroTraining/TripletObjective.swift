internal import NeiroTorch

/// Every similar pair above every dissimilar one by a margin: the mean over all (i, j) that count of
/// max(0, margin − sᵢ + sⱼ).
///
/// Pairs of pairs that keep the margin have no gradient: the head leaves alone what is right already.
///
/// *Shapes*: those of ``ScoredPairs``; a scalar.
///
/// *Source*: Schroff et al., "FaceNet: A unified embedding for face recognition and clustering",
/// CVPR 2015, <https://arxiv.org/abs/1503.03832>. Its margin of 0.2 is one of squared distances,
/// 2 − 2s; as one of cosines it is 0.1.
struct TripletObjective: Objective {
  /// In cosines.
  let margin: Double

  func loss(_ pairs: ScoredPairs) throws(TorchError) -> Tensor {
    let margin = try Tensor([Float(margin)], shape: [])
    return try pairs.mean(ofCounted: (pairs.gaps() + margin).relu())
  }
}
