/// A labelled pair, scored by a head that was trained without one or both of its clips.
public struct OutOfFoldScore: Hashable, Codable, Sendable {
  public let pair: ClipPair
  public let isSimilar: Bool
  /// How alike the two are before the head, and blended with it.
  public let before: Double
  public let after: Double

  public init(pair: ClipPair, isSimilar: Bool, before: Double, after: Double) {
    self.pair = pair
    self.isSimilar = isSimilar
    self.before = before
    self.after = after
  }
}
