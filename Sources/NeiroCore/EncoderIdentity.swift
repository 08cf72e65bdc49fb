/// Which encoder made an embedding. Two embeddings can be compared only if their identities agree.
public struct EncoderIdentity: Hashable, Sendable {
  /// The name a person types, such as `spectral`, or `mfcc+spectral` for two that are joined.
  public let name: String
  /// The first 12 hexadecimal digits of a hash over weights or constants.
  public let weightsHash: String
  /// Counted up whenever the same file would yield other numbers.
  public let preprocessingVersion: Int
  /// D, the length of an embedding.
  public let dimension: Int
  /// The encoders that are joined, in the order of their blocks; empty for one that joins none.
  public let parts: [EncoderIdentity]

  public init(name: String, weightsHash: String, preprocessingVersion: Int, dimension: Int) {
    self.name = name
    self.weightsHash = weightsHash
    self.preprocessingVersion = preprocessingVersion
    self.dimension = dimension
    parts = []
  }

  /// The identity of several encoders at once, whose embeddings are joined by
  /// ``Embedding/init(joining:)``.
  ///
  /// The parts are put in alphabetical order, so that it doesn't matter how a person names them. The
  /// hash is made of theirs: another version of any part is another identity.
  ///
  /// - Parameter parts: Two or more, of different names, none of them joined itself.
  public init(joining parts: [EncoderIdentity]) {
    let parts = parts.sorted { $0.name < $1.name }
    precondition(
      parts.count > 1 && Set(parts.map(\.name)).count == parts.count
        && parts.allSatisfy(\.parts.isEmpty), "no such joined encoder")
    var hash = FNV1a()
    for part in parts { hash.combine("\(part) \(part.dimension)\n") }
    name = parts.map(\.name).joined(separator: "+")
    weightsHash = String(hash.hex.prefix(12))
    preprocessingVersion = 1
    dimension = parts.reduce(0) { $0 + $1.dimension }
    self.parts = parts
  }

  /// The columns of each part; all columns for an encoder that joins none.
  public var blocks: [EmbeddingBlock] {
    var start = 0
    return (parts.isEmpty ? [self] : parts).map { part in
      defer { start += part.dimension }
      return EmbeddingBlock(name: part.name, columns: start..<start + part.dimension)
    }
  }
}

/// The columns of an embedding that one encoder made.
public struct EmbeddingBlock: Hashable, Sendable {
  /// The encoder's name.
  public let name: String
  public let columns: Range<Int>

  public init(name: String, columns: Range<Int>) {
    self.name = name
    self.columns = columns
  }
}

extension EncoderIdentity: CustomStringConvertible {
  /// Also the name of the encoder's folder under `Cache/`.
  public var description: String { "\(name)-v\(preprocessingVersion)-\(weightsHash)" }
}

extension EncoderIdentity {
  /// The encoder of commands that name none.
  public static let defaultName = "spectral"

  /// What a person types to have a command work with this encoder.
  ///
  /// - Parameters:
  ///   - verb: The subcommand.
  ///   - arguments: What stands behind it.
  /// - Returns: A line such as `neiro index --encoder mfcc DIR`.
  public func command(_ verb: String, _ arguments: String = "") -> String {
    let words = ["neiro", verb, name == Self.defaultName ? "" : "--encoder \(name)", arguments]
    return words.filter { !$0.isEmpty }.joined(separator: " ")
  }
}

extension EncoderIdentity: Codable {
  private enum CodingKeys: String, CodingKey {
    case name, weightsHash, preprocessingVersion, dimension, parts
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    name = try container.decode(String.self, forKey: .name)
    weightsHash = try container.decode(String.self, forKey: .weightsHash)
    preprocessingVersion = try container.decode(Int.self, forKey: .preprocessingVersion)
    dimension = try container.decode(Int.self, forKey: .dimension)
    parts = try container.decodeIfPresent([EncoderIdentity].self, forKey: .parts) ?? []
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .name)
    try container.encode(weightsHash, forKey: .weightsHash)
    try container.encode(preprocessingVersion, forKey: .preprocessingVersion)
    try container.encode(dimension, forKey: .dimension)
    // Absent where there are none: the manifests of such encoders stay the same to the byte.
    if !parts.isEmpty { try container.encode(parts, forKey: .parts) }
  }
}
