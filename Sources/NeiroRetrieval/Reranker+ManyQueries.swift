import Dispatch
import Foundation
public import NeiroCore
import Synchronization

extension Reranker {
  /// The rankings of many queries, in their order.
  ///
  /// - Parameters:
  ///   - queries: Q embeddings of D numbers.
  ///   - limit: How many answers for each query.
  ///   - candidates: As for one query.
  ///   - excluded: Q sets of clips to leave out, one for each query; none to leave nothing out.
  /// - Precondition: `excluded` is empty or as long as `queries`.
  /// - Throws: What one query throws; of several, the error of the first query.
  public func rank(
    queries: [Embedding], limit: Int, candidates: Int? = nil, excluding excluded: [Set<ClipID>] = []
  ) throws -> [[RankedClip]] {
    var rankings: [[RankedClip]] = []
    rankings.reserveCapacity(queries.count)
    try forEachRanking(of: queries, limit: limit, candidates: candidates, excluding: excluded) {
      rankings.append($1)
    }
    return rankings
  }

  /// Ranks many queries on all cores, and hands over each ranking in the order of the queries.
  ///
  /// Only a few rankings are in memory at a time, so that whole libraries can be ranked.
  ///
  /// - Parameters:
  ///   - queries: Q embeddings of D numbers.
  ///   - limit: How many answers for each query.
  ///   - candidates: As for one query.
  ///   - excluded: Q sets of clips to leave out, one for each query; none to leave nothing out.
  ///   - body: Called on the caller's thread with the query's index and its ranking.
  /// - Precondition: `excluded` is empty or as long as `queries`.
  /// - Throws: What one query throws, or `body`.
  public func forEachRanking(
    of queries: [Embedding], limit: Int, candidates: Int? = nil,
    excluding excluded: [Set<ClipID>] = [], _ body: (Int, [RankedClip]) throws -> Void
  ) throws {
    precondition(excluded.isEmpty || excluded.count == queries.count, "one set for each query")
    // Before the queries occupy the cores, because this uses all of them.
    if candidates == nil, !queries.isEmpty { projected?.all() }
    let batchSize = 4 * ProcessInfo.processInfo.activeProcessorCount
    for start in stride(from: 0, to: queries.count, by: batchSize) {
      let batch = start..<min(start + batchSize, queries.count)
      let results = Mutex([Result<[RankedClip], any Error>?](repeating: nil, count: batch.count))
      DispatchQueue.concurrentPerform(iterations: batch.count) { offset in
        let index = batch.lowerBound + offset
        let result = Result {
          try rank(
            query: queries[index], limit: limit, candidates: candidates,
            excluding: excluded.isEmpty ? [] : excluded[index])
        }
        results.withLock { $0[offset] = result }
      }
      let ranked = results.withLock { $0 }
      for (offset, result) in ranked.enumerated() {
        if let ranking = try result?.get() { try body(batch.lowerBound + offset, ranking) }
      }
    }
  }
}
