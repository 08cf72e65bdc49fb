import Foundation
import NeiroCore
import Testing

@testable import NeiroTraining

@Suite struct ScoreTestTests {
  /// Answers that follow before, and a head that knows `skill` of what before doesn't.
  private func answers(seed: UInt64, skill: Double, count: Int = 120) -> [ScoreTest.Answer] {
    var generator = SeededGenerator(seed: seed)
    return (0..<count).map { index in
      let before = 0.4 + 0.2 * generator.normal()
      let hidden = generator.normal()
      let chance = 1 / (1 + exp(-(6 * (before - 0.5) + 1.5 * hidden)))
      let head = before + 0.1 * (skill * hidden + generator.normal())
      return ScoreTest.Answer(
        isSimilar: generator.unit() < chance, before: before, head: head, fold: index % 5,
        groups: (index / 2, index / 2))
    }
  }

  private func changed(
    _ answer: ScoreTest.Answer, head: (ScoreTest.Answer) -> Double
  ) -> ScoreTest.Answer {
    ScoreTest.Answer(
      isSimilar: answer.isSimilar, before: answer.before, head: head(answer), fold: answer.fold,
      groups: answer.groups)
  }

  @Test func aHeadThatKnowsMoreIsToldFromOneThatDoesnt() {
    func scores(skill: Double) -> [Double] {
      (1...150).map { ScoreTest.z(answers(seed: $0, skill: skill)) }
    }
    let none = scores(skill: 0)
    let mean = none.reduce(0, +) / 150
    let deviation = (none.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 150).squareRoot()
    #expect(abs(mean) < 0.3)
    #expect((0.8...1.3).contains(deviation))
    #expect(scores(skill: 1).count { $0 > 2 } > 120)
    #expect(scores(skill: -1).count { $0 < -2 } > 120)
  }

  @Test func onlyTheDirectionOfTheChangeCounts() {
    let answers = answers(seed: 1, skill: 0.5)
    let z = ScoreTest.z(answers)
    for factor in [0.01, 3, -1] {
      let scaled = answers.map {
        changed($0) { $0.before + factor * ($0.head - $0.before) }
      }
      #expect(abs(ScoreTest.z(scaled) - (factor < 0 ? -z : z)) < 1e-3)
    }
    // What a fold adds to all, and what before alone explains, is no knowledge.
    let shifted = answers.map { changed($0) { $0.head + Double($0.fold) } }
    #expect(abs(ScoreTest.z(shifted) - z) < 1e-6)
  }

  @Test func theOrderOfTheAnswersDoesNotMatter() {
    var generator = SeededGenerator(seed: 4)
    let answers = answers(seed: 2, skill: 0.5)
    #expect(abs(ScoreTest.z(generator.shuffle(answers)) - ScoreTest.z(answers)) < 1e-9)
  }

  /// Two answers of one group are no more evidence than one that is said twice.
  @Test func answersOfOneGroupCountTogether() {
    let once = answers(seed: 3, skill: 1, count: 60)
    #expect(abs(ScoreTest.z(once + once) - ScoreTest.z(once)) < 1e-3)
  }

  @Test func whatSaysNothingIsZero() {
    let some = answers(seed: 5, skill: 1)
    #expect(ScoreTest.z([]) == 0)
    #expect(ScoreTest.z(some.filter(\.isSimilar)) == 0)
    #expect(ScoreTest.z(some.filter { !$0.isSimilar }) == 0)
    #expect(ScoreTest.z(some.map { changed($0) { $0.before } }) == 0)
    for bad in [Double.nan, .infinity] {
      #expect(ScoreTest.z([changed(some[0]) { _ in bad }] + some.dropFirst()) == 0)
    }
    let alike = some.map {
      ScoreTest.Answer(
        isSimilar: $0.isSimilar, before: 0.5, head: $0.head, fold: 0, groups: $0.groups)
    }
    #expect(ScoreTest.z(alike).isFinite)
  }
}
