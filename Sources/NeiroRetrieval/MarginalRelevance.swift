public import NeiroCore

/// Chooses results that are good and unlike one another: each next one is that with the largest
/// λ·score − (1 − λ)·(its largest cosine to those chosen before).
///
/// Both are put on the scale of the results themselves, 0 for the least and 1 for the largest: scores
/// of a blend and cosines spread unlike.
///
/// *Source*: Carbonell and Goldstein, "The use of MMR, diversity-based reranking for reordering documents
/// and producing summaries", SIGIR 1998, <https://doi.org/10.1145/290941.291025>.
public enum MarginalRelevance {
  /// - Parameters:
  ///   - limit: How many to choose.
  ///   - scores: Of each result; the best is chosen first.
  ///   - embeddings: The raw embedding of each, one row of unit length a result.
  ///   - relevance: λ, from 0 to 1.
  /// - Returns: Places in `scores`, in the order in which they were chosen; of equals the first.
  /// - Complexity: O(limit · results · D).
  public static func choose(
    _ limit: Int, scores: [Float], embeddings: EmbeddingMatrix, relevance: Float
  ) -> [Int] {
    precondition(scores.count == embeddings.rowCount, "an embedding for each result")
    guard limit > 0, let best = scores.max(), let first = scores.firstIndex(of: best) else {
      return []
    }
    let relevances = scaled(scores, from: scores.min() ?? best, to: best)
    // The least alike of all results is 0, a result itself is 1.
    let lowest = embeddings.similarities(to: embeddings[first]).min() ?? 0
    var chosen = [first]
    var nearest = [Float](repeating: -.infinity, count: scores.count)
    var left = Array(scores.indices.filter { $0 != first })
    while chosen.count < limit, let last = chosen.last, !left.isEmpty {
      let cosines = embeddings.similarities(to: embeddings[last])
      for place in left { nearest[place] = max(nearest[place], cosines[place]) }
      let alike = scaled(nearest, from: lowest, to: 1)
      let values = left.map { relevance * relevances[$0] - (1 - relevance) * alike[$0] }
      let largest = values.max() ?? 0
      let next = values.firstIndex(of: largest) ?? 0
      chosen.append(left.remove(at: next))
    }
    return chosen
  }

  private static func scaled(_ values: [Float], from low: Float, to high: Float) -> [Float] {
    let range = high - low
    return values.map { range > 0 ? ($0 - low) / range : 0 }
  }
}
