public import NeiroCore
public import NeiroHead

/// Ranks a gallery for a query by the encoder's similarity blended with a personal head's.
///
///     let reranker = try Reranker(gallery: gallery, head: head, alpha: 0.5)
///     for answer in try reranker.rank(query: loop, limit: 20) {
///       print(answer.rank, answer.clip, answer.score)
///     }
///
/// The score of a clip is (1 − α)·raw + α·head, where raw is the cosine of the embeddings and
/// head that of the projections. Equal scores come in the order of the gallery's rows. Without a
/// head, or with α = 0, the ranking is exactly the raw one and no projection is computed.
public struct Reranker: Sendable {
  public let gallery: Gallery
  public let head: ProjectionHead?
  /// α, the weight of the head, in 0…1.
  public let alpha: Float
  /// Shared by all copies; nil where no head takes part.
  private let projected: ProjectedGallery?

  /// - Parameters:
  ///   - gallery: N clips with embeddings of D numbers.
  ///   - head: A head that takes D numbers; nil for the raw ranking.
  ///   - alpha: α, from 0 (raw alone) to 1 (head alone).
  /// - Throws: `RetrievalError.headDimension` if the head takes embeddings of another length,
  ///   `RetrievalError.alphaOutOfRange`.
  public init(gallery: Gallery, head: ProjectionHead?, alpha: Float) throws {
    guard alpha >= 0, alpha <= 1 else { throw RetrievalError.alphaOutOfRange(alpha) }
    if let head, head.dimension != gallery.dimension {
      throw RetrievalError.headDimension(head: head.dimension, gallery: gallery.dimension)
    }
    self.gallery = gallery
    self.head = head
    self.alpha = alpha
    projected =
      alpha == 0
      ? nil : head.map { ProjectedGallery(embeddings: gallery.embeddings, head: $0) }
  }

  /// The best clips for one query.
  ///
  /// - Parameters:
  ///   - query: An embedding of D numbers, by the encoder that made the gallery.
  ///   - limit: How many answers; the whole gallery if it is larger than N.
  ///   - candidates: How many clips of the raw ranking the head reorders; the answers are among
  ///     them. nil lets the blended score rank the whole gallery: the first such query projects
  ///     all of it, later ones find that done.
  ///   - excluded: Clips to leave out, the query itself for instance. They are no candidates.
  /// - Returns: At most `limit` answers, best first.
  /// - Throws: `RetrievalError` where the query's length differs from the gallery's, or a score
  ///   is not finite.
  /// - Complexity: O(N·D) for the raw scan, and as much again for the head without `candidates`.
  public func rank(
    query: Embedding, limit: Int, candidates: Int? = nil, excluding excluded: Set<ClipID> = []
  ) throws -> [RankedClip] {
    let raw = try gallery.scores(query: query)
    guard let projected, let head else {
      let rows = gallery.topRows(
        min(limit, candidates ?? limit), of: raw, excluding: excluded)
      return answers(rows: rows, scores: raw, raw: raw, head: nil)
    }
    let projection = head.project(query.values)
    guard let candidates else {
      let similarities = projected.similarities(to: projection)
      try checkFinite(similarities) { $0 }
      let scores = zip(raw, similarities).map(blend)
      let rows = gallery.topRows(limit, of: scores, excluding: excluded)
      return answers(rows: rows, scores: scores, raw: raw, head: similarities)
    }
    // In the order of the rows, so that equal scores keep it here too.
    let shortlist = gallery.topRows(candidates, of: raw, excluding: excluded).sorted()
    let similarities = projected.similarities(to: projection, rows: shortlist)
    try checkFinite(similarities) { shortlist[$0] }
    let scores = zip(shortlist, similarities).map { blend(raw: raw[$0], head: $1) }
    return TopRows.select(limit, of: scores, where: { _ in true }).enumerated().map {
      place, index in
      let row = shortlist[index]
      return RankedClip(
        rank: place + 1, clip: gallery.clips[row], row: row, score: scores[index], raw: raw[row],
        head: similarities[index])
    }
  }

  private func blend(raw: Float, head: Float) -> Float {
    (1 - alpha) * raw + alpha * head
  }

  private func answers(
    rows: [Int], scores: [Float], raw: [Float], head: [Float]?
  ) -> [RankedClip] {
    rows.enumerated().map { place, row in
      RankedClip(
        rank: place + 1, clip: gallery.clips[row], row: row, score: scores[row], raw: raw[row],
        head: head?[row])
    }
  }

  private func checkFinite(_ similarities: [Float], row: (Int) -> Int) throws {
    guard let index = similarities.firstIndex(where: { !$0.isFinite }) else { return }
    let row = row(index)
    throw RetrievalError.projectionNotFinite(clip: gallery.clips[row], row: row)
  }
}
