public import NeiroCore

/// A gallery whose embeddings are all here: N clips and a matrix of N × D, in memory or mapped.
///
///     let gallery = try FlatGallery(clips: clips, embeddings: embeddings, copies: QuantizedCopies())
///     for found in try gallery.top(20, query: loop) { print(gallery.clip(at: found.row), found.score) }
public struct FlatGallery: Gallery {
  public let clips: ClipList
  /// Row i belongs to `clips[i]` and has unit length.
  public let embeddings: EmbeddingMatrix
  let copies: QuantizedCopies?

  /// - Parameters:
  ///   - clips: N clips.
  ///   - embeddings: N × D, rows of unit length in the order of `clips`.
  ///   - copies: Gives their quantised copy, to find the best by fewer bytes; nil to read them as they
  ///     are. What is found is the same to the bit.
  /// - Throws: `RetrievalError.unequalCounts` unless there is one row for each clip.
  public init(
    clips: ClipList, embeddings: EmbeddingMatrix, copies: QuantizedCopies? = nil
  ) throws {
    guard clips.count == embeddings.rowCount else {
      throw RetrievalError.unequalCounts(clips: clips.count, rows: embeddings.rowCount)
    }
    self.clips = clips
    self.embeddings = embeddings
    self.copies = QuantizedMatrix.isWorthwhile ? copies : nil
  }

  public init(
    clips: [ClipID], embeddings: EmbeddingMatrix, copies: QuantizedCopies? = nil
  ) throws {
    try self.init(clips: ClipList(clips), embeddings: embeddings, copies: copies)
  }

  public var count: Int { clips.count }
  public var dimension: Int { embeddings.dimension }
  public func clip(at row: Int) -> ClipID { clips[row] }
  public func embeddings(of rows: [Int]) -> EmbeddingMatrix { embeddings.copies(of: rows) }

  /// The cosine similarity of the query to each clip: N numbers in −1…1, in the order of `clips`.
  ///
  /// - Parameter query: An embedding of D numbers, by the encoder that made the gallery.
  /// - Returns: N numbers.
  /// - Throws: `RetrievalError.queryDimension`; `RetrievalError.embeddingNotFinite` if a row of
  ///   the gallery is damaged.
  /// - Complexity: O(N·D), over all cores when that is quicker; the result never depends on it.
  public func scores(query: Embedding) throws -> [Float] {
    try checkDimension(of: query)
    let scores = embeddings.similarities(to: query.values)
    try checkFinite(scores) { $0 }
    return scores
  }

  /// As ``scores(query:)``, of several queries: N numbers for each.
  public func scores(queries: [Embedding]) throws -> [[Float]] {
    for query in queries { try checkDimension(of: query) }
    let table = embeddings.similarities(to: queries.map(\.values))
    for scores in table { try checkFinite(scores) { $0 } }
    return table
  }

  /// As ``Gallery/top(_:queries:among:)`` has it; equally similar clips come in the order of their rows.
  ///
  /// - Throws: What `scores(query:)` throws.
  /// - Complexity: O(N·D), in bytes where there is a quantised copy: all queries pass over what was read
  ///   once. On all cores.
  public func top(
    _ limit: Int, queries: [Embedding], among rows: RowSet?
  ) throws -> [[ScoredRow]] {
    for query in queries { try checkDimension(of: query) }
    guard limit > 0, !queries.isEmpty else { return queries.map { _ in [] } }
    let isAdmitted: @Sendable (Int) -> Bool = { rows?.contains($0) ?? true }
    guard let copy = try copy(for: limit) else {
      return try scores(queries: queries).map { scores in
        TopRows.select(limit, of: scores, where: isAdmitted)
          .map { ScoredRow(row: $0, score: scores[$0]) }
      }
    }
    let candidates = Self.scan(copy, queries).candidates(limit) { _, row in isAdmitted(row) }
    return Parallel.map(Array(zip(queries, candidates))) { query, rows in
      let scores = embeddings.copies(of: rows).similarities(to: query.values)
      return TopRows.select(limit, of: scores, where: { _ in true })
        .map { ScoredRow(row: rows[$0], score: scores[$0]) }
    }
  }

  /// The rows that ``top(_:queries:among:)`` has to score exactly, in ascending order: all of them where
  /// there is no quantised copy.
  public func candidates(_ limit: Int, queries: [Embedding]) throws -> [[Int]] {
    for query in queries { try checkDimension(of: query) }
    guard limit > 0, let copy = try copy(for: limit) else {
      return queries.map { _ in Array(clips.indices) }
    }
    return Self.scan(copy, queries).candidates(limit) { _, _ in true }
  }

  private static func scan(_ copy: QuantizedMatrix, _ queries: [Embedding]) -> ScoreScan {
    ScoreScan([ScoreScan.Term(matrix: copy, queries: queries.map(\.values), weight: 1)])
  }

  /// The quantised copy, where there is one and few of the rows are asked for.
  ///
  /// - Throws: `RetrievalError.embeddingNotFinite` if a row is damaged.
  private func copy(for limit: Int) throws -> QuantizedMatrix? {
    guard let copies, limit < count / 4 else { return nil }
    let copy = copies.copy(.raw, of: embeddings)
    if let row = copy.damagedRow {
      throw RetrievalError.embeddingNotFinite(clip: clips[row], row: row)
    }
    return copy
  }

  func topRows(_ limit: Int, of scores: [Float], excluding excluded: Set<ClipID>) -> [Int] {
    TopRows.select(limit, of: scores) { excluded.isEmpty || !excluded.contains(clips[$0]) }
  }

  func checkFinite(_ scores: [Float], row: (Int) -> Int) throws {
    guard let index = scores.firstIndex(where: { !$0.isFinite }) else { return }
    let row = row(index)
    throw RetrievalError.embeddingNotFinite(clip: clips[row], row: row)
  }
}
