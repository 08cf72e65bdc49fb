public import NeiroCore

/// A base at work on a library.
public struct Adaptation: Sendable {
  public let map: BaseMap
  /// z of every clip, each by the map of its own role: N × D, rows of unit length.
  public let projections: EmbeddingMatrix

  public init(map: BaseMap, projections: EmbeddingMatrix) {
    self.map = map
    self.projections = projections
  }
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

  /// What a head takes: the adapted projections, or x where there is no base.
  public var headInput: EmbeddingMatrix { adaptation?.projections ?? raw }

  /// The map's share of the score when this row is the query; 0 without a base.
  public func alpha(ofQuery row: Int) -> Float {
    adaptation.map { Float($0.map.alphas[roles[row]]) } ?? 0
  }

  /// How alike two clips are with `query` searched for.
  public func similarity(of query: Int, to row: Int) -> Float {
    let alpha = alpha(ofQuery: query)
    let raw = Self.cosine(query, row, in: raw)
    guard alpha > 0, let projections = adaptation?.projections else { return raw }
    return (1 - alpha) * raw + alpha * Self.cosine(query, row, in: projections)
  }

  private static func cosine(_ a: Int, _ b: Int, in matrix: EmbeddingMatrix) -> Float {
    matrix.withRow(a) { a in matrix.withRow(b) { UnitVector.dot(a, $0) } }
  }
}
