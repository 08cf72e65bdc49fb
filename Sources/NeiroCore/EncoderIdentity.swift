/// Which encoder made an embedding. Two embeddings can be compared only if their identities agree.
public struct EncoderIdentity: Hashable, Codable, Sendable {
  /// The name a person types, such as `spectral`.
  public let name: String
  /// The first 12 hexadecimal digits of a hash over weights or constants.
  public let weightsHash: String
  /// Counted up whenever the same file would yield other numbers.
  public let preprocessingVersion: Int
  /// D, the length of an embedding.
  public let dimension: Int

  public init(name: String, weightsHash: String, preprocessingVersion: Int, dimension: Int) {
    self.name = name
    self.weightsHash = weightsHash
    self.preprocessingVersion = preprocessingVersion
    self.dimension = dimension
  }
}

extension EncoderIdentity: CustomStringConvertible {
  /// Also the name of the encoder's folder under `Cache/`.
  public var description: String { "\(name)-v\(preprocessingVersion)-\(weightsHash)" }
}
