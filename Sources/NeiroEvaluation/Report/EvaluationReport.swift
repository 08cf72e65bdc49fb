public import NeiroCore

/// Every system side by side: what `neiro evaluate` tells, and its JSON.
///
/// Three designs have a part each: queries with judgements, held-out labels, people's ratings.
public struct EvaluationReport: Encodable, Sendable {
  /// In the order of the columns.
  public let systems: [RankingSystem]
  /// Queries with at least one relevant item.
  public internal(set) var queries = 0
  /// Queries that were left out: without relevant items, or without an embedding.
  public internal(set) var skipped = 0
  /// The mean of each metric over the queries; drawn again are the queries.
  public internal(set) var comparison: SystemComparison
  /// The same of the queries that are loops, and of those that are presets; nil for none.
  public internal(set) var loopToPreset: QueryPart?
  public internal(set) var presetToPreset: QueryPart?
  /// The values of every query, in the order of the file.
  public internal(set) var perQuery: [Query] = []
  /// The mean over the queries of the interpolated precision at recall 0, 0.1, … 1.
  public internal(set) var precisionAtRecall: BySystem<[Double]>?
  /// What can be told of the systems' answers without judgements; nil without queries.
  public internal(set) var neighbours: BySystem<Neighbours>?
  /// nil where no held-out labels were scored.
  public internal(set) var labels: LabelPart?
  /// nil where no ratings were given.
  public internal(set) var ratings: RatingPart?
  /// What came of the comparison with a baseline; empty without one.
  public var against: [BaselineVerdict] = []
  /// What makes figures look better than they are, a sentence each; empty where nothing does.
  public var notes: [String] = []

  /// Some of the queries.
  public struct QueryPart: Encodable, Sendable {
    public let queries: Int
    public let comparison: SystemComparison

    enum CodingKeys: String, CodingKey {
      case queries
    }

    public func encode(to encoder: any Encoder) throws {
      try comparison.encode(to: encoder)
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(queries, forKey: .queries)
    }
  }

  /// One query's metrics.
  public struct Query: Encodable, Sendable {
    public let query: String
    /// Where its sound lies, as the file of queries has it.
    public let path: String
    public let role: RetrievalRole
    public let values: BySystem<[String: Double]>

    /// By how much a metric changed from one system to the other; positive is better.
    public func change(_ metric: RetrievalMetric, _ change: SystemChange) -> Double {
      (values[change.after]?[metric.key] ?? 0) - (values[change.before]?[metric.key] ?? 0)
    }

    enum CodingKeys: String, CodingKey {
      case query, path, design
    }

    public func encode(to encoder: any Encoder) throws {
      try values.encode(to: encoder)
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(query, forKey: .query)
      try container.encode(path, forKey: .path)
      try container.encode(
        role == .query ? "loop_to_preset" : "preset_to_preset", forKey: .design)
    }
  }

  /// What a system's first ten answers are like.
  public struct Neighbours: Encodable, Sendable {
    /// The mean share of them that raw has among its first ten too.
    public let overlapWithRaw: Double
    /// How far a few presets are everybody's answer; nil where all are it equally often.
    public let hubSkew: Double?

    enum CodingKeys: String, CodingKey {
      case overlapWithRaw = "overlap_with_raw@10"
      case hubSkew = "hub_skew@10"
    }

    public func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(overlapWithRaw, forKey: .overlapWithRaw)
      try container.encode(hubSkew, forKey: .hubSkew)
    }
  }

  /// A report that has nothing to tell yet.
  public init(_ systems: [RankingSystem]) {
    self.systems = systems
    comparison = SystemComparison(systems, family: [], intervals: { _ in [:] }) { _ in [:] }
  }

  enum CodingKeys: String, CodingKey {
    case systems, queries, skipped, neighbours, labels, ratings, against, notes
    case loopToPreset = "loop_to_preset"
    case presetToPreset = "preset_to_preset"
    case perQuery = "per_query"
    case precisionAtRecall = "precision_at_recall"
  }

  public func encode(to encoder: any Encoder) throws {
    try comparison.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(systems, forKey: .systems)
    try container.encode(queries, forKey: .queries)
    try container.encode(skipped, forKey: .skipped)
    try container.encode(loopToPreset, forKey: .loopToPreset)
    try container.encode(presetToPreset, forKey: .presetToPreset)
    try container.encode(perQuery, forKey: .perQuery)
    try container.encode(precisionAtRecall, forKey: .precisionAtRecall)
    try container.encode(neighbours, forKey: .neighbours)
    try container.encode(labels, forKey: .labels)
    try container.encode(ratings, forKey: .ratings)
    try container.encode(against, forKey: .against)
    try container.encode(notes, forKey: .notes)
  }
}
