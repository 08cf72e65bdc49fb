/// Who ranks. Each stands on the one before it that takes part.
public enum Ranker: String, CaseIterable, Sendable {
  /// The encoder alone.
  case raw
  /// The base map, learned without labels.
  case adapted
  /// The personal head, learned from labels.
  case head
}

/// Two rankers that are compared: what `after` adds to `before`.
public struct RankerChange: Hashable, Sendable {
  public let before: Ranker
  public let after: Ranker

  public init(from before: Ranker, to after: Ranker) {
    self.before = before
    self.after = after
  }

  /// `head - adapted`, as reports write it.
  public var key: String { "\(after.rawValue) - \(before.rawValue)" }
}

/// A value for each ranker that takes part; as JSON, the others are null.
public struct ByRanker<Value> {
  public var raw: Value?
  public var adapted: Value?
  public var head: Value?

  public init(raw: Value? = nil, adapted: Value? = nil, head: Value? = nil) {
    self.raw = raw
    self.adapted = adapted
    self.head = head
  }

  public subscript(ranker: Ranker) -> Value? {
    get {
      switch ranker {
      case .raw: raw
      case .adapted: adapted
      case .head: head
      }
    }
    set {
      switch ranker {
      case .raw: raw = newValue
      case .adapted: adapted = newValue
      case .head: head = newValue
      }
    }
  }

  /// The rankers that take part, each after those it stands on.
  public var rankers: [Ranker] { Ranker.allCases.filter { self[$0] != nil } }

  /// The last ranker against the one before it; nil for fewer than two.
  public var lastStep: RankerChange? { steps.last }

  /// Each ranker against the one before it.
  public var steps: [RankerChange] {
    zip(rankers, rankers.dropFirst()).map { RankerChange(from: $0, to: $1) }
  }

  /// Each ranker against every one before it.
  public var changes: [RankerChange] {
    let rankers = rankers
    return rankers.indices.flatMap { after in
      rankers[..<after].map { RankerChange(from: $0, to: rankers[after]) }
    }
  }

  /// - Returns: As many values, made of these.
  public func map<Other>(_ transform: (Value) throws -> Other) rethrows -> ByRanker<Other> {
    ByRanker<Other>(
      raw: try raw.map(transform), adapted: try adapted.map(transform),
      head: try head.map(transform)
    )
  }
}

extension ByRanker: Sendable where Value: Sendable {}
extension ByRanker: Equatable where Value: Equatable {}
extension ByRanker: Hashable where Value: Hashable {}

extension ByRanker: Encodable where Value: Encodable {
  enum CodingKeys: String, CodingKey {
    case raw, adapted, head
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(raw, forKey: .raw)
    try container.encode(adapted, forKey: .adapted)
    try container.encode(head, forKey: .head)
  }
}
