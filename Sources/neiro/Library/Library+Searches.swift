import NeiroCore
import NeiroRetrieval

extension Library {
  /// Makes what searches map, by a search: the first one of a person doesn't have to wait for it then.
  /// Where it can't be made or kept, a search says why.
  func prepareSearches() {
    guard gallery.count > 0, let query = Embedding(normalizing: gallery.embeddings[0]),
      let reranker = try? reranker(.usual(for: self, note: { _ in }))
    else { return }
    let queries = RetrievalRole.allCases.map { Reranker.BatchQuery(query, as: $0, excluding: []) }
    _ = try? reranker.rank(queries, limit: 1)
  }
}
