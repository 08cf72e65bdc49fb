import Foundation
import NeiroCore
import NeiroEvaluation
import Testing

@Suite struct RankCorrelationTests {
  private func sample(_ seed: UInt64) -> (x: [Double], y: [Double]) {
    var generator = SeededGenerator(seed: seed)
    let x = (0..<40).map { _ in Double(generator.index(below: 12)) }
    return (x, x.map { $0 / 2 + Double(generator.index(below: 9)) })
  }

  /// Every pair of things, one after the other.
  @Test(arguments: 0..<10)
  func kendallEqualsTheDoubleLoop(seed: UInt64) throws {
    let (x, y) = sample(seed)
    var (agree, tiedX, tiedY, all) = (0.0, 0.0, 0.0, 0.0)
    for i in x.indices {
      for j in x.indices where i < j {
        all += 1
        tiedX += x[i] == x[j] ? 1 : 0
        tiedY += y[i] == y[j] ? 1 : 0
        let product = (x[i] - x[j]) * (y[i] - y[j])
        agree += product > 0 ? 1 : product < 0 ? -1 : 0
      }
    }
    let expected = agree / ((all - tiedX) * (all - tiedY)).squareRoot()
    #expect(abs(try #require(RankCorrelation.kendall(x, y)) - expected) < 1e-12)
  }

  @Test(arguments: 0..<10)
  func onlyTheOrderCounts(seed: UInt64) throws {
    let (x, y) = sample(seed)
    for correlation in [RankCorrelation.spearman, RankCorrelation.kendall] {
      let found = try #require(correlation(x, y))
      #expect((-1...1).contains(found))
      #expect(abs(try #require(correlation(x.map { exp($0) }, y)) - found) < 1e-12)
      #expect(abs(try #require(correlation(y, x)) - found) < 1e-12)
      #expect(abs(try #require(correlation(x, y.map { -$0 })) + found) < 1e-12)
      #expect(abs(try #require(correlation(x, x)) - 1) < 1e-12)
    }
  }

  @Test func aConstantListHasNone() {
    for correlation in [RankCorrelation.spearman, RankCorrelation.kendall] {
      #expect(correlation([1, 1, 1], [1, 2, 3]) == nil)
      #expect(correlation([1, 2, 3], [5, 5, 5]) == nil)
      #expect(correlation([], []) == nil)
      #expect(correlation([1], [1]) == nil)
    }
  }
}

@Suite struct NeighbourMetricsTests {
  @Test func overlapCountsWhatBothHave() {
    #expect(NeighbourMetrics.overlap([1, 2, 3, 4], [3, 9, 1, 2], at: 2) == 0)
    #expect(NeighbourMetrics.overlap([1, 2, 3, 4], [3, 9, 1, 2], at: 3) == 2.0 / 3)
    #expect(NeighbourMetrics.overlap([1, 2, 3, 4], [4, 3, 2, 1], at: 4) == 1)
    #expect(NeighbourMetrics.overlap([1, 2], [2, 1, 3], at: 10) == 2.0 / 3)
    #expect(NeighbourMetrics.overlap([Int](), [], at: 10) == nil)
  }

  @Test func aHubMakesTheSkewPositive() throws {
    #expect(NeighbourMetrics.hubSkew([3, 3, 3]) == nil)
    #expect(NeighbourMetrics.hubSkew([]) == nil)
    #expect(try #require(NeighbourMetrics.hubSkew([1, 1, 1, 1, 40])) > 1)
    let counts = [0, 1, 1, 2, 7]
    let skew = try #require(NeighbourMetrics.hubSkew(counts))
    let mirrored = try #require(NeighbourMetrics.hubSkew(counts.map { 10 - $0 }))
    #expect(abs(skew + mirrored) < 1e-12)
    #expect(abs(try #require(NeighbourMetrics.hubSkew(counts.map { 3 * $0 })) - skew) < 1e-12)
  }
}

@Suite struct ReliabilityTableTests {
  @Test func binsAreClosedAboveAndTheGapsAddUp() throws {
    let table = try #require(
      ReliabilityTable([0, 0.5, 0.5, 0.7, 1], outcomes: [0, 1, 0, 1, 1], binCount: 2))
    #expect(table.bins.map(\.count) == [3, 2])
    #expect(table.bins.map(\.low) == [0, 0.5] && table.bins.map(\.high) == [0.5, 1])
    #expect(table.bins[0].outcome == 1.0 / 3 && table.bins[0].probability == 1.0 / 3)
    #expect(abs(table.expectedCalibrationError - 0.4 * 0.15) < 1e-12)
    #expect(abs(table.brierScore - (0.25 + 0.25 + 0.09) / 5) < 1e-12)
    #expect(ReliabilityTable([], outcomes: []) == nil)
  }
}
