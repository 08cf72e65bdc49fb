import Foundation
import NeiroCore
import NeiroEvaluation
import Testing

@Suite struct EvaluationReportTests {
  private static let all = RankingSystem.all(adapted: true, heads: [("mine", true)])
  private static let head = all[2]
  private static let rawToAdapted = SystemChange(from: .raw, to: .adapted)
  private static let adaptedToHead = SystemChange(from: .adapted, to: head)
  private static let rawToHead = SystemChange(from: .raw, to: head)
  private static let quick = Significance(draws: 1_000)

  /// A ranking of 12 in which the one relevant item stands at `place`, from 1.
  private func judged(at place: Int) throws -> JudgedRanking {
    let ranked = (1...12).map { $0 == place ? "x" : "\($0)" }
    return try #require(JudgedRanking(ranked: ranked, grades: ["x": 1]))
  }

  private func ranked(
    _ query: Int, _ places: Int..., role: RetrievalRole = .gallery
  ) throws -> EvaluationReport.Ranked {
    .init(
      query: "\(query)", path: "\(query).wav", role: role,
      rankings: try places.map { try judged(at: $0) },
      nearest: places.map { place in Array(place..<place + 10) })
  }

  @Test func whoeverRanksStandsOnThoseBefore() {
    #expect(Self.all.map(\.key) == ["raw", "adapted", "head"])
    #expect(Self.all.map(\.title) == ["raw", "adapted", "personal"])
    #expect(Self.all.steps == [Self.rawToAdapted, Self.adaptedToHead])
    #expect(Self.all.changes == [Self.rawToAdapted, Self.rawToHead, Self.adaptedToHead])
    #expect(Self.all.lastStep == Self.adaptedToHead)
    #expect(Self.adaptedToHead.key == "head - adapted")
    // A head without a base is compared with raw first, whoever else is there.
    let plain = RankingSystem.all(adapted: true, heads: [("plain", false)])
    #expect(plain.steps.map(\.key) == ["adapted - raw", "head - raw"])
    #expect([RankingSystem.raw].changes.isEmpty && [RankingSystem.raw].lastStep == nil)
  }

  @Test func severalHeadsGoByTheirNames() throws {
    let systems = RankingSystem.all(
      adapted: false, heads: [("a", true), ("raw", false), ("b", true)])
    #expect(systems.map(\.key) == ["raw", "a", "head-raw", "b"])
    #expect(systems.map(\.title) == ["raw", "a", "head-raw", "b"])
    #expect(systems.steps.map(\.key) == ["a - raw", "head-raw - raw", "b - raw"])
    var report = EvaluationReport(systems)
    report.add(
      [try ranked(1, 3, 1, 2, 4)], skipped: 0, galleryCount: 12, significance: Self.quick)
    let json = try object(report)
    #expect(json["head"] is NSNull && json["adapted"] is NSNull)
    let heads = try #require(json["heads"] as? [String: [String: Double]])
    #expect(Set(heads.keys) == ["a", "head-raw", "b"] && heads["a"]?["mrr"] == 1)
    #expect((json["differences"] as? [String: Any])?.count == 6)
  }

  @Test func differencesAreTheMeansOfPerQueryDifferences() throws {
    var generator = SeededGenerator(seed: 5)
    let queries = try (0..<40).map {
      try ranked(
        $0, 1 + generator.index(below: 12), 1 + generator.index(below: 12),
        1 + generator.index(below: 12))
    }
    var report = EvaluationReport(Self.all)
    report.add(queries, skipped: 3, galleryCount: 30, significance: Self.quick)
    #expect(report.queries == 40 && report.skipped == 3)
    let differences = report.comparison.differences
    #expect(Set(differences.keys) == Set(Self.all.changes))
    let places = Dictionary(uniqueKeysWithValues: Self.all.enumerated().map { ($1, $0) })
    var pValues: [Double] = []
    for (change, metrics) in differences {
      let all = RetrievalMetric.standard + RetrievalMetric.further
      #expect(Set(metrics.keys) == Set(all.map(\.key)))
      for metric in all {
        let found = try #require(metrics[metric.key])
        let single = queries.map { query in
          metric.value(of: query.rankings[places[change.after]!])
            - metric.value(of: query.rankings[places[change.before]!])
        }
        #expect(report.perQuery.map { $0.change(metric, change) } == single)
        let expected = try #require(Self.quick.bootstrap.difference(of: single))
        #expect(abs(found.interval.mean - expected.mean) < 1e-12)
        #expect(abs(found.interval.low - expected.low) < 1e-12)
        #expect(abs(found.interval.high - expected.high) < 1e-12)
        #expect(found.pValue == Self.quick.test.pValue(of: single))
        #expect(found.effect == EffectSize(single) && found.power == PowerNote(single))
        #expect((found.adjustedPValue != nil) == RetrievalMetric.standard.contains(metric))
        if found.adjustedPValue != nil { pValues.append(found.pValue ?? .nan) }
        let means = [change.before, change.after].map {
          report.comparison.values[$0]?[metric.key] ?? .nan
        }
        #expect(abs(found.mean - (means[1] - means[0])) < 1e-12)
      }
    }
    // Holm's correction is over all differences of the metrics that are shown.
    let adjusted = differences.values.flatMap(\.values).compactMap(\.adjustedPValue)
    #expect(adjusted.sorted() == Holm.adjusted(pValues).sorted())
  }

  @Test func loopsAndPresetsStandApart() throws {
    var report = EvaluationReport(RankingSystem.all(adapted: false))
    report.add(
      [
        try ranked(1, 1, role: .query), try ranked(2, 2, role: .query),
        try ranked(3, 4, role: .gallery),
      ], skipped: 0, galleryCount: 30, significance: Self.quick)
    let (loops, presets) = (
      try #require(report.loopToPreset), try #require(report.presetToPreset)
    )
    #expect(loops.queries == 2 && presets.queries == 1)
    #expect(loops.comparison.values[.raw]?["mrr"] == 0.75)
    #expect(presets.comparison.values[.raw]?["mrr"] == 0.25)
    #expect(report.perQuery.map(\.path) == ["1.wav", "2.wav", "3.wav"])
    var one = EvaluationReport(RankingSystem.all(adapted: false))
    one.add([try ranked(1, 1)], skipped: 0, galleryCount: 30, significance: Self.quick)
    #expect(one.loopToPreset == nil && one.presetToPreset?.queries == 1)
  }

  @Test func answersAreLookedAtWithoutJudgements() throws {
    var report = EvaluationReport(RankingSystem.all(adapted: true))
    report.add(
      [try ranked(1, 1, 3), try ranked(2, 1, 1)], skipped: 0, galleryCount: 40,
      significance: Self.quick)
    let neighbours = try #require(report.neighbours)
    #expect(neighbours[.raw]?.overlapWithRaw == 1)
    #expect(neighbours[.adapted]?.overlapWithRaw == 0.9)
    // Ten presets are found twice, thirty never.
    let skew = NeighbourMetrics.hubSkew(
      [Int](repeating: 2, count: 10) + [Int](repeating: 0, count: 30))
    #expect(neighbours[.raw]?.hubSkew == skew)
    #expect(
      report.precisionAtRecall?[.adapted] == [Double](repeating: (1.0 / 3 + 1) / 2, count: 11))
  }

  private func object(_ report: EvaluationReport) throws -> [String: Any] {
    let json = try JSONSerialization.jsonObject(with: JSONEncoder().encode(report))
    return try #require(json as? [String: Any])
  }

  @Test func theKeysOfTheJSONDontDependOnWhoRanks() throws {
    for (adapted, heads) in [(false, 0), (true, 0), (false, 1), (true, 1), (true, 2)] {
      let systems = RankingSystem.all(
        adapted: adapted, heads: (0..<heads).map { ("h\($0)", true) })
      let places = systems.indices.map { $0 + 1 }
      var report = EvaluationReport(systems)
      let query = EvaluationReport.Ranked(
        query: "1", path: "p", role: .query, rankings: try places.map { try judged(at: $0) },
        nearest: places.map { [$0] })
      report.add([query], skipped: 0, galleryCount: 12, significance: Self.quick)
      report.add(
        [false, true].map {
          ScoredPair(a: 0, b: 1, isSimilar: $0, scores: places.map(Double.init), group: 0)
        }, name: { "\($0)" }, significance: Self.quick)
      let json = try object(report)
      let labels = try #require(json["labels"] as? [String: Any])
      let first = try #require((json["per_query"] as? [[String: Any]])?.first)
      let rankers: Set = ["raw", "adapted", "head", "heads"]
      let compared = rankers.union(["intervals", "differences"])
      #expect(
        Set(json.keys)
          == compared.union([
            "systems", "queries", "skipped", "per_query", "labels", "loop_to_preset",
            "preset_to_preset", "precision_at_recall", "neighbours", "ratings", "against", "notes",
          ]))
      #expect(
        Set(labels.keys)
          == compared.union(["similar", "dissimilar", "new_known", "kinds", "reliability", "pairs"])
      )
      #expect(Set(first.keys) == rankers.union(["query", "path", "design"]))
      #expect(json["preset_to_preset"] is NSNull && json["loop_to_preset"] is [String: Any])
      for part in [json, labels, first] {
        #expect(part["raw"] is [String: Double])
        #expect((part["adapted"] is [String: Double]) == adapted)
        #expect((part["head"] is [String: Double]) == (heads == 1))
        #expect((part["heads"] as? [String: Any])?.count == (heads == 1 ? 0 : heads))
      }
      for part in [json, labels] {
        let differences = try #require(part["differences"] as? [String: [String: Any]])
        #expect(Set(differences.keys) == Set(systems.changes.map(\.key)))
        for metric in differences.values.flatMap(\.values) {
          let difference = try #require(metric as? [String: Any])
          #expect(
            Set(difference.keys) == [
              "mean", "low", "high", "p", "p_holm", "standardized_mean",
              "probability_of_improvement", "least_detectable",
            ])
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
        scores: [isSimilar ? 0 : 1, 0.5, isSimilar ? 1 : 0], group: number / 4,
        kind: number < 5 ? .newKnown : .newNew)
    }
    var report = EvaluationReport(Self.all)
    report.add(pairs, name: { "\($0)" }, significance: Self.quick)
    let labels = try #require(report.labels)
    #expect(labels.similar == 10 && labels.dissimilar == 10)
    #expect(labels.count(.newKnown) == 5 && labels.count(.newNew) == 15)
    #expect(labels.kinds[.knownKnown] == nil && labels.count(.knownKnown) == 0)
    #expect(labels.kinds[.newKnown]?.comparison?.values[Self.head]?["pair_auc"] == 1)
    let values = labels.comparison.values
    #expect(Self.all.map { values[$0]?["pair_auc"] } == [0, 0.5, 1])
    let differences = labels.comparison.differences.mapValues { $0["pair_auc"] }
    let half = Difference(mean: 0.5, low: 0.5, high: 0.5)
    #expect(differences[Self.rawToAdapted]??.interval == half)
    #expect(differences[Self.adaptedToHead]??.interval == half)
    #expect(
      differences[Self.rawToHead]??.interval == Difference(mean: 1, low: 1, high: 1))
    // Five groups that all say the same: 2 of 2⁵ choices are as far.
    #expect(differences[Self.rawToHead]??.pValue == 1.0 / 16)
    // Raw's scores say the opposite of likeness, the head's what there is to say.
    #expect(labels.reliability[.raw] == .some(nil))
    #expect(try #require(labels.reliability[Self.head] ?? nil).brierScore < 0.02)
    #expect(labels.pairs.count == 20 && labels.pairs[3].scores[Self.head] == 0)
  }

  @Test func identicalScoresMakeNoDifference() throws {
    let pairs = (0..<20).map {
      ScoredPair(
        a: $0, b: $0 + 1, isSimilar: $0 % 2 == 0,
        scores: [Double](repeating: Double($0 % 3), count: 3), group: $0 / 4)
    }
    var report = EvaluationReport(Self.all)
    report.add(pairs, name: { "\($0)" }, significance: Self.quick)
    let differences = try #require(report.labels?.comparison.differences[Self.rawToHead])
    #expect(differences["pair_auc"]?.interval == Difference(mean: 0, low: 0, high: 0))
    #expect(differences["pair_auc"]?.pValue == 1)
    #expect(differences["pair_auc"]?.effect?.probabilityOfImprovement == 0.5)
  }

  @Test func aVerdictNeedsALossThatChanceDoesntExplain() throws {
    var generator = SeededGenerator(seed: 3)
    let before = (0..<50).map { _ in generator.unit() }
    func verdict(_ shift: Double) throws -> BaselineVerdict {
      let after = before.map { $0 + shift * (0.5 + generator.unit()) }
      return try #require(
        BaselineVerdict(against: "old", of: Self.head, before: before, after: after))
    }
    let worse = try [verdict(-0.1), verdict(0.1)].corrected()
    #expect(worse.map(\.isWorse) == [true, false] && worse.map(\.isBetter) == [false, true])
    let noise = before.enumerated().map { $1 + ($0 % 2 == 0 ? 0.01 : -0.0101) }
    let same = try #require(
      BaselineVerdict(against: "old", of: Self.head, before: before, after: noise))
    #expect([same].corrected().allSatisfy { !$0.isWorse && !$0.isBetter })
    #expect(BaselineVerdict(against: "old", of: Self.head, before: [], after: []) == nil)
  }
}
