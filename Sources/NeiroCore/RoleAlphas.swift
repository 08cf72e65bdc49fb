/// The share of what was learnt in a score, by the role of the query.
public struct RoleAlphas: Hashable, Codable, Sendable {
  /// Where a loop is searched with; 0 where what was before is kept.
  public let loops: Double
  /// Where a one-shot is searched with; 0 where what was before is kept.
  public let oneShots: Double

  public init(loops: Double, oneShots: Double) {
    self.loops = loops
    self.oneShots = oneShots
  }

  public subscript(role: RetrievalRole) -> Double {
    switch role {
    case .query: loops
    case .gallery: oneShots
    }
  }
}
