import NeiroCore
import NeiroEvaluation
import NeiroHead
import NeiroPairs
import NeiroRetrieval

/// A ranker at work on a library, as evaluation compares it with others.
struct RankingMethod {
  let ranker: Ranker
  /// What its TREC runs are called.
  let tag: String
  /// The library for a target, best first.
  let rank: (_ target: Target, _ limit: Int) throws -> [RankedClip]
  /// How alike two rows of the library are, by the score that `rank` sorts by.
  let similarity: (RowPair) -> Double
}

extension Library {
  /// All rankers that there are for this library, each after those it stands on.
  func rankingMethods(_ checkpoint: Checkpoint?) throws -> [RankingMethod] {
    var methods = [try rankingMethod(.raw, nil)]
    if let checkpoint { methods.append(try rankingMethod(.head, checkpoint)) }
    return methods
  }

  private func rankingMethod(
    _ ranker: Ranker, _ checkpoint: Checkpoint?
  ) throws -> RankingMethod {
    let reranker = try reranker(checkpoint)
    return RankingMethod(
      ranker: ranker, tag: checkpoint?.manifest.name ?? ranker.rawValue,
      rank: { target, limit in
        try reranker.rank(
          query: target.embedding, limit: limit, excluding: excluded(for: target))
      },
      similarity: { pair in
        let (a, b) = (gallery.embeddings[pair.a], gallery.embeddings[pair.b])
        let raw = Self.cosine(a, b)
        guard let head = checkpoint?.head, let alpha = checkpoint?.manifest.alpha, alpha > 0
        else { return raw }
        return (1 - alpha) * raw + alpha * Self.cosine(head.project(a), head.project(b))
      })
  }

  private static func cosine(_ a: [Float], _ b: [Float]) -> Double {
    Double(a.withUnsafeBufferPointer { a in b.withUnsafeBufferPointer { UnitVector.dot(a, $0) } })
  }
}

extension ByRanker {
  /// A value of each method.
  init(_ methods: [RankingMethod], _ value: (RankingMethod) throws -> Value?) rethrows {
    self.init()
    for method in methods { self[method.ranker] = try value(method) }
  }
}
