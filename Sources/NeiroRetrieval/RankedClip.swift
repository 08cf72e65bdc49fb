public import NeiroCore

/// One answer to a query.
public struct RankedClip: Hashable, Sendable {
  /// The place in the ranking, from 1.
  public let rank: Int
  public let clip: ClipID
  /// The clip's row in the gallery.
  public let row: Int
  /// What the ranking is sorted by, see ``Reranker``.
  public let score: Float
  /// The cosine similarity of the encoder's embeddings.
  public let raw: Float
  /// The base's similarity; nil where there is no base.
  public let adapted: Float?
  /// The cosine similarity of the head's projections; nil where no head took part.
  public let head: Float?
  /// The cosine similarity to the text that was searched for; nil where there was none.
  public let text: Float?

  public init(
    rank: Int, clip: ClipID, row: Int, score: Float, raw: Float, adapted: Float?,
    head: Float?, text: Float? = nil
  ) {
    self.rank = rank
    self.clip = clip
    self.row = row
    self.score = score
    self.raw = raw
    self.adapted = adapted
    self.head = head
    self.text = text
  }
}
