public import NeiroCore

/// A base at work on a library.
public struct Adaptation: Sendable {
  public let map: BaseMap
  /// z of every clip, each by the map of its own role: N × D, rows of unit length.
  public let projections: EmbeddingMatrix
  /// How near each projection is to phrases of any preset: N × 1.
  public let hubness: EmbeddingMatrix

  /// - Precondition: As many rows in both matrices.
  public init(map: BaseMap, projections: EmbeddingMatrix, hubness: EmbeddingMatrix? = nil) {
    self.map = map
    self.projections = projections
    self.hubness = hubness ?? map.hubness(of: projections)
    precondition(self.hubness.rowCount == projections.rowCount, "a hubness for each row")
  }

  /// - Parameters:
  ///   - map: The base.
  ///   - embeddings: x of every clip, N × D.
  ///   - roles: The role of every clip.
  ///   - kept: Gives what was computed before, or computes it: told what it is, and how many numbers
  ///     a row has.
  public init(
    _ map: BaseMap, of embeddings: EmbeddingMatrix, roles: [RetrievalRole],
    kept: (_ what: String, _ width: Int, _ compute: () -> EmbeddingMatrix) -> EmbeddingMatrix
  ) {
    let projections = kept("projections", map.dimension) {
      map.projections(of: embeddings, roles: roles)
    }
    self.init(
      map: map, projections: projections,
      hubness: kept("hubness", 1) { map.hubness(of: projections) })
  }

  /// What is taken off a cosine to `row`: half its hubness.
  public func penalty(of row: Int) -> Float { hubness.withRow(row) { $0[0] / 2 } }
}

/// A library's clips as they are ranked before any personal head: raw, or adapted.
public struct EmbeddingSpace: Sendable {
  /// x of every clip: N × D, rows of unit length.
  public let raw: EmbeddingMatrix
  /// The role of every clip.
  public let roles: [RetrievalRole]
  public let adaptation: Adaptation?

  /// - Precondition: As many roles as rows.
  public init(raw: EmbeddingMatrix, roles: [RetrievalRole], adaptation: Adaptation?) {
    precondition(raw.rowCount == roles.count, "a role for each row")
    self.raw = raw
    self.roles = roles
    self.adaptation = adaptation
  }

  /// The map's share of the score when this row is the query; 0 without a base.
  public func alpha(ofQuery row: Int) -> Float {
    adaptation.map { Float($0.map.alphas[roles[row]]) } ?? 0
  }

  /// How alike two clips are with `query` searched for.
  public func similarity(of query: Int, to row: Int) -> Float {
    let alpha = alpha(ofQuery: query)
    let raw = Self.cosine(query, row, in: raw)
    guard alpha > 0, let adaptation else { return raw }
    let adapted =
      Self.cosine(query, row, in: adaptation.projections)
      - adaptation.penalty(of: row)
    return (1 - alpha) * raw + alpha * adapted
  }

  /// The penalty's share in a score of `row` for a query of this role.
  public func penalty(of row: Int, for role: RetrievalRole) -> Float {
    adaptation.map { Float($0.map.alphas[role]) * $0.penalty(of: row) } ?? 0
  }

  private static func cosine(_ a: Int, _ b: Int, in matrix: EmbeddingMatrix) -> Float {
    matrix.withRow(a) { a in matrix.withRow(b) { UnitVector.dot(a, $0) } }
  }
}
