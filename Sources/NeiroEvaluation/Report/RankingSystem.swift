/// Who ranks: the encoder alone, what the library learnt from itself, or a personal head.
public struct RankingSystem: Hashable, Codable, Sendable {
  public enum Kind: String, Codable, Sendable {
    /// The encoder alone.
    case raw
    /// The base map, learned without labels.
    case adapted
    /// A personal head, learned from labels.
    case head
  }

  public let kind: Kind
  /// How reports refer to it: `raw`, `adapted`; `head` for the only head, else the head's name.
  public let key: String
  /// As a musician reads it: `raw`, `adapted`; `personal` for the only head, else its name.
  public let title: String
  /// The head's name; nil for the others.
  public let head: String?
  /// The key of the system that this one builds on, which it is first compared with; nil for raw.
  public let standsOn: String?

  enum CodingKeys: String, CodingKey {
    case kind, key, title, head
    case standsOn = "stands_on"
  }

  private init(kind: Kind, key: String, title: String, head: String?, standsOn: String?) {
    self.kind = kind
    self.key = key
    self.title = title
    self.head = head
    self.standsOn = standsOn
  }

  public static let raw = RankingSystem(
    kind: .raw, key: "raw", title: "raw", head: nil, standsOn: nil)
  public static let adapted = RankingSystem(
    kind: .adapted, key: "adapted", title: "adapted", head: nil, standsOn: raw.key)

  /// The systems of an evaluation, in the order of its columns.
  ///
  /// - Parameters:
  ///   - adapted: Whether the base ranks too.
  ///   - heads: Names of heads, and whether each stands on a base.
  /// - Returns: raw, adapted, and the heads in their order.
  public static func all(
    adapted: Bool, heads: [(name: String, isOnBase: Bool)] = []
  ) -> [RankingSystem] {
    [raw] + (adapted ? [self.adapted] : [])
      + heads.map { name, isOnBase in
        // A head may be called as another system is.
        let isTaken = ["raw", "adapted", "head", "personal"].contains(name)
        return RankingSystem(
          kind: .head, key: heads.count == 1 ? "head" : isTaken ? "head-\(name)" : name,
          title: heads.count == 1 ? "personal" : isTaken ? "head-\(name)" : name, head: name,
          standsOn: (adapted && isOnBase ? self.adapted : raw).key)
      }
  }
}

/// Two systems that are compared: what `after` adds to `before`.
public struct SystemChange: Hashable, Sendable {
  public let before: RankingSystem
  public let after: RankingSystem

  public init(from before: RankingSystem, to after: RankingSystem) {
    self.before = before
    self.after = after
  }

  /// `head - adapted`, as reports write it.
  public var key: String { "\(after.key) - \(before.key)" }
  /// `personal − adapted`, as a musician reads it.
  public var title: String { "\(after.title) − \(before.title)" }
}

extension [RankingSystem] {
  /// Each system against every one before it.
  public var changes: [SystemChange] {
    indices.flatMap { after in
      self[..<after].map { SystemChange(from: $0, to: self[after]) }
    }
  }

  /// Each system against the one that it builds on.
  public var steps: [SystemChange] {
    compactMap { after in
      first { $0.key == after.standsOn }.map { SystemChange(from: $0, to: after) }
    }
  }

  /// The last system against the one that it builds on; nil for fewer than two.
  public var lastStep: SystemChange? { steps.last }
}
