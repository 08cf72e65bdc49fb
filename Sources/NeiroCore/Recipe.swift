/// A way of training, as a file of `Training/recipes/` writes it down.
public protocol Recipe: Codable, Sendable {
  /// The seed of every random draw.
  var seed: UInt64 { get set }
  /// What is wrong with a value, as a sentence; nil if nothing is.
  var problem: String? { get }
  /// The keys that a recipe file may hold.
  static var keys: [String] { get }
  /// The defaults.
  init()
}

extension KeyedDecodingContainer {
  /// Reads `key` if it is there; a recipe need only hold what differs from the defaults.
  func read<Value: Decodable>(_ key: Key, into value: inout Value) throws {
    value = try decodeIfPresent(Value.self, forKey: key) ?? value
  }
}
