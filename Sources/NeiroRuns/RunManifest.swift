public import NeiroCore
public import NeiroHead

/// `manifest.json` of a run: that of the checkpoint that came of it.
public enum RunManifest: Hashable, Sendable {
  case head(CheckpointManifest)
  case base(BaseManifest)

  public enum Kind: String, Codable, Sendable {
    case head, base
  }

  public var kind: Kind {
    switch self {
    case .head: .head
    case .base: .base
    }
  }

  /// The gate's word: `use head`, `keep raw`.
  public var decision: String {
    switch self {
    case .head(let manifest): manifest.gate.decision.rawValue
    case .base(let manifest): manifest.verdict.decision.rawValue
    }
  }

  /// Whether searches use what was trained.
  public var isUsed: Bool {
    switch self {
    case .head(let manifest): manifest.gate.decision == .useHead
    case .base(let manifest): manifest.verdict.decision == .useBase
    }
  }

  /// The mean gain in the top ten on what was held out; of a base, for loops.
  public var topTenGain: Difference {
    switch self {
    case .head(let manifest): manifest.gate.oneShots.topTenGain
    case .base(let manifest): manifest.verdict.loops.topTenGain
    }
  }

  /// The labels of a head.
  public var labels: LabelCounts? {
    switch self {
    case .head(let manifest): manifest.labels
    case .base: nil
    }
  }

  /// Of a base `[D, D]`; of a head what it takes and all numbers that it learnt.
  public var shape: [Int] {
    switch self {
    case .head(let manifest): [manifest.shape.dimension, manifest.shape.rank]
    case .base(let manifest): [manifest.encoder.dimension, manifest.encoder.dimension]
    }
  }
}

extension RunManifest: Codable {
  /// What every version's manifest has.
  private struct Format: Decodable {
    let format: Int
    let head: String
  }

  /// A manifest of a newer format is refused by ``Run`` before this is asked.
  public init(from decoder: any Decoder) throws {
    self =
      try Format(from: decoder).head == "base"
      ? .base(BaseManifest(from: decoder)) : .head(CheckpointManifest(from: decoder))
  }

  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .head(let manifest): try manifest.encode(to: encoder)
    case .base(let manifest): try manifest.encode(to: encoder)
    }
  }
}
