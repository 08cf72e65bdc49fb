public import Foundation
public import NeiroCore

/// A sitting in which one person answers, or one import.
public struct LabelSession: Hashable, Sendable {
  public let id: Int64
  public let labeller: String
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
  }

  /// Grows from event to event.
  public let id: Int64
  public let sessionID: Int64
  public let labeller: String
  public let source: LabelSource
  public let kind: Kind
  public let createdAt: Date
  /// Whether a later event undoes this answer.
  public let isUndone: Bool
}
