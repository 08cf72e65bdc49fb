import NeiroCore
import NeiroEvaluation
import Testing

@testable import neiro

/// Whether it got better, in words.
@Suite struct VerdictTests {
  /// Queries whose only right preset stands at these places, by raw and by a head.
  private func verdict(_ places: [(Int, Int)], head: String = "mine") -> String {
    let systems = RankingSystem.all(adapted: false, heads: [(name: head, isOnBase: false)])
    var report = EvaluationReport(systems)
    let ranked = places.enumerated().map { number, places in
      let lists = [places.0, places.1].map { place in
        (1...10).map { $0 == place ? 0 : 100 + $0 }
      }
      return EvaluationReport.Ranked(
        query: "q\(number)", path: "q", role: .query,
        rankings: lists.compactMap { JudgedRanking(ranked: $0, grades: [0: 1]) }, nearest: lists)
    }
    report.add(ranked, skipped: 0, galleryCount: 200, significance: Significance(draws: 500))
    return Verdict(report).text
  }

  @Test func aGainIsAYes() {
    let text = verdict(Array(repeating: (4, 1), count: 20) + Array(repeating: (2, 2), count: 5))
    #expect(text.hasPrefix("Yes, it got better: the head “mine” lifts nDCG@10 from 0.471 (raw) to"))
    #expect(text.contains("over 25 queries"))
  }

  @Test func aLossIsANo() {
    let text = verdict(Array(repeating: (1, 4), count: 20) + Array(repeating: (2, 2), count: 5))
    #expect(text.hasPrefix("No, it got worse: with the head “mine”, nDCG@10 falls from 0.926"))
  }

  @Test func whatMayBeChanceIsNeither() {
    let text = verdict([(1, 2), (2, 1), (3, 2), (2, 3)])
    #expect(text.hasPrefix("It can't be told: nDCG@10 is "))
    #expect(text.contains("which may be chance. A difference under 0."))
  }

  @Test func severalHeadsAreOrdered() {
    let heads = ["a", "b"].map { (name: $0, isOnBase: false) }
    var report = EvaluationReport(RankingSystem.all(adapted: false, heads: heads))
    let ranked = (0..<20).map { number in
      let lists = [4, 1, 2 + number % 2].map { place in
        (1...10).map { $0 == place ? 0 : 100 + $0 }
      }
      return EvaluationReport.Ranked(
        query: "q\(number)", path: "q", role: .query,
        rankings: lists.compactMap { JudgedRanking(ranked: $0, grades: [0: 1]) }, nearest: lists)
    }
    report.add(ranked, skipped: 0, galleryCount: 200, significance: Significance(draws: 500))
    let verdict = Verdict(report)
    #expect(verdict.focus?.head == "a")
    #expect(
      verdict.text.hasPrefix(
        "By nDCG@10 over 20 queries the order is “a” 1.000, “b” 0.565, raw 0.431. From “b” the first "
          + "differs by +0.435 (+0.4"))
    #expect(verdict.text.contains("From raw the first differs by +0.569 (+0.569 to +0.569)."))
  }

  @Test func whatIsMissingIsSaid() {
    #expect(Verdict(EvaluationReport([.raw])).text.hasPrefix("Nothing could be measured"))
    var alone = EvaluationReport([.raw])
    alone.add(
      [
        .init(
          query: "q", path: "q", role: .query,
          rankings: [JudgedRanking(ranked: [1, 0], grades: [0: 1])].compactMap(\.self),
          nearest: [[1, 0]])
      ], skipped: 0, galleryCount: 2, significance: Significance(draws: 10))
    #expect(
      Verdict(alone).text
        == "There is nothing to compare with yet: the encoder alone ranks. Its nDCG@10 is 0.631 "
        + "over 1 query.")
  }
}
