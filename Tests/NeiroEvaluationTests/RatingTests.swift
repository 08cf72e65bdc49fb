import Foundation
import NeiroCore
import NeiroTestSupport
import Testing

@testable import NeiroEvaluation

@Suite struct RatingTests {
  private func matrix(_ seed: UInt64, count: Int = 7) throws -> RatingMatrix {
    var generator = SeededGenerator(seed: seed)
    let text = (0..<count).map { i in
      (0..<count).map { $0 <= i ? "0" : "\(generator.unit())" }.joined(separator: "\t")
    }.joined(separator: "\n")
    return try RatingMatrix(text: text, file: "m")
  }

  @Test func theUpperTriangleCountsAndTheLargestIsOne() throws {
    let ratings = try RatingMatrix(
      text: "0 2 nan\r\n2 0 4\n\nnan nan nan\n", file: "m")
    #expect(ratings.count == 3)
    #expect(ratings[0, 1] == 0.5 && ratings[1, 0] == 0.5 && ratings[2, 1] == 1)
    #expect(ratings[0, 0] == 0 && ratings[0, 2].isNaN)
    #expect(ratings.ratedPairs == 2)
    #expect(
      try RatingMatrix(text: "0, 2,1\n2,0,4\n0,0,0\n", file: "m")
        == RatingMatrix(text: "0 2 1\n0 0 4\n0 0 0\n", file: "m"))
  }

  @Test(arguments: [
    ("0 1 2\n0 0 1\n", "row"), ("0 1\n0 x\n", "line 2: \"x\" is not a finite number"),
    ("0 1\n0 0 0\n", "line 2: 3 fields instead of 2"), ("", "0 rows"),
    ("0 0 0\n0 0 0\n0 0 0\n", "no two ratings"), ("0 inf\n0 0\n", "line 1"),
    ("0 1 2\n0 0 -1\n0 0 0\n", "line 2: column 3 is -1.0, but a dissimilarity can't be negative"),
    ("0 1 2\n\n9 0 1\n0 0 0\n", "line 3: column 1 is 9.0, but line 1, column 2 says 1.0"),
    ("0 nan 2\n9 0 1\n0 0 0\n", "line 2: column 1 is 9.0"),
    ("0,1\n0,\n", "line 2: \"\" is not"),
    (String(repeating: "x", count: 300), "line 1: \"\(String(repeating: "x", count: 39))…\""),
  ])
  func whatIsNoMatrixIsOneError(text: String, words: String) {
    do {
      _ = try RatingMatrix(text: text, file: "m")
      Issue.record("\(text) went through")
    } catch {
      #expect("\(error)".contains(words), "\(error)")
    }
  }

  /// Every anchor and every two others, again for each time a sound was drawn.
  @Test(arguments: 1...4)
  func agreementEqualsTheTripleLoopOverDrawnSounds(seed: UInt64) throws {
    let ratings = try matrix(seed)
    var generator = SeededGenerator(seed: seed + 50)
    var similarity = [[Double]](repeating: [Double](repeating: 0, count: 7), count: 7)
    for i in 0..<7 {
      for j in 0..<i {
        let value = Double(generator.index(below: 5))
        (similarity[i][j], similarity[j][i]) = (value, value)
      }
    }
    let drawn = (0..<7).map { _ in generator.index(below: 7) }
    var (agreed, all) = (0.0, 0.0)
    var (people, system): ([Double], [Double]) = ([], [])
    for a in drawn {
      for (place, i) in drawn.enumerated() where i != a {
        for j in drawn[..<place] where j != a && j != i {
          let rated = ratings[a, i] - ratings[a, j]
          guard abs(rated) > 0.1 else { continue }
          let heard = similarity[a][j] - similarity[a][i]
          all += 1
          agreed += heard == 0 ? 0.5 : heard * rated > 0 ? 1 : 0
        }
      }
    }
    for (place, i) in drawn.enumerated() {
      for j in drawn[..<place] where i != j {
        people.append(-ratings[i, j])
        system.append(similarity[i][j])
      }
    }
    let counts = (0..<7).map { sound in Int32(drawn.count { $0 == sound }) }
    let found = RatingAgreement(ratings, similarity: similarity).metrics(counts)
    #expect(abs(found[0] - agreed / all) < 1e-12)
    #expect(abs(found[1] - (try #require(RankCorrelation.spearman(people, system)))) < 1e-12)
    #expect(abs(found[2] - (try #require(RankCorrelation.kendall(people, system)))) < 1e-12)
  }

  @Test func whoRepeatsTheRatingsAgreesWithThem() throws {
    let ratings = try matrix(9, count: 12)
    let exact = (0..<12).map { i in (0..<12).map { -ratings[i, $0] } }
    var generator = SeededGenerator(seed: 1)
    let random = (0..<12).map { _ in (0..<12).map { _ in generator.unit() } }
    var report = EvaluationReport(RankingSystem.all(adapted: true))
    report.add(
      ratings, study: "study", names: (0..<12).map { "s\($0)" }, similarities: [random, exact],
      significance: Significance(draws: 300))
    let part = try #require(report.ratings)
    #expect(part.pairs == 66)
    #expect(part.sounds == 12 && part.perSound.count == 12)
    for key in RatingAgreement.keys {
      #expect(part.comparison.values[.adapted]?[key] == 1, "\(key)")
      let difference = try #require(
        part.comparison.differences[SystemChange(from: .raw, to: .adapted)]?[key])
      #expect(difference.interval.isGain)
      #expect(difference.pValue == nil && difference.adjustedPValue == nil)
      let power = try #require(difference.power)
      #expect(power.units == 12 && (0.01...0.6).contains(power.leastDifference))
    }
    #expect(part.perSound.allSatisfy { $0.values[.adapted] == .some(1) })
    let json = try JSONSerialization.jsonObject(with: JSONEncoder().encode(report))
    let ratingPart = try #require((json as? [String: Any])?["ratings"] as? [String: Any])
    #expect(ratingPart["study"] as? String == "study")
  }
}

@Suite struct SavedEvaluationTests {
  private func saved() throws -> SavedEvaluation {
    let systems = RankingSystem.all(adapted: false, heads: [("mine", false)])
    var report = EvaluationReport(systems)
    let ranking = try #require(JudgedRanking(ranked: ["a", "b"], grades: ["b": 1]))
    report.add(
      [
        .init(
          query: "q", path: "q.wav", role: .query, rankings: [ranking, ranking],
          nearest: [[0], [0]])
      ], skipped: 0, galleryCount: 2, significance: Significance(draws: 10))
    return SavedEvaluation(
      report, encoder: "spectral-v1", galleryCount: 2, fingerprint: "0123",
      pairs: [.init(a: "ff", b: "00", isSimilar: true, scores: ["raw": 0.5, "head": 0.25])])
  }

  @Test func isReadAsItWasWritten() throws {
    let saved = try saved()
    try withFile(saved.data()) { file in
      let read = try SavedEvaluation(contentsOf: file)
      #expect(read == saved)
    }
    #expect(saved.baseline == "head" && saved.labels?[0].a == "00")
    #expect(saved.queries?.values[0].values["head"]?["mrr"] == 0.5)
  }

  @Test func whatIsDamagedOrNewerIsRefused() throws {
    let text = String(decoding: try saved().data(), as: UTF8.self)
    let newer = text.replacingOccurrences(of: "\"format\" : 1", with: "\"format\" : 99")
    for (text, words) in [(newer, "Update Neiro"), ("{\"format\": 1}", "--save"), ("[", "--save")] {
      try withFile(Data(text.utf8)) { file in
        do {
          _ = try SavedEvaluation(contentsOf: file)
          Issue.record("\(text.prefix(40)) went through")
        } catch {
          #expect("\(error)".contains(words), "\(error)")
        }
      }
    }
  }

  @Test func theFingerprintTellsWhatWasAsked() {
    let asked = [(query: "a", grades: ["x": 1, "y": 0]), (query: "b", grades: ["x": 2])]
    let hex = QueryFingerprint(asked).hex
    #expect(QueryFingerprint(asked.reversed()).hex == hex && hex.count == 16)
    #expect(QueryFingerprint([asked[0]]).hex != hex)
    #expect(QueryFingerprint([asked[0], (query: "b", grades: ["x": 1])]).hex != hex)
    #expect(QueryFingerprint([asked[0], (query: "b", grades: ["z": 2])]).hex != hex)
  }

  private func withFile(_ data: Data, _ body: (URL) throws -> Void) throws {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("saved.json")
      try data.write(to: file)
      try body(file)
    }
  }
}
