import Foundation
import NeiroEvaluation
import NeiroTestSupport
import Testing

/// Metrics against trec_eval, ir-measures, ranx, SciPy and scikit-learn; see
/// `Tests/Fixtures/README.md`.
@Suite struct MetricsParityTests {
  private struct Fixture: Decodable {
    struct Ranking: Decodable {
      let run: [String: Double]
      let grades: [String: Int]
      let values: [String: Double]
      let curve: [Double]
    }

    struct Pairs: Decodable {
      let similar: [Double]
      let dissimilar: [Double]
      let auc: Double
      let averagePrecision: Double
      let precision: [Double]
      let recall: [Double]

      enum CodingKeys: String, CodingKey {
        case similar, dissimilar, auc, precision, recall
        case averagePrecision = "average_precision"
      }
    }

    struct Lists: Decodable {
      let x: [Double]
      let y: [Double]
      let spearman: Double
      let kendall: Double
      let counts: [Int]
      let skew: Double
    }

    struct Chances: Decodable {
      let probabilities: [Double]
      let outcomes: [Double]
      let shares: [Double]
      let means: [Double]
      let brier: Double
    }

    let rankings: [Ranking]
    let pairs: [Pairs]
    let lists: [Lists]
    let chances: [Chances]
  }

  private static func fixture() throws -> Fixture {
    try JSONDecoder().decode(
      Fixture.self, from: Data(contentsOf: Fixtures.file("metrics.json")))
  }

  /// Half of the runs have equal scores: they go through a run file, as trec_eval reads it.
  @Test func retrievalMetricsEqualTrecEvalAndRanx() throws {
    let rankings = try Self.fixture().rankings
    #expect(rankings.count == 60)
    #expect(rankings.count { Set($0.run.values).count < $0.run.count } > 20)
    for (index, ranking) in rankings.enumerated() {
      let text = ranking.run.map { "q Q0 \($0.key) 0 \($0.value) run\n" }.joined()
      let ranked = try #require(try RunFile(text: text, file: "run").rankings["q"])
      let judged = try #require(JudgedRanking(ranked: ranked, grades: ranking.grades))
      for metric in RetrievalMetric.standard + RetrievalMetric.further {
        let expected = try #require(ranking.values[metric.key], "\(metric.key)")
        let found = metric.value(of: judged)
        #expect(abs(found - expected) < 1e-9, "\(metric.key) of ranking \(index)")
      }
      expectClose(
        (0...10).map { judged.interpolatedPrecision(atRecall: Double($0) / 10) }, ranking.curve,
        within: 1e-9, "curve of ranking \(index)")
    }
  }

  @Test func pairMetricsEqualScikitLearn() throws {
    for pairs in try Self.fixture().pairs {
      let (similar, dissimilar) = (pairs.similar, pairs.dissimilar)
      let auc = try #require(PairMetrics.rocAUC(similar: similar, dissimilar: dissimilar))
      #expect(abs(auc - pairs.auc) < 1e-9)
      let precision = try #require(
        PairMetrics.averagePrecision(similar: similar, dissimilar: dissimilar))
      #expect(abs(precision - pairs.averagePrecision) < 1e-9)
      let curve = PairMetrics.precisionRecallCurve(similar: similar, dissimilar: dissimilar)
      expectClose(curve.map(\.precision), pairs.precision, within: 1e-9, "precision")
      expectClose(curve.map(\.recall), pairs.recall, within: 1e-9, "recall")
    }
    #expect(PairMetrics.rocAUC(similar: [1], dissimilar: []) == nil)
    #expect(PairMetrics.averagePrecision(similar: [1], dissimilar: []) == nil)
    #expect(PairMetrics.averagePrecision(similar: [], dissimilar: [1]) == nil)
    #expect(PairMetrics.precisionRecallCurve(similar: [], dissimilar: [1]).isEmpty)
  }

  @Test func correlationsAndSkewEqualSciPy() throws {
    for lists in try Self.fixture().lists {
      let spearman = try #require(RankCorrelation.spearman(lists.x, lists.y))
      let kendall = try #require(RankCorrelation.kendall(lists.x, lists.y))
      let skew = try #require(NeighbourMetrics.hubSkew(lists.counts))
      expectClose(
        [spearman, kendall, skew], [lists.spearman, lists.kendall, lists.skew], within: 1e-9)
    }
  }

  @Test func reliabilityEqualsScikitLearn() throws {
    for chances in try Self.fixture().chances {
      let table = try #require(
        ReliabilityTable(chances.probabilities, outcomes: chances.outcomes))
      #expect(abs(table.brierScore - chances.brier) < 1e-9)
      expectClose(table.bins.map(\.outcome), chances.shares, within: 1e-9, "shares")
      expectClose(table.bins.map(\.probability), chances.means, within: 1e-9, "means")
    }
  }
}
