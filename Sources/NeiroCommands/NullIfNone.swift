/// A value that is `null` in a JSON document where there is none, and not left out: a script finds
/// the key in every case.
@propertyWrapper
public struct NullIfNone<Value: Encodable>: Encodable {
  public var wrappedValue: Value?

  public init(wrappedValue: Value?) {
    self.wrappedValue = wrappedValue
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(wrappedValue)
  }
}
