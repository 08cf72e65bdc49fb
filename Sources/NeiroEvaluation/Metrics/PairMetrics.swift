/// A judged pair with its similarity by each ranker.
public struct ScoredPair: Hashable, Sendable {
  /// The two clips, as rows or any numbers that tell clips apart.
  public let a: Int
  public let b: Int
  public let isSimilar: Bool
  public let scores: ByRanker<Double>
  /// Pairs of one group depend on each other: they share clips, or their clips are alike.
  public let group: Int

  public init(a: Int, b: Int, isSimilar: Bool, scores: ByRanker<Double>, group: Int) {
    self.a = a
    self.b = b
    self.isSimilar = isSimilar
    self.scores = scores
    self.group = group
  }

  func score(by ranker: Ranker) -> Double { scores[ranker] ?? .nan }
}

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
    guard !similar.isEmpty, !dissimilar.isEmpty else { return nil }
    let sorted = dissimilar.sorted()
    let wins = similar.reduce(0.0) { wins, score in
      let below = sorted.partitionPoint { $0 < score }
      let upTo = sorted.partitionPoint { $0 <= score }
      return wins + Double(below) + 0.5 * Double(upTo - below)
    }
    return wins / (Double(similar.count) * Double(dissimilar.count))
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
    guard !similar.isEmpty, !dissimilar.isEmpty else { return nil }
    let positives = similar.sorted(by: >)
    let negatives = dissimilar.sorted(by: >)
    var sum = 0.0
    var found = 0
    while found < positives.count {
      let score = positives[found]
      let upTo = positives.partitionPoint { $0 >= score }
      let intruders = negatives.partitionPoint { $0 >= score }
      sum += Double(upTo - found) * Double(upTo) / Double(upTo + intruders)
      found = upTo
    }
    return sum / Double(positives.count)
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
    var similar: [Int: [Double]] = [:]
    var dissimilar: [Int: [Double]] = [:]
    for pair in pairs {
      for anchor in [pair.a, pair.b] {
        if pair.isSimilar {
          similar[anchor, default: []].append(score(pair))
        } else {
          dissimilar[anchor, default: []].append(score(pair))
        }
      }
    }
    var agreed = 0.0
    var triplets = 0
    for (anchor, positives) in similar.sorted(by: { $0.key < $1.key }) {
      guard let negatives = dissimilar[anchor],
        let share = rocAUC(similar: positives, dissimilar: negatives)
      else { continue }
      agreed += share * Double(positives.count * negatives.count)
      triplets += positives.count * negatives.count
    }
    return triplets > 0 ? agreed / Double(triplets) : nil
  }
}

extension Array {
  /// The first index from which `isBefore` no longer holds.
  ///
  /// - Precondition: `isBefore` holds for a prefix and for nothing after it.
  fileprivate func partitionPoint(_ isBefore: (Element) -> Bool) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if isBefore(self[middle]) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
