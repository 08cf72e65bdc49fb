public import NeiroCore
import NeiroHead

/// Many queries at once: a row of the gallery is read from memory once for all of them, and what
/// several rerankers have in common is computed once. Scores are those of single queries, to the
/// bit.
extension Reranker {
  /// One of many queries.
  public struct BatchQuery: Sendable {
    public let embedding: Embedding
    public let role: RetrievalRole
    /// Clips to leave out.
    public let excluded: Set<ClipID>

    public init(_ embedding: Embedding, as role: RetrievalRole, excluding excluded: Set<ClipID>) {
      self.embedding = embedding
      self.role = role
      self.excluded = excluded
    }
  }

  /// The scores before any head: N numbers for each query.
  ///
  /// - Parameters:
  ///   - queries: By the encoder that made the gallery.
  ///   - raw: What the gallery's ``FlatGallery/scores(queries:)`` gives for them.
  /// - Returns: N numbers for each query.
  /// - Throws: `RetrievalError` where a score is not finite.
  public func scoresBefore(_ queries: [BatchQuery], raw: [[Float]]) throws -> [[Float]] {
    let questions = queries.map { Question($0.embedding, as: $0.role, to: adaptation) }
    guard let adaptation else { return raw }
    let shared = questions.indices.filter {
      questions[$0].share > 0 && questions[$0].adapted != nil
    }
    let adapted = adaptation.projections.similarities(
      to: shared.compactMap { questions[$0].adapted })
    let results = Parallel.map(Array(zip(shared, adapted))) { index, adapted in
      Result { try scoresBefore(questions[index], adapted: adapted) { raw[index] } }
    }
    var scores = raw
    for (index, result) in zip(shared, results) { scores[index] = try result.get() }
    return scores
  }

  /// The scores that a ranking of the whole gallery is sorted by: N numbers for each query.
  ///
  /// - Parameters:
  ///   - queries: By the encoder that made the gallery.
  ///   - before: What ``scoresBefore(_:raw:)`` gives for them.
  /// - Returns: N numbers for each query.
  /// - Throws: `RetrievalError` where a score is not finite.
  public func scores(_ queries: [BatchQuery], before: [[Float]]) throws -> [[Float]] {
    guard let head, let projected else { return before }
    let asked = queries.indices.filter { Float(alphas[queries[$0].role]) > 0 }
    let questions = queries.map { Question($0.embedding, as: $0.role, to: adaptation) }
    let projections = Parallel.map(asked) { index in
      head.project(
        headInput(
          questions[index],
          nearest: standsIn(questions[index].role)
            ? gallery.topRows(
              HeadInput.standIns, of: before[index], excluding: queries[index].excluded
            ).map { ScoredRow(row: $0, score: before[index][$0]) } : []))
    }
    let similarities = asked.isEmpty ? [] : projected.similarities(to: projections)
    let results = Parallel.map(Array(zip(asked, similarities))) { index, similarities in
      Result { try blended(questions[index], before[index], head: similarities) }
    }
    var scores = before
    for (index, result) in zip(asked, results) { scores[index] = try result.get() }
    return scores
  }

  /// The best rows by scores, best first; equal scores keep the order of the gallery's rows.
  ///
  /// - Parameters:
  ///   - limit: How many.
  ///   - scores: N numbers.
  ///   - excluded: Clips to leave out.
  /// - Returns: At most `limit` rows.
  public func top(_ limit: Int, of scores: [Float], excluding excluded: Set<ClipID>) -> [Int] {
    gallery.topRows(limit, of: scores, excluding: excluded)
  }
}
