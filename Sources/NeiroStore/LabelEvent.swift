public import Foundation
public import NeiroCore

/// A sitting in which one person answers by one taste, or one import.
public struct LabelSession: Hashable, Sendable {
  public let id: Int64
  /// 32 hexadecimal digits, the same in every database that this session was merged into.
  public let uid: String
  public let labeller: String
  public let taste: String
  public let source: LabelSource
  public let startedAt: Date
}

/// How labels came to be.
public enum LabelSource: Hashable, Sendable {
  /// Neiro chose the pairs and asked.
  case asked
  /// The person named the pairs.
  case added
  /// From a CSV file of this name.
  case imported(name: String)

  /// As the database stores it: `asked`, `added` or `import:NAME`.
  public var text: String {
    switch self {
    case .asked: "asked"
    case .added: "added"
    case .imported(let name): "import:\(name.isEmpty ? "unnamed" : name)"
    }
  }

  init(text: String) {
    switch text {
    case "asked": self = .asked
    case "added": self = .added
    default: self = .imported(name: String(text.dropFirst("import:".count)))
    }
  }
}

/// One row of the append-only log.
public struct LabelEvent: Hashable, Sendable {
  public enum Kind: Hashable, Sendable {
    case answer(a: ClipID, b: ClipID, label: PairLabel)
    case undo(of: Int64)
    /// Asked and not answered.
    case skip(a: ClipID, b: ClipID)
    /// A clip that isn't worth asking about: silent, broken, no instrument.
    case flag(ClipID, note: String?)
    /// What the labeller had to say about a pair.
    case note(a: ClipID, b: ClipID, text: String)
  }

  /// Grows from event to event.
  public let id: Int64
  /// 32 hexadecimal digits, the same in every database that this event was merged into.
  public let uid: String
  public let sessionID: Int64
  public let labeller: String
  public let taste: String
  public let source: LabelSource
  public let kind: Kind
  /// Of answers and skips; empty for the others.
  public let details: AnswerDetails
  public let createdAt: Date
  /// Whether a later event undoes this one.
  public let isUndone: Bool

  /// The event as an answer; nil for the other kinds.
  public var answer: LabelledPair? {
    guard case .answer(let a, let b, let label) = kind else { return nil }
    return LabelledPair(
      a: a, b: b, label: label, labeller: labeller, taste: taste, createdAt: createdAt,
      details: details)
  }
}
