import Foundation
import NeiroEvaluation
import NeiroTestSupport
import Testing

/// Metrics against trec_eval and scikit-learn; see `Tests/Fixtures/README.md`.
@Suite struct MetricsParityTests {
  private struct Fixture: Decodable {
    struct Ranking: Decodable {
      let ranked: [String]
      let grades: [String: Int]
      let values: [String: Double]
    }

    struct Pairs: Decodable {
      let similar: [Double]
      let dissimilar: [Double]
      let auc: Double
      let averagePrecision: Double

      enum CodingKeys: String, CodingKey {
        case similar, dissimilar, auc
        case averagePrecision = "average_precision"
      }
    }

    let rankings: [Ranking]
    let pairs: [Pairs]
  }

  private static func fixture() throws -> Fixture {
    try JSONDecoder().decode(
      Fixture.self, from: Data(contentsOf: Fixtures.file("metrics.json")))
  }

  @Test func retrievalMetricsEqualTrecEval() throws {
    let rankings = try Self.fixture().rankings
    #expect(rankings.count == 60)
    for (index, ranking) in rankings.enumerated() {
      let judged = try #require(JudgedRanking(ranked: ranking.ranked, grades: ranking.grades))
      for metric in RetrievalMetric.standard + [.precision(at: 10)] {
        let expected = try #require(ranking.values[metric.key], "\(metric.key)")
        let found = metric.value(of: judged)
        #expect(abs(found - expected) < 1e-9, "\(metric.key) of ranking \(index)")
      }
    }
  }

  @Test func pairAUCEqualsScikitLearn() throws {
    for pairs in try Self.fixture().pairs {
      let auc = try #require(
        PairMetrics.rocAUC(similar: pairs.similar, dissimilar: pairs.dissimilar))
      #expect(abs(auc - pairs.auc) < 1e-9)
    }
  }

  @Test func pairAveragePrecisionEqualsScikitLearn() throws {
    for pairs in try Self.fixture().pairs {
      let precision = try #require(
        PairMetrics.averagePrecision(similar: pairs.similar, dissimilar: pairs.dissimilar))
      #expect(abs(precision - pairs.averagePrecision) < 1e-9)
    }
    #expect(PairMetrics.averagePrecision(similar: [1], dissimilar: []) == nil)
    #expect(PairMetrics.averagePrecision(similar: [], dissimilar: [1]) == nil)
  }
}
