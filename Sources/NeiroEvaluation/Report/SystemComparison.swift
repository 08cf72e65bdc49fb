public import NeiroCore

/// The figures of each system on the same questions, and what each has more than those before it.
public struct SystemComparison: Encodable, Sendable {
  /// In the order of the columns; each builds on one before it.
  public let systems: [RankingSystem]
  /// Metrics by key with their 95 % intervals. Means over the queries, or one figure for all pairs.
  public let intervals: BySystem<[String: Difference]>
  /// What each system has more of each metric than each one before it.
  public private(set) var differences: [SystemChange: [String: SystemDifference]]

  /// Metrics by key.
  public var values: BySystem<[String: Double]> { intervals.map { $0.mapValues(\.mean) } }

  /// - Parameters:
  ///   - systems: In the order of the columns.
  ///   - family: The metrics that Holm's correction is over, with those systems' differences.
  ///   - intervals: The metrics of a system.
  ///   - differences: What one system has more than another, of each metric.
  init(
    _ systems: [RankingSystem], family: Set<String>,
    intervals: (RankingSystem) -> [String: Difference],
    differences: (SystemChange) -> [String: SystemDifference]
  ) {
    self.systems = systems
    self.intervals = BySystem(systems, intervals)
    self.differences = Dictionary(
      uniqueKeysWithValues: systems.changes.map { ($0, differences($0)) })
    correct(family)
  }

  private mutating func correct(_ family: Set<String>) {
    var places: [(change: SystemChange, metric: String, p: Double)] = []
    for change in systems.changes {
      for (metric, difference) in (differences[change] ?? [:]).sorted(by: { $0.key < $1.key })
      where family.contains(metric) {
        if let p = difference.pValue { places.append((change, metric, p)) }
      }
    }
    for (place, adjusted) in zip(places, Holm.adjusted(places.map(\.p))) {
      differences[place.change]?[place.metric]?.adjustedPValue = adjusted
    }
  }

  enum CodingKeys: String, CodingKey {
    case intervals, differences
  }

  public func encode(to encoder: any Encoder) throws {
    try values.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(intervals, forKey: .intervals)
    let named = differences.map { ($0.key.key, $0.value) }
    try container.encode(Dictionary(uniqueKeysWithValues: named), forKey: .differences)
  }
}

extension SystemComparison {
  /// Means over queries, which are drawn and whose signs are flipped.
  ///
  /// - Parameters:
  ///   - systems: In the order of the columns.
  ///   - metrics: Their keys.
  ///   - family: The metrics that Holm's correction is over.
  ///   - rows: The values of each query: all metrics of the first system, then those of the next.
  ///   - significance: Gives intervals and p-values.
  init(
    _ systems: [RankingSystem], metrics: [String], family: Set<String>, rows: [[Double]],
    _ significance: Significance
  ) {
    let table = UnitTable(rows: rows, columns: systems.count * metrics.count)
    let drawn = significance.bootstrap.means(of: table)
    let first = Dictionary(
      uniqueKeysWithValues: systems.enumerated().map { ($1.key, $0 * metrics.count) })
    func columns(_ change: SystemChange, _ metric: Int) -> (after: Int, before: Int) {
      ((first[change.after.key] ?? 0) + metric, (first[change.before.key] ?? 0) + metric)
    }
    let changes = systems.changes
    let pValues = significance.test.pValues(
      of: table, changes.flatMap { change in metrics.indices.map { columns(change, $0) } })
    let place = Dictionary(
      uniqueKeysWithValues: changes.enumerated().map { ($1, $0 * metrics.count) })
    self.init(
      systems, family: family,
      intervals: { system in
        Dictionary(
          uniqueKeysWithValues: metrics.indices.compactMap { metric in
            drawn.interval(of: (first[system.key] ?? 0) + metric).map { (metrics[metric], $0) }
          })
      },
      differences: { change in
        Dictionary(
          uniqueKeysWithValues: metrics.indices.compactMap { metric in
            let (after, before) = columns(change, metric)
            let single = zip(table.column(after), table.column(before)).map { $0 - $1 }
            return drawn.interval(of: after, minus: before).map { interval in
              (
                metrics[metric],
                SystemDifference(
                  interval: interval, pValue: pValues[(place[change] ?? 0) + metric],
                  effect: EffectSize(single), power: PowerNote(single))
              )
            }
          })
      })
  }

  /// Metrics of judged pairs, whose groups are drawn and swapped.
  init(_ systems: [RankingSystem], pairs: [ScoredPair], _ significance: Significance) {
    let comparison = PairComparison(
      pairs, systemCount: systems.count, bootstrap: significance.bootstrap)
    let place = Dictionary(uniqueKeysWithValues: systems.enumerated().map { ($1.key, $0) })
    let keys = PairComparison.keys
    self.init(
      systems, family: Set(keys),
      intervals: { system in
        Dictionary(
          uniqueKeysWithValues: keys.indices.compactMap { metric in
            comparison.interval(metric, of: place[system.key] ?? 0).map { (keys[metric], $0) }
          })
      },
      differences: { change in
        let (after, before) = (place[change.after.key] ?? 0, place[change.before.key] ?? 0)
        let pValues = comparison.pValues(of: after, against: before, significance.test)
        return Dictionary(
          uniqueKeysWithValues: keys.indices.compactMap { metric in
            let groups = comparison.differencesByGroup(metric, of: after, minus: before)
            return comparison.interval(metric, of: after, minus: before).map { interval in
              (
                keys[metric],
                SystemDifference(
                  interval: interval, pValue: pValues[metric].ifNumber,
                  effect: EffectSize(groups), power: PowerNote(groups))
              )
            }
          })
      })
  }
}

/// What gives intervals and p-values.
public struct Significance: Hashable, Sendable {
  public let bootstrap: PairedBootstrap
  public let test: RandomizationTest

  public init(seed: UInt64 = 1, draws: Int = 10_000) {
    bootstrap = PairedBootstrap(seed: seed, draws: draws)
    test = RandomizationTest(seed: seed, draws: draws)
  }
}
