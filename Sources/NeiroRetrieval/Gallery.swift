public import NeiroCore

/// The clips one searches in, with their embeddings: N clips and a matrix of N × D.
public struct Gallery: Sendable {
  public let clips: ClipList
  /// Row i belongs to `clips[i]` and has unit length.
  public let embeddings: EmbeddingMatrix

  /// - Parameters:
  ///   - clips: N clips.
  ///   - embeddings: N × D, rows of unit length in the order of `clips`.
  /// - Throws: `RetrievalError.unequalCounts` unless there is one row for each clip.
  public init(clips: ClipList, embeddings: EmbeddingMatrix) throws {
    guard clips.count == embeddings.rowCount else {
      throw RetrievalError.unequalCounts(clips: clips.count, rows: embeddings.rowCount)
    }
    self.clips = clips
    self.embeddings = embeddings
  }

  public init(clips: [ClipID], embeddings: EmbeddingMatrix) throws {
    try self.init(clips: ClipList(clips), embeddings: embeddings)
  }

  /// N.
  public var count: Int { clips.count }
  /// D.
  public var dimension: Int { embeddings.dimension }

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

  /// The rows of the `limit` clips most similar to the query, best first. Equally similar clips
  /// come in the order of their rows.
  ///
  /// - Parameters:
  ///   - limit: k; the whole gallery if it is larger than N.
  ///   - query: An embedding of D numbers.
  ///   - excluded: Clips to leave out, the query itself for instance.
  /// - Returns: Rows and their scores.
  /// - Throws: What `scores(query:)` throws.
  public func top(
    _ limit: Int, query: Embedding, excluding excluded: Set<ClipID> = []
  ) throws -> [(row: Int, score: Float)] {
    try top(limit, of: scores(query: query), excluding: excluded)
  }

  func top(
    _ limit: Int, of scores: [Float], excluding excluded: Set<ClipID>
  ) -> [(row: Int, score: Float)] {
    topRows(limit, of: scores, excluding: excluded).map { ($0, scores[$0]) }
  }

  /// As ``scores(query:)``, of several queries: N numbers for each.
  public func scores(queries: [Embedding]) throws -> [[Float]] {
    for query in queries { try checkDimension(of: query) }
    let table = embeddings.similarities(to: queries.map(\.values))
    for scores in table { try checkFinite(scores) { $0 } }
    return table
  }

  func topRows(_ limit: Int, of scores: [Float], excluding excluded: Set<ClipID>) -> [Int] {
    TopRows.select(limit, of: scores) { excluded.isEmpty || !excluded.contains(clips[$0]) }
  }

  func checkFinite(_ scores: [Float], row: (Int) -> Int) throws {
    guard let index = scores.firstIndex(where: { !$0.isFinite }) else { return }
    let row = row(index)
    throw RetrievalError.embeddingNotFinite(clip: clips[row], row: row)
  }

  func checkDimension(of query: Embedding) throws {
    guard query.dimension == dimension else {
      throw RetrievalError.queryDimension(query: query.dimension, gallery: dimension)
    }
  }
}

extension EmbeddingMatrix {
  /// The dot product of each row with `vector` (D numbers): N numbers.
  func similarities(to vector: [Float]) -> [Float] {
    let count = rowCount
    return [Float](unsafeUninitializedCapacity: count) { scores, initialized in
      // Each row writes one number of its own, so the parts never meet.
      nonisolated(unsafe) let scores = scores
      Parallel.forEachPart(of: count, operations: count * dimension) { part in
        withRows { rows in
          vector.withUnsafeBufferPointer { vector in
            for row in part {
              let values = rows[row * dimension..<(row + 1) * dimension]
              scores.initializeElement(
                at: row, to: UnitVector.dot(vector, UnsafeBufferPointer(rebasing: values)))
            }
          }
        }
      }
      initialized = count
    }
  }
  /// The dot product of each row with each of `vectors` (D numbers): N numbers for each vector, to
  /// the bit those of one vector at a time. A row is read from memory once for all of them.
  func similarities(to vectors: [[Float]]) -> [[Float]] {
    let (count, width) = (rowCount, vectors.count)
    guard width > 0 else { return [] }
    let flat = vectors.flatMap(\.self)
    let table = [Float](unsafeUninitializedCapacity: count * width) { scores, initialized in
      nonisolated(unsafe) let scores = scores
      Parallel.forEachPart(of: count, operations: count * dimension * width) { part in
        withRows { rows in
          flat.withUnsafeBufferPointer { vectors in
            // As many rows as stay in the first cache while every vector passes.
            for start in stride(from: part.lowerBound, to: part.upperBound, by: 8) {
              for index in 0..<width {
                let vector = UnsafeBufferPointer(
                  rebasing: vectors[index * dimension..<(index + 1) * dimension])
                for row in start..<min(start + 8, part.upperBound) {
                  let values = rows[row * dimension..<(row + 1) * dimension]
                  scores.initializeElement(
                    at: index * count + row,
                    to: UnitVector.dot(vector, UnsafeBufferPointer(rebasing: values)))
                }
              }
            }
          }
        }
      }
      initialized = count * width
    }
    return (0..<width).map { Array(table[$0 * count..<($0 + 1) * count]) }
  }
}
