public import NeiroCore

/// What can be wrong with a gallery, a head or a query that are to be used together.
public enum RetrievalError: Error, Equatable, Sendable {
  /// A gallery needs one clip for each row of its matrix.
  case unequalCounts(clips: Int, rows: Int)
  /// The head was made for embeddings of another length than the gallery's.
  case headDimension(head: Int, gallery: Int)
  /// The query's embedding has another length than the gallery's.
  case queryDimension(query: Int, gallery: Int)
  /// The weight of the head is outside 0…1, or no number.
  case alphaOutOfRange(Float)
  /// The raw similarity to this clip is NaN or infinite.
  case embeddingNotFinite(clip: ClipID, row: Int)
  /// The head's similarity to this clip is NaN or infinite.
  case projectionNotFinite(clip: ClipID, row: Int)
}

extension RetrievalError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unequalCounts(let clips, let rows):
      "The gallery lists \(clips) clips, but its matrix has \(rows) rows. Index the library again."
    case .headDimension(let head, let gallery):
      "The head takes \(head)-d embeddings, but the gallery has \(gallery)-d embeddings. "
        + "Index the library with the encoder the head was trained on, or train a new head."
    case .queryDimension(let query, let gallery):
      "The query has a \(query)-d embedding, but the gallery has \(gallery)-d embeddings. "
        + "Encode the query with the encoder that indexed the library."
    case .alphaOutOfRange(let alpha):
      "The head's weight alpha is \(alpha), but it has to lie between 0 (raw) and 1 (head alone)."
    case .embeddingNotFinite(let clip, let row):
      "The similarity to clip \(clip) (row \(row)) is not a finite number: its embedding or the "
        + "query's is damaged. Index the library again."
    case .projectionNotFinite(let clip, let row):
      "The head's similarity to clip \(clip) (row \(row)) is not a finite number: the head is "
        + "damaged. Search without it, or train a new head."
    }
  }
}
