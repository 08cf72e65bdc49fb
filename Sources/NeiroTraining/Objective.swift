internal import NeiroCore
internal import NeiroTorch

/// Cosines of n similar and m dissimilar pairs, and which of these are compared.
///
/// Where the mask leaves only pairs that share an anchor, an objective compares an anchor's positives
/// with its own negatives; without one, all with all.
struct ScoredPairs {
  /// sᵢ, `[n, 1]`.
  let similar: Tensor
  /// sⱼ, `[1, m]`; or `[n, m]`, row i those of similar pair i, such as an anchor's library clips.
  let dissimilar: Tensor
  /// `[n, m]`: 0 where dissimilar pair j counts against similar pair i, else ``excluded``. Nil if
  /// all count.
  let mask: Tensor?

  /// Added to a cosine, leaves it without weight: exp(−10⁴/τ) is 0 in float32 up to τ = 90.
  static let excluded: Float = -1e4
}

/// A loss over labelled pairs.
///
/// It is 0, with a gradient of 0, where nothing is to be compared.
protocol Objective {
  /// - Parameter pairs: n and m may be 0.
  /// - Returns: A scalar.
  /// - Throws: `TorchError`.
  func loss(_ pairs: ScoredPairs) throws(TorchError) -> Tensor
}

extension TrainingObjective {
  /// - Parameter temperature: τ, the difference of two cosines that counts as one unit. The triplet
  ///   takes it for its margin.
  /// - Returns: The loss of this name.
  func objective(temperature: Double) -> any Objective {
    switch self {
    case .ranking: RankingObjective(temperature: temperature)
    case .infoNCE: InfoNCEObjective(temperature: temperature)
    case .pairLogistic: PairLogisticObjective(temperature: temperature)
    case .triplet: TripletObjective(margin: temperature)
    }
  }
}

extension ScoredPairs {
  /// sⱼ − sᵢ, `[n, m]`.
  func gaps() throws(TorchError) -> Tensor {
    try dissimilar - similar
  }

  /// The mean of `losses` `[n, m]` over what counts; 0 if nothing does.
  func mean(ofCounted losses: Tensor) throws(TorchError) -> Tensor {
    guard let mask else {
      return try losses.sum() * (1 / Double(max(losses.shape.reduce(1, *), 1)))
    }
    let weights = try (mask + Tensor([1], shape: [])).relu()  // 1 where a pair counts, else 0
    let count = try Double(weights.sum().scalar)
    return try (losses * weights).sum() * (1 / max(count, 1))
  }

  /// 0, from which a gradient of 0 goes to every pair: what a loss is that has nothing to compare.
  func zero() throws(TorchError) -> Tensor {
    try (similar.sum() + dissimilar.sum()) * 0
  }
}
