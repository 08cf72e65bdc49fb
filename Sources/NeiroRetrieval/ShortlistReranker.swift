public import NeiroCore
public import NeiroHead

/// Lets base and head reorder what any gallery finds by raw cosine: for libraries whose first stage is
/// another engine's, and too large to be projected as a whole.
///
/// Only the candidates are projected, so base and head see those alone: a preset that raw doesn't put
/// among them is not found. Scores are those of ``Reranker``.
public struct ShortlistReranker: Sendable {
  private let gallery: any Gallery
  private let map: BaseMap?
  private let head: ProjectionHead?
  private let alphas: RoleAlphas

  /// - Parameters:
  ///   - gallery: The first stage.
  ///   - map: A base; nil to rank without one.
  ///   - head: A head that stands on it; nil for none.
  ///   - alphas: α of the head, by the role of the query.
  public init(
    gallery: any Gallery, map: BaseMap?, head: ProjectionHead?, alphas: RoleAlphas
  ) {
    self.gallery = gallery
    self.map = map
    self.head = head
    self.alphas = alphas
  }

  /// - Parameters:
  ///   - query: An embedding of D numbers, by the encoder that made the gallery.
  ///   - role: What the query is.
  ///   - limit: How many answers.
  ///   - candidates: How many the first stage finds.
  ///   - rows: The rows that may be answers; nil for all.
  /// - Returns: At most `limit` answers, best first, with their rows in the gallery.
  /// - Throws: What the gallery throws, `RetrievalError`.
  /// - Complexity: That of the gallery, and O(candidates·D²).
  public func rank(
    query: Embedding, as role: RetrievalRole, limit: Int, candidates: Int,
    among rows: RowSet? = nil
  ) throws -> [RankedClip] {
    // In the order of the rows, so that equal scores keep it.
    let found = try gallery.top(candidates, query: query, among: rows).map(\.row).sorted()
    let embeddings = try gallery.embeddings(of: found)
    let shortlist = try FlatGallery(clips: found.map(gallery.clip), embeddings: embeddings)
    let adaptation = map.map { map in
      Adaptation(
        map: map,
        projections: map.projections(
          of: embeddings, roles: Array(repeating: .gallery, count: found.count)))
    }
    let reranker = try Reranker(
      gallery: shortlist, adaptation: adaptation, head: head, alphas: alphas)
    return try reranker.rank(query: query, as: role, limit: limit).map { answer in
      RankedClip(
        rank: answer.rank, clip: answer.clip, row: found[answer.row], score: answer.score,
        raw: answer.raw, adapted: answer.adapted, head: answer.head)
    }
  }
}
