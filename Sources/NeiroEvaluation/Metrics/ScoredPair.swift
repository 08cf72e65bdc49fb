/// A judged pair with its similarity by each system.
public struct ScoredPair: Hashable, Sendable {
  /// The two clips, as rows or any numbers that tell clips apart.
  public let a: Int
  public let b: Int
  public let isSimilar: Bool
  /// One for each system, in the systems' order.
  public let scores: [Double]
  /// Pairs of one group depend on each other: they share clips, or their clips are alike.
  public let group: Int
  /// What the heads knew of its clips.
  public let kind: Kind

  /// What the training of the heads knew of a pair's clips; the pair itself it never knew.
  public enum Kind: String, CaseIterable, Codable, Sendable {
    /// Neither clip was trained on.
    case newNew = "new_new"
    /// One of the clips was trained on, with other partners.
    case newKnown = "new_known"
    /// Both clips were trained on, with other partners.
    case knownKnown = "known_known"
    /// The pair was scored by a fold's head, which had seen one of its clips at most.
    case outOfFold = "out_of_fold"
  }

  public init(
    a: Int, b: Int, isSimilar: Bool, scores: [Double], group: Int, kind: Kind = .outOfFold
  ) {
    self.a = a
    self.b = b
    self.isSimilar = isSimilar
    self.scores = scores
    self.group = group
    self.kind = kind
  }
}
