import Foundation
import NeiroTestSupport
import Testing

@testable import NeiroEvaluation

/// Tests and corrections against SciPy and statsmodels; see `Tests/Fixtures/README.md`.
@Suite struct SignificanceParityTests {
  private struct Fixture: Decodable {
    struct Differences: Decodable {
      let differences: [Double]
      let p: Double
      let effect: Double?
    }

    struct Corrected: Decodable {
      let p: [Double]
      let adjusted: [Double]
    }

    struct Quantile: Decodable {
      let share: Double
      let degrees: Double
      let t: Double
    }

    struct Power: Decodable {
      let units: Int
      let deviations: Double
    }

    let differences: [Differences]
    let holm: [Corrected]
    let quantiles: [Quantile]
    let power: [Power]
  }

  private static func fixture() throws -> Fixture {
    try JSONDecoder().decode(
      Fixture.self, from: Data(contentsOf: Fixtures.file("significance.json")))
  }

  @Test func exactPValuesEqualSciPy() throws {
    for row in try Self.fixture().differences {
      let p = try #require(RandomizationTest().pValue(of: row.differences))
      #expect(abs(p - row.p) < 1e-9, "\(row.differences)")
    }
  }

  @Test func effectSizesEqualTheirFormula() throws {
    for row in try Self.fixture().differences {
      let found = try #require(EffectSize(row.differences)).standardizedMean
      #expect((found == nil) == (row.effect == nil))
      if let found, let expected = row.effect {
        #expect(abs(found - expected) < 1e-9 * max(1, abs(expected)), "\(row.differences)")
      }
    }
  }

  @Test func holmEqualsStatsmodels() throws {
    for row in try Self.fixture().holm {
      expectClose(Holm.adjusted(row.p), row.adjusted, within: 1e-9, "\(row.p)")
    }
    #expect(Holm.adjusted([]).isEmpty)
  }

  @Test func quantilesOfTEqualSciPy() throws {
    for row in try Self.fixture().quantiles {
      let t = StudentT.quantile(row.share, degrees: row.degrees)
      #expect(abs(t - row.t) < 1e-9 * max(1, abs(row.t)), "\(row)")
    }
  }

  /// The formula is not the exact power, so within 2 %.
  @Test func leastDifferenceIsThatOfStatsmodels() throws {
    for row in try Self.fixture().power {
      // Half of the differences 1 above the mean and half below: the deviation is √(n / (n − 1)).
      let even = row.units - row.units % 2
      let differences = (0..<row.units).map { $0 == even ? 3.0 : $0 % 2 == 0 ? 2.0 : 4.0 }
      let note = try #require(PowerNote(differences))
      let expected = row.deviations * differences.sampleDeviation
      #expect(note.units == row.units)
      #expect(abs(note.leastDifference / expected - 1) < 0.02, "\(row): \(note)")
    }
    #expect(PowerNote([0.5]) == nil && PowerNote([0.5, 0.5, 0.5]) == nil)
  }
}
