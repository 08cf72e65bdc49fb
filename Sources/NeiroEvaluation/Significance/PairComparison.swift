import NeiroCore

/// Pair metrics of several systems on the same judged pairs, with all that tells whether they
/// differ: drawn and swapped are whole groups, since pairs that share clips are not independent.
struct PairComparison {
  static let keys = ["pair_auc", "pair_ap", "triplet_agreement"]

  private let pairs: [ScoredPair]
  /// The group of each pair, counted from 0.
  private let groups: [Int]
  private let groupCount: Int
  private let systems: [Orders]
  /// What a bootstrap drew: draw after draw, each system's metrics; NaN where undefined.
  private let drawn: [Double]
  private let bootstrap: PairedBootstrap

  /// The orders that all metrics need.
  private struct Orders: Sendable {
    let all: PairOrder
    let anchors: [PairOrder]

    /// AUC, AP and triplet agreement; NaN where undefined.
    func metrics(_ weights: UnsafeBufferPointer<Int32>) -> [Double] {
      let tally = all.tally(weights)
      var (wins, triplets) = (0.0, 0.0)
      for anchor in anchors {
        let tally = anchor.tally(weights)
        wins += tally.wins
        triplets += tally.comparisons
      }
      return [
        tally.rocAUC ?? .nan, tally.averagePrecision ?? .nan,
        triplets > 0 ? wins / triplets : .nan,
      ]
    }
  }

  /// - Parameters:
  ///   - pairs: All scored by the same systems.
  ///   - systemCount: How many.
  ///   - bootstrap: Gives the intervals.
  init(_ pairs: [ScoredPair], systemCount: Int, bootstrap: PairedBootstrap) {
    self.pairs = pairs
    self.bootstrap = bootstrap
    let numbers = Dictionary(
      uniqueKeysWithValues: Set(pairs.map(\.group)).sorted().enumerated().map { ($1, $0) })
    groups = pairs.map { numbers[$0.group] ?? 0 }
    groupCount = numbers.count
    let anchors = PairMetrics.anchors(pairs)
    let groups = groups
    systems = (0..<systemCount).map { system in
      func order(_ indices: [Int]) -> PairOrder {
        PairOrder(indices.map { (pairs[$0].scores[system], pairs[$0].isSimilar, groups[$0]) })
      }
      return Orders(all: order(Array(pairs.indices)), anchors: anchors.map(order))
    }
    let (orders, count) = (systems, groupCount)
    drawn =
      count == 0
      ? []
      : Draws.run(
        bootstrap.draws, width: systemCount * Self.keys.count, numbers: count,
        seed: bootstrap.seed, scratch: { [Int32](repeating: 0, count: count) }
      ) { _, generator, counts, values in
        PairedBootstrap.count(picks: count, into: &counts, &generator)
        counts.withUnsafeBufferPointer { counts in
          _ = values.update(fromContentsOf: orders.flatMap { $0.metrics(counts) })
        }
      }
  }

  /// A metric of a system with its interval; nil where it is undefined.
  func interval(_ metric: Int, of system: Int) -> Difference? {
    guard let value = metrics(of: system, leavingOut: nil)[metric].ifNumber else { return nil }
    return bootstrap.interval(estimate: value, drawn: draws(metric, of: system).filter(\.isFinite))
  }

  /// What `after` has more of a metric, with its interval; nil where it is undefined.
  func interval(_ metric: Int, of after: Int, minus before: Int) -> Difference? {
    let values = [after, before].map { metrics(of: $0, leavingOut: nil)[metric] }
    guard let difference = (values[0] - values[1]).ifNumber else { return nil }
    let drawn = zip(draws(metric, of: after), draws(metric, of: before)).map { $0 - $1 }
    return bootstrap.interval(estimate: difference, drawn: drawn.filter(\.isFinite))
  }

  /// Each group's part in the difference θ, by the jackknife's pseudo-values: G·θ − (G − 1)·θ′ with θ′
  /// the difference without the group. Their mean is about θ, their deviation / √G its standard error.
  ///
  /// - Returns: One number for each group; empty where one group is all there is to a metric.
  ///
  /// Source: Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter 11.
  func differencesByGroup(_ metric: Int, of after: Int, minus before: Int) -> [Double] {
    func difference(leavingOut group: Int?) -> Double {
      metrics(of: after, leavingOut: group)[metric] - metrics(of: before, leavingOut: group)[metric]
    }
    let all = difference(leavingOut: nil)
    let count = Double(groupCount)
    let values = (0..<groupCount).map {
      count * all - (count - 1) * difference(leavingOut: $0)
    }
    // What is rounding alone is nothing.
    return values.allSatisfy(\.isFinite) ? values.map { abs($0) < 1e-9 ? 0 : $0 } : []
  }

  /// The p-values of all metrics by a paired randomisation test over groups.
  ///
  /// Scores become ranks first, so that those of two systems may take each other's place; in each
  /// group, they then do or don't.
  ///
  /// - Returns: NaN for a metric that is undefined.
  ///
  /// Source: Bandos, Rockette and Gur, "A permutation test sensitive to differences in areas for
  /// comparing ROC curves from a paired design", Statistics in Medicine 24, 2005,
  /// <https://doi.org/10.1002/sim.2149>.
  func pValues(of after: Int, against before: Int, _ test: RandomizationTest) -> [Double] {
    guard groupCount > 0 else { return Self.keys.map { _ in .nan } }
    let ranks = [after, before].map { system in
      RankCorrelation.midranks(pairs.map { $0.scores[system] })
    }
    // Unit 2g is the first system's group g, unit 2g + 1 the second's.
    func order(_ indices: [Int]) -> PairOrder {
      PairOrder(
        [0, 1].flatMap { side in
          indices.map { (ranks[side][$0], pairs[$0].isSimilar, 2 * groups[$0] + side) }
        })
    }
    let both = Orders(
      all: order(Array(pairs.indices)), anchors: PairMetrics.anchors(pairs).map(order))
    let count = groupCount
    @Sendable func differences(_ weights: inout [Int32], isSwapped: (Int) -> Bool) -> [Double] {
      for group in 0..<count {
        let side = isSwapped(group) ? 1 : 0
        weights[2 * group + side] = 1
        weights[2 * group + 1 - side] = 0
      }
      let first = weights.withUnsafeBufferPointer(both.metrics)
      for index in weights.indices { weights[index] = 1 - weights[index] }
      let second = weights.withUnsafeBufferPointer(both.metrics)
      return zip(first, second).map { $0 - $1 }
    }
    var weights = [Int32](repeating: 0, count: 2 * count)
    let observed = differences(&weights) { _ in false }
    // The first group stays as it is: the other half of all choices is these, the other way round.
    let isExact = count <= RandomizationTest.exactLimit
    let choices = isExact ? 1 << (count - 1) : test.draws
    let words = (count + 63) / 64
    let found = Draws.run(
      choices, width: Self.keys.count, numbers: words, seed: test.seed,
      scratch: { (weights: [Int32](repeating: 0, count: 2 * count), bits: [UInt64]()) }
    ) { choice, generator, scratch, values in
      scratch.bits =
        isExact ? [UInt64(choice) << 1] : (0..<words).map { _ in generator.next() }
      let bits = scratch.bits
      _ = values.update(
        fromContentsOf: differences(&scratch.weights) {
          bits[$0 / 64] >> UInt64($0 % 64) & 1 == 1
        })
    }
    return Self.keys.indices.map { metric in
      guard observed[metric].isFinite else { return .nan }
      let least = abs(observed[metric]) - RandomizationTest.rounding
      let values = stride(from: metric, to: found.count, by: Self.keys.count).map { found[$0] }
        .filter(\.isFinite)
      let far = values.count { abs($0) >= least }
      return isExact
        ? Double(far) / Double(values.count) : RandomizationTest.share(far, of: values.count)
    }
  }

  private func draws(_ metric: Int, of system: Int) -> [Double] {
    let width = systems.count * Self.keys.count
    return stride(from: system * Self.keys.count + metric, to: drawn.count, by: width)
      .map { drawn[$0] }
  }

  private func metrics(of system: Int, leavingOut group: Int?) -> [Double] {
    var weights = [Int32](repeating: 1, count: max(groupCount, 1))
    if let group { weights[group] = 0 }
    return weights.withUnsafeBufferPointer(systems[system].metrics)
  }
}

extension Double {
  /// nil for what is no number.
  var ifNumber: Double? { isNaN ? nil : self }
}
