import NeiroCore

/// The shapes of a personal head's tensors, as its manifest tells them.
public struct HeadShape: Hashable, Codable, Sendable {
  /// D
  public let dimension: Int
  /// Whether there are weights w, `[D]`.
  public let isWeighted: Bool
  /// r of U and V, `[D, r]`, and s.
  public let rank: Int
  public let scale: Float
  /// m and K of the memory, and β; nil without one.
  public let directions: Int?
  public let keys: Int?
  public let temperature: Float?

  public init(_ head: ProjectionHead) {
    dimension = head.dimension
    isWeighted = head.weights != nil
    rank = head.rank
    scale = head.scale
    directions = head.memory?.directions
    keys = head.memory?.keyCount
    temperature = head.memory?.temperature
  }

  /// As a person reads it: what the head takes, and the parts that change it.
  public var text: String {
    var parts = ["\(dimension)"]
    if isWeighted { parts.append("weighted") }
    if rank > 0 { parts.append("rank \(rank)") }
    if let directions { parts.append("\(directions) directions, \(keys ?? 0) keys") }
    return parts.joined(separator: ", ")
  }

  /// Whether a head can have it.
  var isPossible: Bool {
    let counts = [dimension, rank, directions ?? 1, keys ?? 0]
    guard counts.allSatisfy({ (0...1_000_000).contains($0) }), dimension > 0, scale.isFinite
    else { return false }
    guard let directions else { return keys == nil && temperature == nil }
    guard let temperature else { return false }
    return directions > 0 && keys != nil && temperature > 0 && temperature.isFinite
  }
}
