/// A value for each system that takes part.
///
/// As JSON: `raw`, `adapted` and `head`, null where there is none; several heads are in `heads` by
/// their names, and `head` is null then.
public struct BySystem<Value> {
  private var values: [String: Value]
  /// In the order of the columns.
  public let systems: [RankingSystem]

  public init(_ systems: [RankingSystem], _ value: (RankingSystem) throws -> Value) rethrows {
    self.systems = systems
    values = [:]
    for system in systems { values[system.key] = try value(system) }
  }

  /// The value of a system that takes part; nil for others.
  public subscript(system: RankingSystem) -> Value? { values[system.key] }
  /// The value of the system with this key.
  public subscript(key key: String) -> Value? { values[key] }

  /// - Returns: As many values, made of these.
  public func map<Other>(_ transform: (Value) throws -> Other) rethrows -> BySystem<Other> {
    var other = BySystem<Other>(systems: systems)
    for (key, value) in values { other.values[key] = try transform(value) }
    return other
  }

  private init(systems: [RankingSystem]) {
    self.systems = systems
    values = [:]
  }
}

extension BySystem: Sendable where Value: Sendable {}
extension BySystem: Equatable where Value: Equatable {}

extension BySystem: Encodable where Value: Encodable {
  private enum CodingKeys: String, CodingKey {
    case raw, adapted, head, heads
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(values[RankingSystem.raw.key], forKey: .raw)
    try container.encode(values[RankingSystem.adapted.key], forKey: .adapted)
    let heads = systems.filter { $0.kind == .head }
    try container.encode(heads.count == 1 ? values[heads[0].key] : nil, forKey: .head)
    let named =
      heads.count == 1 ? [] : heads.compactMap { head in values[head.key].map { (head.key, $0) } }
    try container.encode(Dictionary(named) { first, _ in first }, forKey: .heads)
  }
}
