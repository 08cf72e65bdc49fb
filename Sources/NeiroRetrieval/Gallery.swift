public import NeiroCore

/// A row and its score.
public struct ScoredRow: Hashable, Sendable {
  public let row: Int
  public let score: Float

  public init(row: Int, score: Float) {
    self.row = row
    self.score = score
  }
}

/// The clips one searches in, wherever their embeddings lie: the first stage of a ranking.
///
/// ``FlatGallery`` has them in memory or mapped. Another engine that finds the nearest embeddings
/// can stand here too, and ``ShortlistReranker`` lets base and head reorder what it finds.
public protocol Gallery: Sendable {
  /// N; rows are counted from 0 to N − 1.
  var count: Int { get }
  /// D
  var dimension: Int { get }

  func clip(at row: Int) -> ClipID

  /// The rows whose embeddings are most similar to each query by their cosine, best first.
  ///
  /// - Parameters:
  ///   - limit: k; the whole gallery if it is larger than N.
  ///   - queries: Embeddings of D numbers.
  ///   - rows: The rows that may be found; nil for all.
  /// - Returns: At most k rows for each query.
  /// - Throws: What the engine throws; `RetrievalError.queryDimension`.
  func top(_ limit: Int, queries: [Embedding], among rows: RowSet?) throws -> [[ScoredRow]]

  /// The embeddings of some rows, in their order: one row of D numbers for each, of unit length.
  func embeddings(of rows: [Int]) throws -> EmbeddingMatrix
}

extension Gallery {
  public func top(
    _ limit: Int, query: Embedding, among rows: RowSet? = nil
  ) throws -> [ScoredRow] {
    try top(limit, queries: [query], among: rows)[0]
  }

  func checkDimension(of query: Embedding) throws {
    guard query.dimension == dimension else {
      throw RetrievalError.queryDimension(query: query.dimension, gallery: dimension)
    }
  }
}
