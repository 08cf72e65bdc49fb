/// Metrics on judged pairs alone, where no ranking of a library is asked for.
public enum PairMetrics {
  /// The chance that a similar pair scores higher than a dissimilar one: the area under the ROC
  /// curve. A tie counts half.
  ///
  /// - Returns: nil where one kind of pair is missing.
  ///
  /// Source: Fawcett, "An introduction to ROC analysis", Pattern Recognition Letters 27(8), 2006,
  /// <https://doi.org/10.1016/j.patrec.2005.10.010>.
  public static func rocAUC(similar: [Double], dissimilar: [Double]) -> Double? {
    PairOrder.tally(similar: similar, dissimilar: dissimilar).rocAUC
  }

  /// The mean precision over the similar pairs: Σ (Rₙ − Rₙ₋₁)·Pₙ over the distinct scores from the
  /// highest down, where precision Pₙ and recall Rₙ are of the pairs that score at least as much.
  /// Chance is the share of similar pairs.
  ///
  /// - Returns: nil where one kind of pair is missing.
  ///
  /// Source: equals scikit-learn's `average_precision_score`,
  /// <https://scikit-learn.org/stable/modules/model_evaluation.html>.
  public static func averagePrecision(similar: [Double], dissimilar: [Double]) -> Double? {
    PairOrder.tally(similar: similar, dissimilar: dissimilar).averagePrecision
  }

  /// Precision and recall of "similar from this score on" at every distinct score, from the highest
  /// down. Empty where there are no similar pairs.
  ///
  /// Source: equals scikit-learn's `precision_recall_curve`, whose order is the other way round and
  /// which adds a point with recall 0.
  public static func precisionRecallCurve(
    similar: [Double], dissimilar: [Double]
  ) -> [(score: Double, recall: Double, precision: Double)] {
    let sorted = (similar.map { ($0, true) } + dissimilar.map { ($0, false) })
      .sorted { $0.0 > $1.0 }
    guard !similar.isEmpty else { return [] }
    var found = 0
    var curve: [(score: Double, recall: Double, precision: Double)] = []
    for (index, (score, isSimilar)) in sorted.enumerated() {
      if isSimilar { found += 1 }
      if index + 1 < sorted.count, sorted[index + 1].0 == score { continue }
      curve.append(
        (score, Double(found) / Double(similar.count), Double(found) / Double(index + 1)))
    }
    return curve
  }

  /// Of all triplets (anchor, similar, dissimilar) that the pairs form, the share whose similar
  /// clip scores higher. A tie counts half.
  ///
  /// - Parameters:
  ///   - pairs: Judged pairs.
  ///   - score: The similarity to look at.
  /// - Returns: nil if no anchor has both kinds of pairs.
  /// - Complexity: O(n log n) for n pairs, whatever the number of triplets.
  public static func tripletAgreement(
    _ pairs: [ScoredPair], by score: (ScoredPair) -> Double
  ) -> Double? {
    var wins = 0.0
    var triplets = 0.0
    for indices in anchors(pairs) {
      let partners = indices.map { pairs[$0] }
      let tally = PairOrder.tally(
        similar: partners.filter(\.isSimilar).map(score),
        dissimilar: partners.filter { !$0.isSimilar }.map(score))
      wins += tally.wins
      triplets += tally.comparisons
    }
    return triplets > 0 ? wins / triplets : nil
  }

  /// The pairs of each clip that has both kinds, in the order of the clips' numbers.
  static func anchors(_ pairs: [ScoredPair]) -> [[Int]] {
    var partners: [Int: [Int]] = [:]
    for (index, pair) in pairs.enumerated() {
      for anchor in [pair.a, pair.b] { partners[anchor, default: []].append(index) }
    }
    return partners.sorted { $0.key < $1.key }.map(\.value).filter { indices in
      indices.contains { pairs[$0].isSimilar } && indices.contains { !pairs[$0].isSimilar }
    }
  }
}
