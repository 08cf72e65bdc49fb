internal import Foundation
internal import NeiroTorch

/// Similar pairs above a threshold c, dissimilar ones below it:
/// meanᵢ softplus((c − sᵢ)/τ) + meanⱼ softplus((sⱼ − c)/τ).
///
/// The logistic regression of the label on the cosine, both labels of equal weight. c is learnt: at
/// each call it is the one of least loss, which is found exactly as the loss is convex in it. An
/// encoder's cosines may all lie near 0.9, so that no constant would do, and as a parameter c would
/// lag behind the head. Where c is best the loss doesn't change with it, so the gradient is that of
/// the cosines with c held fixed.
///
/// Every dissimilar pair of `[1, m]` is judged by c alone, so the mask, which says what it is compared
/// with, is ignored. Only where similar pairs have dissimilar ones of their own, `[n, m]` with n > 1,
/// does it say which of these are pairs at all.
///
/// *Shapes*: those of ``ScoredPairs``; a scalar, 0 unless there are pairs of both kinds: a threshold
/// alone separates one kind from nothing.
///
/// *Source*: Guillaumin et al., "Is that you? Metric learning approaches for face identification"
/// (LDML, on distances), ICCV 2009, <https://doi.org/10.1109/ICCV.2009.5459197>.
struct PairLogisticObjective: Objective {
  /// τ, dimensionless.
  let temperature: Double

  func loss(_ pairs: ScoredPairs) throws(TorchError) -> Tensor {
    let mask = try pairs.dissimilar.shape[0] > 1 ? pairs.mask : nil
    let judged = ScoredPairs(similar: pairs.similar, dissimilar: pairs.dissimilar, mask: mask)
    var dissimilar = try pairs.dissimilar.values
    if let mask = try mask?.values {
      dissimilar = zip(dissimilar, mask).filter { $1 == 0 }.map(\.0)
    }
    guard let threshold = try threshold(similar: pairs.similar.values, dissimilar: dissimilar)
    else { return try pairs.zero() }
    let c = try Tensor([threshold], shape: [])
    let missed = try ((c - pairs.similar) * (1 / temperature)).softplus().mean()
    return try missed
      + judged.mean(ofCounted: ((pairs.dissimilar - c) * (1 / temperature)).softplus())
  }

  /// The c of least loss; nil without pairs of both kinds.
  private func threshold(similar: [Float], dissimilar: [Float]) -> Float? {
    guard !similar.isEmpty, !dissimilar.isEmpty else { return nil }
    /// The mean derivative of softplus((c − s)/τ), times τ.
    func meanSlope(_ cosines: [Float], at c: Double) -> Double {
      cosines.reduce(0) { $0 + 1 / (1 + exp((Double($1) - c) / temperature)) }
        / Double(cosines.count)
    }
    var low = Double(min(similar.min() ?? 0, dissimilar.min() ?? 0))
    var high = Double(max(similar.max() ?? 0, dissimilar.max() ?? 0))
    // Halved 30 times, the range of a cosine is below float32's precision.
    for _ in 0..<30 {
      let c = (low + high) / 2
      // d/dc: the second mean's derivative at s is that of the first, less 1.
      if meanSlope(similar, at: c) + meanSlope(dissimilar, at: c) < 1 { low = c } else { high = c }
    }
    return Float((low + high) / 2)
  }
}
