/// One sound that a preset made without a person's help.
public struct PhraseKey: Hashable, Sendable {
  public enum Kind: String, CaseIterable, Sendable {
    /// A phrase to learn from.
    case training
    /// A phrase of a pattern that is never learnt from.
    case heldOut
    /// The preset struck once, in another key.
    case oneNote
  }

  public let clip: ClipID
  public let kind: Kind
  /// Counted from 0 within its kind.
  public let number: Int

  public init(clip: ClipID, kind: Kind, number: Int) {
    self.clip = clip
    self.kind = kind
    self.number = number
  }
}
