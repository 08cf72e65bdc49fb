import Foundation
import NeiroCore
import NeiroEvaluation
import Testing

@Suite struct EvaluationReportTests {
  private static let rawToAdapted = RankerChange(from: .raw, to: .adapted)
  private static let adaptedToHead = RankerChange(from: .adapted, to: .head)
  private static let rawToHead = RankerChange(from: .raw, to: .head)

  /// A ranking of 12 in which the one relevant item stands at `place`, from 1.
  private func judged(at place: Int) throws -> JudgedRanking {
    let ranked = (1...12).map { $0 == place ? "x" : "\($0)" }
    return try #require(JudgedRanking(ranked: ranked, grades: ["x": 1]))
  }

  private func ranked(
    _ query: Int, raw: Int, adapted: Int? = nil, head: Int? = nil
  ) throws -> EvaluationReport.Ranked {
    .init(
      query: "\(query)",
      rankings: try ByRanker(raw: raw, adapted: adapted, head: head).map { try judged(at: $0) })
  }

  @Test func whoeverRanksStandsOnThoseBefore() {
    #expect(ByRanker(raw: 1, adapted: 2, head: 3).steps == [Self.rawToAdapted, Self.adaptedToHead])
    #expect(
      ByRanker(raw: 1, adapted: 2, head: 3).changes
        == [Self.rawToAdapted, Self.rawToHead, Self.adaptedToHead])
    #expect(ByRanker(raw: 1, head: 3).changes == [Self.rawToHead])
    #expect(ByRanker(raw: 1, adapted: 3).lastStep == Self.rawToAdapted)
    #expect(ByRanker(raw: 1).changes.isEmpty && ByRanker(raw: 1).lastStep == nil)
    #expect(ByRanker<Int>().rankers.isEmpty)
    #expect(Self.adaptedToHead.key == "head - adapted")
  }

  @Test func differencesAreTheMeansOfPerQueryDifferences() throws {
    var generator = SeededGenerator(seed: 5)
    let queries = try (0..<40).map {
      try ranked(
        $0, raw: 1 + generator.index(below: 12), adapted: 1 + generator.index(below: 12),
        head: 1 + generator.index(below: 12))
    }
    var report = EvaluationReport()
    report.add(queries, skipped: 3)
    #expect(report.queries == 40 && report.skipped == 3)
    let differences = report.comparison.differences
    #expect(Set(differences.keys) == [Self.rawToAdapted, Self.adaptedToHead, Self.rawToHead])
    for (change, metrics) in differences {
      #expect(Set(metrics.keys) == Set(RetrievalMetric.standard.map(\.key)))
      for metric in RetrievalMetric.standard {
        let found = try #require(metrics[metric.key])
        let single = queries.map { query in
          metric.value(of: query.rankings[change.after]!)
            - metric.value(of: query.rankings[change.before]!)
        }
        #expect(report.perQuery.map { $0.change(metric, change) } == single)
        #expect(abs(found.mean - single.reduce(0, +) / 40) < 1e-12)
        #expect(found.low <= found.mean && found.mean <= found.high)
        #expect(found == PairedBootstrap().difference(of: single))
        let means = [change.before, change.after].map {
          report.comparison.values[$0]?[metric.key] ?? .nan
        }
        #expect(abs(found.mean - (means[1] - means[0])) < 1e-12)
      }
    }
    // What the head adds to raw is what the base adds and what the head adds to that.
    for metric in RetrievalMetric.standard {
      let means = [Self.rawToAdapted, Self.adaptedToHead, Self.rawToHead].map {
        differences[$0]?[metric.key]?.mean ?? .nan
      }
      #expect(abs(means[0] + means[1] - means[2]) < 1e-12)
    }
  }

  @Test func withoutABaseTheHeadStandsOnRaw() throws {
    var report = EvaluationReport()
    report.add([try ranked(1, raw: 2, head: 1), try ranked(2, raw: 1, head: 1)], skipped: 0)
    #expect(report.comparison.values.raw?["mrr"] == 0.75)
    #expect(report.comparison.values.head?["mrr"] == 1)
    #expect(report.comparison.values.adapted == nil)
    #expect(Array(report.comparison.differences.keys) == [Self.rawToHead])
    #expect(report.comparison.differences[Self.rawToHead]?["mrr"]?.mean == 0.25)
    #expect(report.perQuery[0].change(.reciprocalRank, Self.rawToHead) == 0.5)
  }

  @Test func theKeysOfTheJSONDontDependOnWhoRanks() throws {
    let expected: [(EvaluationReport.Ranked, Set<String>)] = [
      (try ranked(1, raw: 2), []),
      (try ranked(1, raw: 2, adapted: 1), ["adapted - raw"]),
      (try ranked(1, raw: 2, head: 1), ["head - raw"]),
      (
        try ranked(1, raw: 2, adapted: 3, head: 1),
        ["adapted - raw", "head - raw", "head - adapted"]
      ),
    ]
    for (query, changes) in expected {
      var report = EvaluationReport()
      report.add([query], skipped: 0)
      let scores = query.rankings.map { _ in 0.5 }
      report.add(
        [false, true].map { ScoredPair(a: 0, b: 1, isSimilar: $0, scores: scores, group: 0) },
        newKnown: 0)
      let json = try #require(
        try JSONSerialization.jsonObject(with: JSONEncoder().encode(report)) as? [String: Any])
      let labels = try #require(json["labels"] as? [String: Any])
      let first = try #require((json["per_query"] as? [[String: Any]])?.first)
      let rankers: Set = ["raw", "adapted", "head"]
      #expect(
        Set(json.keys)
          == rankers.union(["queries", "skipped", "differences", "per_query", "labels"]))
      #expect(
        Set(labels.keys)
          == rankers.union(["similar", "dissimilar", "new_known", "differences"]))
      #expect(Set(first.keys) == rankers.union(["query"]))
      for part in [json, labels, first] {
        for ranker in Ranker.allCases {
          let isThere = query.rankings[ranker] != nil
          #expect((part[ranker.rawValue] is [String: Double]) == isThere)
          #expect((part[ranker.rawValue] is NSNull) == !isThere)
        }
      }
      for part in [json, labels] {
        let differences = try #require(part["differences"] as? [String: [String: Any]])
        #expect(Set(differences.keys) == changes)
        for metric in differences.values.flatMap(\.values) {
          let interval = try #require(metric as? [String: Double])
          #expect(Set(interval.keys) == ["mean", "low", "high"])
        }
      }
    }
  }

  @Test func pairsAreComparedForEachChangeToo() throws {
    // Given pairs that raw gets all wrong, the base half, the head right
    let pairs = (0..<20).map { number in
      let isSimilar = number % 2 == 0
      return ScoredPair(
        a: number, b: number + 1, isSimilar: isSimilar,
        scores: ByRanker(raw: isSimilar ? 0 : 1, adapted: 0.5, head: isSimilar ? 1 : 0),
        group: number / 4)
    }
    var report = EvaluationReport()
    report.add(pairs, newKnown: 5)
    let labels = try #require(report.labels)
    #expect(labels.similar == 10 && labels.dissimilar == 10 && labels.newKnown == 5)
    let values = labels.comparison.values
    #expect(Ranker.allCases.map { values[$0]?["pair_auc"] } == [0, 0.5, 1])
    let differences = labels.comparison.differences.mapValues { $0["pair_auc"] }
    #expect(differences[Self.rawToAdapted] == Difference(mean: 0.5, low: 0.5, high: 0.5))
    #expect(differences[Self.adaptedToHead] == Difference(mean: 0.5, low: 0.5, high: 0.5))
    #expect(differences[Self.rawToHead] == Difference(mean: 1, low: 1, high: 1))
  }

  @Test func identicalScoresMakeNoDifference() throws {
    let pairs = (0..<20).map {
      ScoredPair(
        a: $0, b: $0 + 1, isSimilar: $0 % 2 == 0,
        scores: ByRanker(raw: Double($0 % 3), head: Double($0 % 3)), group: $0 / 4)
    }
    var report = EvaluationReport()
    report.add(pairs, newKnown: 5)
    let differences = try #require(report.labels?.comparison.differences[Self.rawToHead])
    #expect(differences["pair_auc"] == Difference(mean: 0, low: 0, high: 0))
  }
}
