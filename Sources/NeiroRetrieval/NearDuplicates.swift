public import NeiroCore

/// A result with those ranked lower that sound the same.
public struct FoldedClip: Hashable, Sendable {
  public let best: RankedClip
  /// In the order of the ranking.
  public internal(set) var copies: [RankedClip]

  public init(_ best: RankedClip, copies: [RankedClip] = []) {
    self.best = best
    self.copies = copies
  }
}

public enum NearDuplicates {
  /// Lets the best of several results that sound the same stand for all.
  ///
  /// - Parameters:
  ///   - ranked: Results, best first.
  ///   - embeddings: The raw embedding of each, one row of unit length a result.
  ///   - cosine: From which two sound the same.
  /// - Returns: Each result once, under the best one that it sounds like or on its own. What sounds
  ///   like a copy but not like the result it is folded into stands for itself: chains of small steps
  ///   lead anywhere.
  public static func fold(
    _ ranked: [RankedClip], embeddings: EmbeddingMatrix, from cosine: Float
  ) -> [FoldedClip] {
    precondition(ranked.count == embeddings.rowCount, "an embedding for each result")
    var folded: [FoldedClip] = []
    var places: [Int] = []
    for (place, clip) in ranked.enumerated() {
      let same = places.firstIndex { other in
        embeddings.withRow(place) { own in
          embeddings.withRow(other) { UnitVector.dot(own, $0) >= cosine }
        }
      }
      if let same {
        folded[same].copies.append(clip)
      } else {
        folded.append(FoldedClip(clip))
        places.append(place)
      }
    }
    return folded
  }
}
