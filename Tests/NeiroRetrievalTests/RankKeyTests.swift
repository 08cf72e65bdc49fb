import NeiroCore
import Testing

@testable import NeiroRetrieval

@Suite struct RankKeyTests {
  @Test func sortsAsScoresDoAndThenByRow() {
    let scores: [Float] = [
      -.greatestFiniteMagnitude, -1, -0.5, -.leastNonzeroMagnitude, 0, .leastNonzeroMagnitude, 0.5,
      Float(0.5).nextUp, 1, .greatestFiniteMagnitude,
    ]
    for (low, high) in zip(scores, scores.dropFirst()) {
      #expect(RankKey(score: low, row: 0) < RankKey(score: high, row: 9))
    }
    #expect(RankKey(score: 0.5, row: 4) > RankKey(score: 0.5, row: 5))
    #expect(RankKey(score: -0.0, row: 4) > RankKey(score: 0, row: 5))
    #expect(RankKey(score: 0, row: 4) > RankKey(score: -0.0, row: 5))
    #expect(RankKey(score: -1, row: 70_000).row == 70_000)
  }

  @Test(arguments: [0, 1, 2, 3, 24, 25, 26, 99, 100, 101, Int.max])
  func selectsWhatSortingEverythingWould(limit: Int) {
    for seed in 0..<20 as Range<UInt64> {
      var generator = SeededGenerator(seed: seed)
      // Few different scores, so that many are equal.
      let scores = (0..<100).map { _ in Float(generator.index(below: 12)) / 6 - 1 }
      let barred = Set((0..<10).map { _ in generator.index(below: 100) })
      let sorted = scores.indices.filter { !barred.contains($0) }
        .sorted { (scores[$1], $0) < (scores[$0], $1) }
      let selected = TopRows.select(limit, of: scores) { !barred.contains($0) }
      #expect(selected == Array(sorted.prefix(limit)))
    }
  }

  @Test func selectsNothingFromNothing() {
    #expect(TopRows.select(3, of: [], where: { _ in true }).isEmpty)
    #expect(TopRows.select(-1, of: [1, 2], where: { _ in true }).isEmpty)
  }
}
