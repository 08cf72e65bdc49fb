public import NeiroCore

/// Retrieval before and after: what `neiro evaluate` tells, and its JSON.
public struct EvaluationReport: Codable, Sendable {
  /// One query's metrics.
  public struct Query: Codable, Sendable {
    public let query: String
    public let raw: [String: Double]
    public let head: [String: Double]

    /// By how much a metric changed; positive is better.
    public func change(_ metric: RetrievalMetric) -> Double {
      (head[metric.key] ?? 0) - (raw[metric.key] ?? 0)
    }
  }

  /// Metrics on held-out labels.
  public struct Labels: Codable, Sendable {
    /// Pairs that touch a clip the head was never trained on.
    public let similar: Int
    public let dissimilar: Int
    /// Of those, the pairs that also touch a clip it was trained on.
    public let newKnown: Int
    public let raw: [String: Double]
    public let head: [String: Double]
    public let difference: [String: Difference]

    enum CodingKeys: String, CodingKey {
      case similar, dissimilar, raw, head, difference
      case newKnown = "new_known"
    }
  }

  /// Queries with at least one relevant item.
  public var queries = 0
  /// Queries that were left out: without relevant items, or without an embedding.
  public var skipped = 0
  /// The mean of each metric over the queries, by key.
  public var raw: [String: Double] = [:]
  public var head: [String: Double] = [:]
  /// head − raw with its 95 % interval, by a paired bootstrap over the queries.
  public var difference: [String: Difference] = [:]
  public var perQuery: [Query] = []
  /// nil where no held-out labels were scored.
  public var labels: Labels?

  enum CodingKeys: String, CodingKey {
    case queries, skipped, raw, head, difference, labels
    case perQuery = "per_query"
  }

  public init() {}

  /// One query's rankings by both rankers.
  public struct Ranked {
    public let query: String
    public let raw: JudgedRanking
    public let head: JudgedRanking

    public init(query: String, raw: JudgedRanking, head: JudgedRanking) {
      self.query = query
      self.raw = raw
      self.head = head
    }
  }

  /// Adds the queries' part.
  ///
  /// - Parameters:
  ///   - ranked: Each query with relevant items.
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
        query: ranked.query, raw: Self.values(metrics, of: ranked.raw),
        head: Self.values(metrics, of: ranked.head))
    }
    guard !ranked.isEmpty else { return }
    for metric in metrics {
      let key = metric.key
      raw[key] = perQuery.reduce(0) { $0 + ($1.raw[key] ?? 0) } / Double(queries)
      head[key] = perQuery.reduce(0) { $0 + ($1.head[key] ?? 0) } / Double(queries)
      difference[key] = bootstrap.difference(of: perQuery.map { $0.change(metric) })
    }
  }

  private static func values(
    _ metrics: [RetrievalMetric], of ranking: JudgedRanking
  ) -> [String: Double] {
    Dictionary(uniqueKeysWithValues: metrics.map { ($0.key, $0.value(of: ranking)) })
  }

  /// Adds the labels' part.
  ///
  /// The intervals come of a bootstrap over whole groups of pairs, since pairs that share clips are
  /// not independent.
  ///
  /// - Parameters:
  ///   - pairs: Held-out pairs, scored.
  ///   - newKnown: How many of them touch a clip that was trained on.
  ///   - bootstrap: Gives the intervals.
  public mutating func add(
    _ pairs: [ScoredPair], newKnown: Int, bootstrap: PairedBootstrap = PairedBootstrap(draws: 2000)
  ) {
    let metrics: [(key: String, value: ([ScoredPair], (ScoredPair) -> Double) -> Double?)] = [
      (
        "pair_auc",
        { pairs, score in
          PairMetrics.rocAUC(
            similar: pairs.filter(\.isSimilar).map(score),
            dissimilar: pairs.filter { !$0.isSimilar }.map(score))
        }
      ),
      (
        "pair_ap",
        { pairs, score in
          PairMetrics.averagePrecision(
            similar: pairs.filter(\.isSimilar).map(score),
            dissimilar: pairs.filter { !$0.isSimilar }.map(score))
        }
      ),
      ("triplet_agreement", PairMetrics.tripletAgreement),
    ]
    let groups = Dictionary(grouping: pairs, by: \.group).sorted { $0.key < $1.key }.map(\.value)
    var raw: [String: Double] = [:]
    var head: [String: Double] = [:]
    var difference: [String: Difference] = [:]
    for (key, value) in metrics {
      guard let before = value(pairs, \.raw), let after = value(pairs, \.head) else { continue }
      raw[key] = before
      head[key] = after
      difference[key] = bootstrap.difference(
        estimate: after - before, units: groups.count
      ) { picks in
        let drawn = picks.flatMap { groups[$0] }
        guard let before = value(drawn, \.raw), let after = value(drawn, \.head) else { return nil }
        return after - before
      }
    }
    labels = Labels(
      similar: pairs.count(where: \.isSimilar), dissimilar: pairs.count { !$0.isSimilar },
      newKnown: newKnown, raw: raw, head: head, difference: difference)
  }
}
