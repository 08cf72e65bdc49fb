/// Metrics on labels that the heads never saw.
public struct LabelPart: Encodable, Sendable {
  public let similar: Int
  public let dissimilar: Int
  public let comparison: SystemComparison
  /// The same of the pairs of each kind, where there are both similar and dissimilar ones.
  public let kinds: [ScoredPair.Kind: Kind]
  /// Whether each system's scores, turned into probabilities, can be trusted; nil for one whose
  /// scores say nothing of likeness, or without both kinds of answers.
  public let reliability: BySystem<ReliabilityTable?>
  /// Every pair.
  public let pairs: [Pair]

  /// The pairs of one kind.
  public struct Kind: Encodable, Sendable {
    public let similar: Int
    public let dissimilar: Int
    /// nil without both similar and dissimilar pairs.
    public let comparison: SystemComparison?

    enum CodingKeys: String, CodingKey {
      case similar, dissimilar
    }

    public func encode(to encoder: any Encoder) throws {
      try comparison?.encode(to: encoder)
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(similar, forKey: .similar)
      try container.encode(dissimilar, forKey: .dissimilar)
    }
  }

  /// A pair with its scores.
  public struct Pair: Encodable, Sendable {
    /// As a person knows the two clips.
    public let a: String
    public let b: String
    public let isSimilar: Bool
    public let kind: ScoredPair.Kind
    /// Pairs of one group depend on each other.
    public let group: Int
    public let scores: BySystem<Double>

    enum CodingKeys: String, CodingKey {
      case a, b, kind, group
      case isSimilar = "similar"
    }

    public func encode(to encoder: any Encoder) throws {
      try scores.encode(to: encoder)
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(a, forKey: .a)
      try container.encode(b, forKey: .b)
      try container.encode(isSimilar, forKey: .isSimilar)
      try container.encode(kind, forKey: .kind)
      try container.encode(group, forKey: .group)
    }
  }

  /// How many pairs there are of a kind.
  public func count(_ kind: ScoredPair.Kind) -> Int {
    kinds[kind].map { $0.similar + $0.dissimilar } ?? 0
  }

  enum CodingKeys: String, CodingKey {
    case similar, dissimilar, kinds, reliability, pairs
    case newKnown = "new_known"
  }

  public func encode(to encoder: any Encoder) throws {
    try comparison.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(similar, forKey: .similar)
    try container.encode(dissimilar, forKey: .dissimilar)
    try container.encode(count(.newKnown), forKey: .newKnown)
    try container.encode(
      Dictionary(
        uniqueKeysWithValues: ScoredPair.Kind.allCases.map { ($0.rawValue, kinds[$0]) }),
      forKey: .kinds)
    try container.encode(reliability, forKey: .reliability)
    try container.encode(pairs, forKey: .pairs)
  }
}

extension EvaluationReport {
  /// Adds the labels' part.
  ///
  /// Intervals and p-values come of whole groups of pairs, since pairs that share clips are not
  /// independent.
  ///
  /// - Parameters:
  ///   - pairs: Held-out pairs, all scored by every system.
  ///   - name: How a person knows a clip.
  ///   - significance: Gives intervals and p-values.
  public mutating func add(
    _ pairs: [ScoredPair], name: (Int) throws -> String,
    significance: Significance = Significance()
  ) rethrows {
    let place = Dictionary(uniqueKeysWithValues: systems.enumerated().map { ($1.key, $0) })
    let comparison = SystemComparison(systems, pairs: pairs, significance)
    let byKind = Dictionary(grouping: pairs, by: \.kind)
    labels = LabelPart(
      similar: pairs.count(where: \.isSimilar), dissimilar: pairs.count { !$0.isSimilar },
      comparison: comparison,
      kinds: byKind.mapValues { chosen in
        let similar = chosen.count(where: \.isSimilar)
        let isAll = chosen.count == pairs.count
        return LabelPart.Kind(
          similar: similar, dissimilar: chosen.count - similar,
          comparison: isAll
            ? comparison
            : similar == 0 || similar == chosen.count
              ? nil : SystemComparison(systems, pairs: chosen, significance))
      },
      reliability: BySystem(systems) { system in
        PairReliability.table(pairs, system: place[system.key] ?? 0)
      },
      pairs: try pairs.map { pair in
        LabelPart.Pair(
          a: try name(pair.a), b: try name(pair.b), isSimilar: pair.isSimilar, kind: pair.kind,
          group: pair.group,
          scores: BySystem(systems) { pair.scores[place[$0.key] ?? 0] })
      })
  }
}
