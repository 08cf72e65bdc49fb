import Foundation
import NeiroCore
import NeiroTestSupport
import Testing

@testable import NeiroPairs

/// Coefficients by irrCAC, intervals and tests by SciPy and statsmodels; see
/// `Tests/Fixtures/make_agreement_fixture`.
@Suite struct AgreementParityTests {
  private struct Reference: Decodable {
    struct Coefficient: Decodable {
      let value: Double
      let error: Double
      let agreement: Double
      let chance: Double
    }

    struct Agreement: Decodable {
      let categories: Int
      let ratings: [[Int]]
      let nominal: Coefficient
      let ordinal: Coefficient
    }

    struct Share: Decodable {
      let successes: Int
      let trials: Int
      let low: Double
      let high: Double
      let p: Double
    }

    struct Difference: Decodable {
      let first: [Int]
      let second: [Int]
      let low: Double
      let high: Double
    }

    let agreements: [Agreement]
    let shares: [Share]
    let differences: [Difference]
  }

  private let reference: Reference

  init() throws {
    reference = try JSONDecoder().decode(
      Reference.self, from: Data(contentsOf: Fixtures.file("agreement.json")))
  }

  @Test func coefficientsAreThoseOfIrrCAC() throws {
    #expect(reference.agreements.count == 40)
    for (place, sample) in reference.agreements.enumerated() {
      let ratings = sample.ratings.map { (first: $0[0], second: $0[1]) }
      for (name, weights, expected) in [
        ("AC1", GwetCoefficient.Weights.identity, sample.nominal),
        ("AC2", .ordinal, sample.ordinal),
      ] {
        let found = try #require(
          GwetCoefficient(ratings, categories: sample.categories, weights: weights))
        expectClose(
          [found.value, found.standardError ?? .nan, found.agreement, found.chance],
          [expected.value, expected.error, expected.agreement, expected.chance], within: 1e-9,
          "\(name) of sample \(place)")
        #expect(found.subjects == ratings.count)
      }
    }
  }

  @Test func sharesAreThoseOfSciPy() {
    for share in reference.shares {
      let found = Share.wilson(share.successes, of: share.trials)
      expectClose(
        [found.low, found.high, Share.evenness(share.successes, of: share.trials)],
        [share.low, share.high, share.p], within: 1e-9, "\(share.successes) of \(share.trials)")
    }
    #expect(Share.evenness(0, of: 0) == 1)
  }

  @Test func differencesAreThoseOfStatsmodels() {
    #expect(reference.differences.count == 30)
    for sample in reference.differences {
      let found = Share.newcombe(
        (sample.first[0], sample.first[1]), (sample.second[0], sample.second[1]))
      expectClose([found.low, found.high], [sample.low, sample.high], within: 1e-9, "\(sample)")
    }
  }

  @Test func withoutSubjectsThereIsNoCoefficient() throws {
    #expect(GwetCoefficient([], categories: 3, weights: .ordinal) == nil)
    #expect(GwetCoefficient([(0, 0)], categories: 1, weights: .identity) == nil)
    let one = try #require(GwetCoefficient([(2, 2)], categories: 3, weights: .ordinal))
    #expect(one.value == 1 && one.standardError == nil)
  }
}
