import Foundation
import NeiroCore
import Testing

@testable import NeiroEvaluation

/// Weighted passes over sorted pairs against repeating and sorting pairs.
@Suite struct PairComparisonTests {
  private static let groups = 9

  private func pairs(_ seed: UInt64, shift: Double = 0.3) -> [ScoredPair] {
    var generator = SeededGenerator(seed: seed)
    return (0..<70).map { _ in
      let a = generator.index(below: 18)
      let b = (a + 1 + generator.index(below: 17)) % 18
      let isSimilar = generator.unit() < 0.4
      // Coarse scores: many are equal.
      let scores = [0, isSimilar ? shift : 0].map { shift in
        (shift + generator.unit() * 8).rounded() / 8
      }
      return ScoredPair(a: a, b: b, isSimilar: isSimilar, scores: scores, group: 3 * (a / 2))
    }
  }

  private func slow(_ pairs: [ScoredPair], _ score: (ScoredPair) -> Double) -> [Double] {
    let similar = pairs.filter(\.isSimilar).map(score)
    let dissimilar = pairs.filter { !$0.isSimilar }.map(score)
    return [
      PairMetrics.rocAUC(similar: similar, dissimilar: dissimilar) ?? .nan,
      PairMetrics.averagePrecision(similar: similar, dissimilar: dissimilar) ?? .nan,
      PairMetrics.tripletAgreement(pairs, by: score) ?? .nan,
    ]
  }

  @Test(arguments: 1...4)
  func intervalsAreThoseOfRepeatedPairs(seed: UInt64) throws {
    let pairs = pairs(seed)
    let bootstrap = PairedBootstrap(seed: seed, draws: 300)
    let comparison = PairComparison(pairs, systemCount: 2, bootstrap: bootstrap)
    let groups = Dictionary(grouping: pairs, by: \.group).sorted { $0.key < $1.key }.map(\.value)
    #expect(groups.count == Self.groups)
    for metric in PairComparison.keys.indices {
      func difference(_ pairs: [ScoredPair]) -> Double {
        slow(pairs) { $0.scores[1] }[metric] - slow(pairs) { $0.scores[0] }[metric]
      }
      let expected = try #require(
        bootstrap.difference(estimate: difference(pairs), units: groups.count) { picks in
          difference(picks.flatMap { groups[$0] })
        })
      let found = try #require(comparison.interval(metric, of: 1, minus: 0))
      #expect(abs(found.mean - expected.mean) < 1e-12)
      #expect(abs(found.low - expected.low) < 1e-12)
      #expect(abs(found.high - expected.high) < 1e-12)
      let own = try #require(comparison.interval(metric, of: 1))
      #expect(abs(own.mean - slow(pairs) { $0.scores[1] }[metric]) < 1e-12)
      #expect(own.low <= own.mean && own.mean <= own.high)
    }
  }

  /// All 2⁹ ways to swap the two systems' ranks in some groups.
  @Test(arguments: 1...3)
  func pValuesAreSharesOfAllSwaps(seed: UInt64) throws {
    let pairs = pairs(seed)
    let ranks = [0, 1].map { system in
      RankCorrelation.midranks(pairs.map { $0.scores[system] })
    }
    let numbers = Set(pairs.map(\.group)).sorted()
    func differences(_ choice: Int) -> [Double] {
      let ranked = pairs.indices.map { index in
        let pair = pairs[index]
        let group = numbers.firstIndex(of: pair.group) ?? 0
        let scores = choice >> group & 1 == 1 ? [1, 0] : [0, 1]
        return ScoredPair(
          a: pair.a, b: pair.b, isSimilar: pair.isSimilar, scores: scores.map { ranks[$0][index] },
          group: pair.group)
      }
      return zip(slow(ranked) { $0.scores[1] }, slow(ranked) { $0.scores[0] }).map { $0 - $1 }
    }
    let all = (0..<1 << Self.groups).map(differences)
    let comparison = PairComparison(pairs, systemCount: 2, bootstrap: PairedBootstrap(draws: 1))
    let found = comparison.pValues(of: 1, against: 0, RandomizationTest())
    for metric in PairComparison.keys.indices {
      let far = all.count { abs($0[metric]) >= abs(all[0][metric]) - 1e-12 }
      #expect(abs(found[metric] - Double(far) / Double(all.count)) < 1e-12)
    }
  }

  @Test func equalSystemsDontDifferAndAClearGainIsSeen() throws {
    let equal = pairs(5).map {
      ScoredPair(
        a: $0.a, b: $0.b, isSimilar: $0.isSimilar, scores: [$0.scores[0], 3 * $0.scores[0]],
        group: $0.group)
    }
    let same = PairComparison(equal, systemCount: 2, bootstrap: PairedBootstrap(draws: 50))
    #expect(same.pValues(of: 1, against: 0, RandomizationTest()) == [1, 1, 1])
    #expect(same.differencesByGroup(0, of: 1, minus: 0).allSatisfy { $0 == 0 })
    let clear = PairComparison(
      pairs(5, shift: 6), systemCount: 2, bootstrap: PairedBootstrap(draws: 50))
    #expect(clear.pValues(of: 1, against: 0, RandomizationTest())[0] < 0.02)
    // More groups than all choices are tried for: the draws say the same.
    let many = pairs(6, shift: 6).enumerated().map { index, pair in
      ScoredPair(
        a: pair.a, b: pair.b, isSimilar: pair.isSimilar, scores: pair.scores, group: index % 30)
    }
    let drawn = PairComparison(many, systemCount: 2, bootstrap: PairedBootstrap(draws: 50))
    #expect(drawn.pValues(of: 1, against: 0, RandomizationTest(draws: 500))[0] < 0.02)
  }

  /// The mean of a metric over all pairs alike has the pairs' own parts as pseudo-values.
  @Test func pseudoValuesMeanTheDifferenceAndVaryAsTheBootstrapDoes() throws {
    let pairs = pairs(7)
    let comparison = PairComparison(
      pairs, systemCount: 2, bootstrap: PairedBootstrap(seed: 1, draws: 4_000))
    let groups = comparison.differencesByGroup(0, of: 1, minus: 0)
    let interval = try #require(comparison.interval(0, of: 1, minus: 0))
    #expect(groups.count == Self.groups)
    #expect(abs(groups.mean - interval.mean) < 0.02)
    let error = groups.sampleDeviation / Double(groups.count).squareRoot()
    #expect(abs(4 * error / (interval.high - interval.low) - 1) < 0.35)
  }
}
