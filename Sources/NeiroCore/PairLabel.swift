public import Foundation

/// What a person answered when asked whether two clips are alike in timbre.
public enum PairLabel: String, Codable, CaseIterable, Sendable {
  case similar
  case dissimilar
  /// Heard, but not to be decided. Kept, shown in statistics, never trained on.
  case unsure
}

/// One answer about two clips, by one labeller.
public struct LabelledPair: Hashable, Sendable {
  /// The clip that the question is about, where it is about one of the two: the target.
  public let a: ClipID
  public let b: ClipID
  public let label: PairLabel
  public let labeller: String
  public let taste: String
  public let createdAt: Date
  public let details: AnswerDetails

  public init(
    a: ClipID, b: ClipID, label: PairLabel, labeller: String, taste: String = Taste.usual,
    createdAt: Date, details: AnswerDetails = AnswerDetails()
  ) {
    self.a = a
    self.b = b
    self.label = label
    self.labeller = labeller
    self.taste = taste
    self.createdAt = createdAt
    self.details = details
  }

  /// Whose answer it is, with the taste where it isn't the usual one: `ann`, `ann (pads)`.
  public var voice: String {
    taste == Taste.usual ? labeller : "\(labeller) (\(taste))"
  }

  /// The clip that was played first; nil where that is unknown.
  public var firstHeard: ClipID? {
    details.firstSide.map { $0 == .a ? a : b }
  }

  /// The two clips without their order.
  public var pair: ClipPair { ClipPair(a, b) }
}

/// Two clips, in no order: `ClipPair(a, b) == ClipPair(b, a)`.
public struct ClipPair: Hashable, Codable, Sendable {
  public let low: ClipID
  public let high: ClipID

  public init(_ a: ClipID, _ b: ClipID) {
    (low, high) = a < b ? (a, b) : (b, a)
  }
}
