extension Embedding {
  /// The embeddings of one clip by several encoders, one behind the other.
  ///
  /// Each part counts alike: it is of unit length, times 1/√K for K parts. So the whole is of unit
  /// length, and the cosine of two is the mean of the cosines of their parts.
  ///
  /// - Parameter parts: K embeddings, in the order of ``EncoderIdentity/parts``.
  public init(joining parts: [Embedding]) {
    let share = Self.share(ofParts: parts.count)
    self.init(unit: parts.flatMap { part in part.values.map { $0 * share } })
  }

  /// 1/√K.
  static func share(ofParts count: Int) -> Float {
    Float(1 / Double(count).squareRoot())
  }
}

extension EmbeddingMatrix {
  /// As ``Embedding/init(joining:)`` for many clips.
  ///
  /// - Parameters:
  ///   - parts: K matrices, rows of unit length.
  ///   - rows: N rows of each of them; the same place in each is the same clip.
  public init(joining parts: [EmbeddingMatrix], rows: [[Int]]) {
    precondition(parts.count == rows.count && !parts.isEmpty, "rows of each part")
    let share = Embedding.share(ofParts: parts.count)
    let width = parts.reduce(0) { $0 + $1.dimension }
    // Of each row of the first part, its place in the result.
    var places = [Int](repeating: 0, count: parts[0].rowCount)
    for (place, row) in rows[0].enumerated() { places[row] = place }
    let placeOfRow = places
    self.init(mapping: rows[0], of: parts[0], width: width, operations: width) {
      first, _, joined in
      var column = 0
      for (part, rows) in zip(parts, rows) {
        part.withRow(rows[placeOfRow[first]]) { values in
          for value in values {
            joined[column] = value * share
            column += 1
          }
        }
      }
    }
  }
}
