public import NeiroCore

/// Retrieval by every ranker side by side: what `neiro evaluate` tells, and its JSON.
public struct EvaluationReport: Encodable, Sendable {
  /// The figures of each ranker, and what each adds to those before it.
  public struct Comparison: Encodable, Sendable {
    /// Metrics by key. Means over the queries, or one figure for all pairs.
    public var values: ByRanker<[String: Double]>
    /// after − before of each metric, with its 95 % interval by a paired bootstrap.
    public var differences: [RankerChange: [String: Difference]] = [:]

    enum CodingKeys: String, CodingKey {
      case differences
    }

    public func encode(to encoder: any Encoder) throws {
      try values.encode(to: encoder)
      var container = encoder.container(keyedBy: CodingKeys.self)
      let named = differences.map { ($0.key.key, $0.value) }
      try container.encode(Dictionary(uniqueKeysWithValues: named), forKey: .differences)
    }
  }

  /// One query's metrics.
  public struct Query: Encodable, Sendable {
    public let query: String
    public let values: ByRanker<[String: Double]>

    /// By how much a metric changed from one ranker to the other; positive is better.
    public func change(_ metric: RetrievalMetric, _ change: RankerChange) -> Double {
      (values[change.after]?[metric.key] ?? 0) - (values[change.before]?[metric.key] ?? 0)
    }

    enum CodingKeys: String, CodingKey {
      case query
    }

    public func encode(to encoder: any Encoder) throws {
      try values.encode(to: encoder)
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(query, forKey: .query)
    }
  }

  /// Metrics on held-out labels.
  public struct Labels: Encodable, Sendable {
    /// Pairs that touch a clip the head was never trained on.
    public let similar: Int
    public let dissimilar: Int
    /// Of those, the pairs that also touch a clip it was trained on.
    public let newKnown: Int
    public let comparison: Comparison

    enum CodingKeys: String, CodingKey {
      case similar, dissimilar
      case newKnown = "new_known"
    }

    public func encode(to encoder: any Encoder) throws {
      try comparison.encode(to: encoder)
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(similar, forKey: .similar)
      try container.encode(dissimilar, forKey: .dissimilar)
      try container.encode(newKnown, forKey: .newKnown)
    }
  }

  /// Queries with at least one relevant item.
  public var queries = 0
  /// Queries that were left out: without relevant items, or without an embedding.
  public var skipped = 0
  /// The mean of each metric over the queries; drawn again are the queries.
  public var comparison = Comparison(values: ByRanker(raw: [:]))
  public var perQuery: [Query] = []
  /// nil where no held-out labels were scored.
  public var labels: Labels?

  enum CodingKeys: String, CodingKey {
    case queries, skipped, labels
    case perQuery = "per_query"
  }

  public func encode(to encoder: any Encoder) throws {
    try comparison.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(queries, forKey: .queries)
    try container.encode(skipped, forKey: .skipped)
    try container.encode(perQuery, forKey: .perQuery)
    try container.encodeIfPresent(labels, forKey: .labels)
  }

  public init() {}

  /// One query's ranking by each ranker.
  public struct Ranked {
    public let query: String
    public let rankings: ByRanker<JudgedRanking>

    public init(query: String, rankings: ByRanker<JudgedRanking>) {
      self.query = query
      self.rankings = rankings
    }
  }

  /// Adds the queries' part.
  ///
  /// - Parameters:
  ///   - ranked: Each query with relevant items, all ranked by the same rankers.
  ///   - skipped: How many were left out.
  ///   - metrics: What to report.
  ///   - bootstrap: Gives the intervals.
  public mutating func add(
    _ ranked: [Ranked], skipped: Int, metrics: [RetrievalMetric] = RetrievalMetric.standard,
    bootstrap: PairedBootstrap = PairedBootstrap()
  ) {
    self.skipped = skipped
    queries = ranked.count
    perQuery = ranked.map { ranked in
      Query(
        query: ranked.query,
        values: ranked.rankings.map { ranking in
          Dictionary(uniqueKeysWithValues: metrics.map { ($0.key, $0.value(of: ranking)) })
        })
    }
    guard let rankings = ranked.first?.rankings else { return }
    comparison = Comparison(values: ByRanker())
    for ranker in rankings.rankers {
      let means = metrics.map { metric in
        let sum = perQuery.reduce(0) { $0 + ($1.values[ranker]?[metric.key] ?? 0) }
        return (metric.key, sum / Double(queries))
      }
      comparison.values[ranker] = Dictionary(uniqueKeysWithValues: means)
    }
    for change in rankings.changes {
      for metric in metrics {
        comparison.differences[change, default: [:]][metric.key] = bootstrap.difference(
          of: perQuery.map { $0.change(metric, change) })
      }
    }
  }

  /// Adds the labels' part.
  ///
  /// The intervals come of a bootstrap over whole groups of pairs, since pairs that share clips are
  /// not independent.
  ///
  /// - Parameters:
  ///   - pairs: Held-out pairs, all scored by the same rankers.
  ///   - newKnown: How many of them touch a clip that was trained on.
  ///   - bootstrap: Gives the intervals.
  public mutating func add(
    _ pairs: [ScoredPair], newKnown: Int, bootstrap: PairedBootstrap = PairedBootstrap(draws: 2000)
  ) {
    var comparison = Comparison(values: ByRanker())
    let scores = pairs.first?.scores ?? ByRanker()
    let groups = Dictionary(grouping: pairs, by: \.group).sorted { $0.key < $1.key }.map(\.value)
    for ranker in scores.rankers {
      let found = PairMetrics.all.compactMap { key, value in
        value(pairs, { $0.score(by: ranker) }).map { (key, $0) }
      }
      comparison.values[ranker] = Dictionary(uniqueKeysWithValues: found)
    }
    for change in scores.changes {
      for (key, value) in PairMetrics.all {
        func difference(over pairs: [ScoredPair]) -> Double? {
          guard let before = value(pairs, { $0.score(by: change.before) }),
            let after = value(pairs, { $0.score(by: change.after) })
          else { return nil }
          return after - before
        }
        guard let estimate = difference(over: pairs) else { continue }
        comparison.differences[change, default: [:]][key] = bootstrap.difference(
          estimate: estimate, units: groups.count
        ) { picks in difference(over: picks.flatMap { groups[$0] }) }
      }
    }
    labels = Labels(
      similar: pairs.count(where: \.isSimilar), dissimilar: pairs.count { !$0.isSimilar },
      newKnown: newKnown, comparison: comparison)
  }
}

extension PairMetrics {
  /// What reports tell of pairs, by key.
  fileprivate static let all:
    [(key: String, value: @Sendable ([ScoredPair], (ScoredPair) -> Double) -> Double?)] = [
      (
        "pair_auc",
        { pairs, score in
          rocAUC(
            similar: pairs.filter(\.isSimilar).map(score),
            dissimilar: pairs.filter { !$0.isSimilar }.map(score))
        }
      ),
      (
        "pair_ap",
        { pairs, score in
          averagePrecision(
            similar: pairs.filter(\.isSimilar).map(score),
            dissimilar: pairs.filter { !$0.isSimilar }.map(score))
        }
      ),
      ("triplet_agreement", { tripletAgreement($0, by: $1) }),
    ]
}
