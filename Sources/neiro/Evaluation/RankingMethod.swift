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
  let similarity: (RowPair) throws -> Double
}

extension Library {
  /// All rankers that a choice is made of, each after those it stands on.
  func rankingMethods(_ choice: RankingChoice) throws -> [RankingMethod] {
    var methods = [try method(.raw, "raw", .raw)]
    if choice.adaptation != nil {
      methods.append(try method(.adapted, "adapted", choice.withoutHead))
    }
    if let checkpoint = choice.checkpoint {
      methods.append(try method(.head, checkpoint.manifest.name, choice))
    }
    return methods
  }

  private func method(
    _ ranker: Ranker, _ tag: String, _ choice: RankingChoice
  ) throws -> RankingMethod {
    let reranker = try reranker(choice)
    let space = EmbeddingSpace(
      raw: gallery.embeddings, roles: roles, adaptation: choice.adaptation)
    return RankingMethod(
      ranker: ranker, tag: tag,
      rank: { target, limit in
        try reranker.rank(
          query: target.embedding, as: target.role, limit: limit, excluding: excluded(for: target))
      },
      similarity: { pair in
        // One searches with the loop of a pair; of two presets either may ask.
        let directions = [(pair.a, pair.b), (pair.b, pair.a)].filter { query, partner in
          roles[partner] == .gallery || roles[query] == .query
        }
        let sum = try directions.reduce(0) { sum, pair in
          sum + (try similarity(of: pair.0, to: pair.1, choice, space, reranker))
        }
        return sum / Double(directions.count)
      })
  }

  private func similarity(
    of query: Int, to partner: Int, _ choice: RankingChoice, _ space: EmbeddingSpace,
    _ reranker: Reranker
  ) throws -> Double {
    let before = Double(space.similarity(of: query, to: partner))
    let alpha = choice.alphas[roles[query]]
    guard alpha > 0, let embedding = Embedding(normalizing: gallery.embeddings[query]) else {
      return before
    }
    let head = try reranker.headSimilarity(
      of: embedding, as: roles[query], to: partner,
      excluding: neverResults.union([gallery.clips[query]]))
    return (1 - alpha) * before + alpha * Double(head ?? 0)
  }
}

extension ByRanker {
  /// A value of each method.
  init(_ methods: [RankingMethod], _ value: (RankingMethod) throws -> Value?) rethrows {
    self.init()
    for method in methods { self[method.ranker] = try value(method) }
  }
}
