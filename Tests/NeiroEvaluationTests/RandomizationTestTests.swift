import Foundation
import NeiroCore
import Testing

@testable import NeiroEvaluation

@Suite struct RandomizationTestTests {
  private func sample(_ count: Int, shift: Double, seed: UInt64) -> [Double] {
    var generator = SeededGenerator(seed: seed)
    return (0..<count).map { _ in generator.normal() + shift }
  }

  @Test func onlyTheSizeOfTheMeanCounts() throws {
    for count in [12, 40] {
      let differences = sample(count, shift: 0.4, seed: 3)
      let p = try #require(RandomizationTest().pValue(of: differences))
      #expect(RandomizationTest().pValue(of: differences) == p)
      #expect(RandomizationTest().pValue(of: differences.map { -$0 }) == p)
      let scaled = try #require(RandomizationTest().pValue(of: differences.map { 8 * $0 }))
      #expect(scaled == p)
      // Differences of zero decide nothing while all choices are tried.
      if count == 12 { #expect(RandomizationTest().pValue(of: differences + [0, 0]) == p) }
      let larger = try #require(RandomizationTest().pValue(of: differences.map { $0 + 1 }))
      #expect(larger < p)
    }
    #expect(RandomizationTest().pValue(of: []) == nil)
    #expect(RandomizationTest().pValue(of: [0, 0, 0]) == 1)
  }

  @Test func drawnChoicesComeNearAllChoices() throws {
    let differences = sample(RandomizationTest.exactLimit, shift: 0.35, seed: 5)
    let exact = try #require(RandomizationTest().pValue(of: differences))
    // One difference too many for trying all, too small to matter.
    let drawn = try #require(
      RandomizationTest(draws: 40_000).pValue(of: differences + [1e-9]))
    #expect((0.01...0.6).contains(exact) && abs(drawn - exact) < 0.01, "\(exact), \(drawn)")
  }

  @Test func isNeverZeroAndHoldsItsLevel() throws {
    let sure = try #require(RandomizationTest(draws: 999).pValue(of: sample(60, shift: 9, seed: 1)))
    #expect(abs(sure - 0.001) < 1e-12)
    let below = (0..<200).count { seed in
      (RandomizationTest(draws: 500).pValue(of: sample(25, shift: 0, seed: seed)) ?? 0) <= 0.05
    }
    // 5 % of 200, three deviations to either side.
    #expect((1...19).contains(below), "\(below)")
  }

  @Test func aTableGivesWhatItsColumnsGive() throws {
    var generator = SeededGenerator(seed: 9)
    for units in [10, 70] {
      let rows = (0..<units).map { _ in (0..<4).map { _ in generator.unit() } }
      let table = UnitTable(rows: rows, columns: 4)
      let pairs = [(after: 1, before: 0), (after: 2, before: 0), (after: 3, before: 2)]
      let found = RandomizationTest(draws: 2_000).pValues(of: table, pairs)
      for (p, pair) in zip(found, pairs) {
        let single = RandomizationTest(draws: 2_000).pValue(
          of: rows.map { $0[pair.after] - $0[pair.before] })
        #expect(abs(p - (try #require(single))) < 1e-12)
      }
    }
  }
}

@Suite struct BootstrapTableTests {
  /// The same picks, one column at a time.
  @Test func aTableGivesWhatItsColumnsGive() throws {
    var generator = SeededGenerator(seed: 4)
    let rows = (0..<37).map { _ in (0..<3).map { _ in generator.unit() } }
    let bootstrap = PairedBootstrap(seed: 6, draws: 1_100)
    let drawn = bootstrap.means(of: UnitTable(rows: rows, columns: 3))
    func check(_ found: Difference?, _ values: [Double]) throws {
      let (found, expected) = (try #require(found), try #require(bootstrap.difference(of: values)))
      #expect(abs(found.mean - expected.mean) < 1e-12)
      #expect(abs(found.low - expected.low) < 1e-12)
      #expect(abs(found.high - expected.high) < 1e-12)
    }
    for column in 0..<3 { try check(drawn.interval(of: column), rows.map { $0[column] }) }
    try check(drawn.interval(of: 2, minus: 0), rows.map { $0[2] - $0[0] })
    #expect(bootstrap.means(of: UnitTable(rows: [], columns: 2)).interval(of: 0) == nil)
  }

  @Test func skippingIsDrawing() {
    var drawn = SeededGenerator(seed: 8)
    for _ in 0..<100 { _ = drawn.next() }
    var skipped = SeededGenerator(seed: 8, skipping: 100)
    #expect(drawn.next() == skipped.next())
  }
}

@Suite struct EffectSizeTests {
  @Test func probabilityCountsTheUnchangedHalf() throws {
    let effect = try #require(EffectSize([0.2, 0, -0.1, 0.4]))
    #expect(effect.probabilityOfImprovement == 2.5 / 4)
    let mirrored = try #require(EffectSize([-0.2, 0, 0.1, -0.4]))
    #expect(mirrored.probabilityOfImprovement == 1.5 / 4)
    #expect(mirrored.standardizedMean == effect.standardizedMean.map { -$0 })
    #expect(EffectSize([]) == nil)
    #expect(EffectSize([0.3]) == EffectSize([0.3, 0.3]))
  }

  @Test func moreQueriesSeeSmallerDifferences() throws {
    let few = try #require(PowerNote([0.1, -0.1, 0.3, 0.0]))
    let many = try #require(
      PowerNote([[Double]](repeating: [0.1, -0.1, 0.3, 0.0], count: 16).flatMap(\.self)))
    #expect(many.leastDifference < few.leastDifference / 3.5)
  }
}
