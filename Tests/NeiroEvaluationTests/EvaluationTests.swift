import Foundation
import NeiroCore
import NeiroEvaluation
import Testing

@Suite struct JudgedRankingTests {
  @Test func aQueryWithoutRelevantItemsHasNoMetrics() {
    #expect(JudgedRanking(ranked: ["a", "b"], grades: ["a": 0]) == nil)
    #expect(JudgedRanking(ranked: ["a"], grades: [String: Int]()) == nil)
  }

  /// Relevant at the places 2 and 4; a third relevant item was never ranked.
  @Test func countsByHand() throws {
    let ranking = try #require(
      JudgedRanking(ranked: ["a", "b", "c", "d"], grades: ["b": 1, "d": 2, "x": 1, "a": 0]))
    #expect(ranking.recall(at: 3) == 1.0 / 3)
    #expect(ranking.precision(at: 4) == 0.5)
    #expect(ranking.hitRate(at: 1) == 0)
    #expect(ranking.hitRate(at: 2) == 1)
    #expect(ranking.reciprocalRank == 0.5)
    #expect(ranking.averagePrecision == (1.0 / 2 + 2.0 / 4) / 3)
    let best = 2 + 1 / log2(3) + 1 / 2.0
    #expect(abs(ranking.ndcg(at: 10) - (1 / log2(3) + 2 / log2(5)) / best) < 1e-12)
  }
}

@Suite struct TripletTests {
  private func pair(_ a: Int, _ b: Int, _ isSimilar: Bool, _ score: Double) -> ScoredPair {
    ScoredPair(a: a, b: b, isSimilar: isSimilar, scores: [score], group: 0)
  }

  private func score(_ pair: ScoredPair) -> Double { pair.scores[0] }

  /// All triplets by a triple loop.
  private func slowAgreement(_ pairs: [ScoredPair]) -> Double {
    var agreed = 0.0
    var count = 0.0
    for anchor in 0..<20 {
      for similar in pairs where similar.isSimilar && [similar.a, similar.b].contains(anchor) {
        for other in pairs where !other.isSimilar && [other.a, other.b].contains(anchor) {
          count += 1
          let (near, far) = (score(similar), score(other))
          agreed += near > far ? 1 : near == far ? 0.5 : 0
        }
      }
    }
    return agreed / count
  }

  @Test func equalsTheTripleLoop() throws {
    var generator = SeededGenerator(seed: 4)
    let pairs = (0..<120).map { _ in
      let a = generator.index(below: 20)
      let b = (a + 1 + generator.index(below: 19)) % 20
      return pair(a, b, generator.unit() < 0.4, Double(generator.index(below: 8)) / 8)
    }
    let found = try #require(PairMetrics.tripletAgreement(pairs, by: score))
    #expect(abs(found - slowAgreement(pairs)) < 1e-12)
  }

  @Test func withoutAnAnchorThatHasBothKindsThereIsNone() {
    let pairs = [pair(1, 2, true, 0.5), pair(3, 4, false, 0.1)]
    #expect(PairMetrics.tripletAgreement(pairs, by: score) == nil)
  }
}

@Suite struct PairedBootstrapTests {
  @Test func theSeedDecidesAndTheMeanIsTheMean() throws {
    let differences = [0.1, 0.0, -0.02, 0.2, 0.05]
    let first = try #require(PairedBootstrap(seed: 1).difference(of: differences))
    #expect(first == PairedBootstrap(seed: 1).difference(of: differences))
    #expect(abs(first.mean - 0.066) < 1e-12)
    #expect(first.low < first.mean && first.mean < first.high)
    #expect(PairedBootstrap().difference(of: []) == nil)
  }

  @Test func coversAsTheNormalIntervalDoes() throws {
    var generator = SeededGenerator(seed: 2)
    let differences = (0..<400).map { _ in generator.normal() }
    for (confidence, deviations) in [(0.95, 1.960), (0.9, 1.645)] {
      let interval = try #require(
        PairedBootstrap(seed: 3, confidence: confidence).difference(of: differences))
      let half = (interval.high - interval.low) / 2
      #expect(abs(half - deviations / 20) < 0.1 * deviations / 20)
    }
  }

  @Test func groupsThatRepeatTheirValuesAreNoNewEvidence() throws {
    var generator = SeededGenerator(seed: 2)
    let values = (0..<30).map { _ in generator.normal() }
    let single = try #require(PairedBootstrap(seed: 3).difference(of: values))
    let repeated = try #require(
      PairedBootstrap(seed: 3).difference(ofGroups: values.map { [$0, $0, $0] }))
    #expect(abs(single.low - repeated.low) < 1e-9)
    #expect(abs(single.high - repeated.high) < 1e-9)
  }
}

@Suite struct TRECFileTests {
  @Test func qrelsTakePathsWithSpaces() throws {
    let qrels = try Qrels(
      text: "q1 0 Presets/Warm Pad 3.ogg 2\r\n\nq1 0 a.ogg 0\nq2 0 b.ogg 1\n", file: "f")
    #expect(qrels.queries == ["q1", "q2"])
    #expect(qrels.grades["q1"] == ["Presets/Warm Pad 3.ogg": 2, "a.ogg": 0])
  }

  @Test func everyBadLineIsNamed() {
    do {
      _ = try Qrels(text: "q1 0 a.ogg 1\nq1 0\nq1 0 b.ogg high\n", file: "f")
      Issue.record("bad lines went through")
    } catch EvaluationError.badLines(_, let lines) {
      #expect(lines.map(\.number) == [2, 3])
    } catch {
      Issue.record("\(error)")
    }
  }

  @Test func queriesNeedTheirColumns() throws {
    let file = try QueryFile(text: "\u{FEFF}path,query_id\r\n\"a, b.wav\",q1\r\n", file: "f")
    #expect(file.queries == [.init(id: "q1", path: "a, b.wav")])
    #expect(throws: EvaluationError.self) { try QueryFile(text: "id,path\nq,a\n", file: "f") }
    #expect(throws: EvaluationError.self) {
      try QueryFile(text: "query_id,path\nq,a\nq,b\n", file: "f")
    }
  }

  @Test func runsHaveSixFieldsAndFallingScores() throws {
    let lines = try RunFile.lines(
      query: "q1",
      ranking: [(document: "Warm Pad.ogg", score: 0.75), (document: "b.ogg", score: 0.5)],
      tag: "raw")
    #expect(lines == "q1 Q0 Warm%20Pad.ogg 1 0.75 raw\nq1 Q0 b.ogg 2 0.5 raw\n")
    #expect(throws: EvaluationError.self) {
      try RunFile.lines(
        query: "q1", ranking: [(document: "a", score: 0.1), (document: "b", score: 0.2)], tag: "raw"
      )
    }
  }

  /// Whoever sorts by the score gets the order that was written, ties or not.
  @Test func whatIsWrittenIsReadInTheSameOrder() throws {
    let names = ["b", "a", "d", "c", "e", "g", "f"]
    let scores: [Float] = [0.5, 0.5, 0.5, Float(0.5).nextDown, 0, 0, -1]
    let ranking = zip(names, scores).map { (document: $0, score: $1) }
    let text = try RunFile.lines(query: "q", ranking: ranking, tag: "t")
    #expect(try RunFile(text: text, file: "f").rankings == ["q": names])
    let written = text.split(separator: "\n").compactMap { Float($0.split(separator: " ")[4]) }
    for (score, written) in zip(scores, written) { #expect(abs(score - written) < 1e-6) }
  }

  @Test func tiesAreReadAsTrecEvalReadsThem() throws {
    let run = try RunFile(
      text: "q Q0 a 1 0.5 t\nq Q0 c 2 0.5 t\n\nq Q0 b 3 0.5000000001 t\nq Q0 z 4 7e-1 t\n",
      file: "f")
    #expect(run.rankings == ["q": ["z", "c", "b", "a"]])
    #expect(throws: EvaluationError.self) { try RunFile(text: "q Q0 a 1 0.5\n", file: "f") }
    #expect(throws: EvaluationError.self) { try RunFile(text: "q Q0 a 1 nan t\n", file: "f") }
  }

  @Test func judgementsAreWrittenAsTheyAreRead() throws {
    let text = try QrelsFile.lines(query: "q1", grades: ["b.ogg": 0, "Warm Pad.ogg": 2])
    #expect(text == "q1 0 Warm%20Pad.ogg 2\nq1 0 b.ogg 0\n")
    #expect(try Qrels(text: text, file: "f").grades == ["q1": ["Warm%20Pad.ogg": 2, "b.ogg": 0]])
    #expect(throws: EvaluationError.spaceInName("q 1")) {
      try QrelsFile.lines(query: "q 1", grades: [:])
    }
  }
}
