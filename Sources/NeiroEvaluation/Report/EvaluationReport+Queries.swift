public import NeiroCore

extension EvaluationReport {
  /// One query's ranking by each system.
  public struct Ranked: Sendable {
    public let query: String
    /// Where its sound lies, as the file of queries has it.
    public let path: String
    public let role: RetrievalRole
    /// In the order of the systems.
    public let rankings: [JudgedRanking]
    /// The rows of the first ten answers of each system.
    public let nearest: [[Int]]

    public init(
      query: String, path: String, role: RetrievalRole, rankings: [JudgedRanking], nearest: [[Int]]
    ) {
      self.query = query
      self.path = path
      self.role = role
      self.rankings = rankings
      self.nearest = nearest
    }
  }

  /// Adds the queries' part.
  ///
  /// - Parameters:
  ///   - ranked: Each query with relevant items, ranked by every system.
  ///   - skipped: How many were left out.
  ///   - galleryCount: How many clips may be an answer.
  ///   - metrics: What to report.
  ///   - significance: Gives intervals and p-values.
  public mutating func add(
    _ ranked: [Ranked], skipped: Int, galleryCount: Int,
    metrics: [RetrievalMetric] = RetrievalMetric.standard + RetrievalMetric.further,
    significance: Significance = Significance()
  ) {
    self.skipped = skipped
    queries = ranked.count
    guard !ranked.isEmpty else { return }
    let keys = metrics.map(\.key)
    let family = Set(RetrievalMetric.standard.map(\.key))
    let rows = ranked.map { query in
      query.rankings.flatMap { ranking in metrics.map { $0.value(of: ranking) } }
    }
    let place = Dictionary(uniqueKeysWithValues: systems.enumerated().map { ($1.key, $0) })
    perQuery = zip(ranked, rows).map { query, row in
      Query(
        query: query.query, path: query.path, role: query.role,
        values: BySystem(systems) { system in
          let first = (place[system.key] ?? 0) * metrics.count
          return Dictionary(
            uniqueKeysWithValues: metrics.indices.map { (keys[$0], row[first + $0]) })
        })
    }
    comparison = SystemComparison(
      systems, metrics: keys, family: family, rows: rows, significance)
    func part(_ role: RetrievalRole) -> QueryPart? {
      let chosen = ranked.indices.filter { ranked[$0].role == role }
      guard !chosen.isEmpty else { return nil }
      let own =
        chosen.count == ranked.count
        ? comparison
        : SystemComparison(
          systems, metrics: keys, family: family, rows: chosen.map { rows[$0] }, significance)
      return QueryPart(queries: chosen.count, comparison: own)
    }
    loopToPreset = part(.query)
    presetToPreset = part(.gallery)
    precisionAtRecall = BySystem(systems) { system in
      (0...10).map { tenth in
        ranked.map {
          $0.rankings[place[system.key] ?? 0].interpolatedPrecision(atRecall: Double(tenth) / 10)
        }.mean
      }
    }
    neighbours = BySystem(systems) { system in
      Self.neighbours(
        ranked, of: place[system.key] ?? 0, raw: place[RankingSystem.raw.key] ?? 0,
        galleryCount: galleryCount)
    }
  }

  private static func neighbours(
    _ ranked: [Ranked], of system: Int, raw: Int, galleryCount: Int
  ) -> Neighbours {
    let overlaps = ranked.compactMap {
      NeighbourMetrics.overlap($0.nearest[system], $0.nearest[raw], at: 10)
    }
    var occurrences: [Int: Int] = [:]
    for row in ranked.lazy.flatMap({ $0.nearest[system].prefix(10) }) {
      occurrences[row, default: 0] += 1
    }
    let never = max(galleryCount - occurrences.count, 0)
    return Neighbours(
      overlapWithRaw: overlaps.isEmpty ? 1 : overlaps.mean,
      hubSkew: NeighbourMetrics.hubSkew(
        occurrences.sorted { $0.key < $1.key }.map(\.value) + Array(repeating: 0, count: never)))
  }
}
