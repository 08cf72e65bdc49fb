import Foundation
import NeiroCore
import NeiroTestSupport
import Testing

@testable import NeiroPairs

/// An answer about clips `a` and `b`.
private func answer(
  _ a: Int, _ b: Int, _ label: PairLabel, by labeller: String = "ann",
  taste: String = Taste.usual, first: AnswerDetails.Side? = nil, taken: Int? = nil,
  reason: QuestionReason? = nil
) -> LabelledPair {
  LabelledPair(
    a: SyntheticEmbeddings.clip(a), b: SyntheticEmbeddings.clip(b), label: label,
    labeller: labeller, taste: taste, createdAt: Date(timeIntervalSince1970: 0),
    details: AnswerDetails(firstSide: first, takenMilliseconds: taken, reason: reason?.rawValue))
}

private func statistics(
  _ current: [LabelledPair], log: [LabelledPair]? = nil, sittings: [LabelSitting] = [],
  clips: Int? = nil
) -> LabelStatistics {
  LabelStatistics(
    current: current, log: log ?? current, sittings: sittings, library: nil,
    clips: clips.map { Set((0..<$0).map { SyntheticEmbeddings.clip($0) }) })
}

@Suite struct LabelStatisticsTests {
  @Test func countsByLabellerAndTaste() {
    let found = statistics([
      answer(0, 1, .similar), answer(0, 2, .dissimilar), answer(0, 3, .unsure),
      answer(0, 1, .dissimilar, taste: "pads"), answer(1, 2, .similar, by: "bob"),
    ])
    #expect(found.answers.total == 5 && found.answers[.similar] == 2)
    #expect(found.answers.similarRate == Share.wilson(2, of: 4))
    #expect(
      found.groups.map { "\($0.labeller) \($0.taste)" } == [
        "ann default", "ann pads", "bob default",
      ])
    #expect(found.groups.map(\.answers.total) == [3, 1, 1])
    #expect(LabelTally([answer(0, 1, .unsure)]).similarRate == nil)
  }

  @Test func countsByReasonTheMostFrequentFirst() {
    let found = statistics([
      answer(0, 1, .similar, reason: .easy), answer(0, 2, .dissimilar, reason: .bridge),
      answer(0, 3, .similar, reason: .bridge), answer(0, 4, .unsure),
    ]).reasons
    #expect(found.map(\.reason) == ["bridge", "easy"])
    #expect(found.map(\.answers.total) == [2, 1])
    #expect(found[0].answers.similarRate == Share.wilson(1, of: 2))
  }

  @Test func tastesDoNotContradictAndLabellersDo() throws {
    let found = statistics([
      answer(0, 1, .similar), answer(0, 1, .dissimilar, taste: "pads"),
      answer(0, 2, .similar, taste: "pads"),
      answer(0, 2, .dissimilar, by: "bob", taste: "pads"),
    ])
    #expect(found.tastes.map(\.taste) == ["default", "pads"])
    #expect(found.tastes[0].check.disagreements.isEmpty)
    #expect(found.tastes[1].check.disagreements.map(\.similar) == [["ann (pads)"]])
    // Taken together, as a training on both would, they do.
    let together = LabelCheck(
      current: [answer(0, 1, .similar), answer(0, 1, .dissimilar, taste: "pads")], log: [],
      library: nil)
    #expect(together.disagreements.map(\.dissimilar) == [["ann (pads)"]])
  }

  @Test func partsAreWhatHangsTogether() {
    let found = LabelGraph(
      [
        answer(0, 1, .similar), answer(1, 2, .dissimilar), answer(3, 4, .dissimilar),
        answer(2, 3, .unsure), answer(5, 6, .similar, by: "bob"), answer(6, 5, .similar),
      ], library: Set((0..<10).map { SyntheticEmbeddings.clip($0) }))
    #expect(found.parts == [3, 2, 2])
    #expect(found.clips == 7 && found.outside == 4 && found.unlabelled == 3)
    let none = LabelGraph([], library: nil)
    #expect(none.parts.isEmpty && none.outside == 0 && none.unlabelled == nil)
  }

  /// The parts again, by walking from clip to clip.
  @Test(arguments: 0..<5 as Range<UInt64>) func partsAreThoseOfAWalk(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let edges = (0..<30).map { _ in
      (generator.index(below: 40), generator.index(below: 40))
    }.filter { $0.0 != $0.1 }
    var left = Set(edges.flatMap { [$0.0, $0.1] })
    var parts: [Int] = []
    while let start = left.first {
      var part: Set<Int> = [start]
      while true {
        let next = edges.filter { part.contains($0.0) != part.contains($0.1) }
        if next.isEmpty { break }
        for edge in next { part.formUnion([edge.0, edge.1]) }
      }
      left.subtract(part)
      parts.append(part.count)
    }
    let found = LabelGraph(edges.map { answer($0.0, $0.1, .similar) }, library: nil)
    #expect(found.parts == parts.sorted(by: >))
  }

  @Test func sessionsAndSeconds() {
    func sitting(_ name: String, _ answers: [LabelledPair], skips: Int) -> LabelSitting {
      LabelSitting(
        name: name, labeller: "ann", taste: Taste.usual, source: "asked",
        startedAt: Date(timeIntervalSince1970: 0), answers: answers, skips: skips)
    }
    let timed = [answer(0, 1, .similar, taken: 2000), answer(0, 2, .similar, taken: 5000)]
    let found = statistics(
      timed + [answer(0, 3, .similar)],
      sittings: [
        sitting("one", timed, skips: 0), sitting("none", [], skips: 0),
        sitting("skips", [], skips: 2),
      ])
    #expect(found.sessions.map(\.sitting.name) == ["one", "skips"])
    #expect(found.sessions.map(\.medianMilliseconds) == [3500, nil])
    #expect(found.medianMilliseconds == 3500)
    #expect(LabelStatistics.median([5, 1, 9]) == 5 && LabelStatistics.median([]) == nil)
  }

  @Test func agreementIsByTasteAndCountsUnsureOnTheScaleAlone() throws {
    // Given one taste that is steady, and another that wavers over unsure
    let log = [
      answer(0, 1, .similar), answer(1, 0, .similar),
      answer(0, 1, .dissimilar, taste: "pads"), answer(0, 1, .unsure, taste: "pads"),
      answer(0, 1, .similar, taste: "pads"), answer(0, 2, .unsure, by: "bob"),
      answer(0, 2, .unsure, by: "bob"),
    ]
    let found = SelfAgreement.all(in: log)
    #expect(
      found.map { "\($0.labeller) \($0.taste)" } == ["ann default", "ann pads", "bob default"])
    #expect(found.map(\.repeats) == [1, 1, 0] && found.map(\.agreeing) == [1, 0, 0])
    #expect(found.map(\.ordered.subjects) == [1, 2, 1])
    // A step on the scale agrees by two thirds.
    #expect(abs(found[1].ordered.agreement - 2.0 / 3) < 1e-12)
    #expect(found[2].share == nil && found[2].nominal == nil && found[2].ordered.value == 1)
  }
}

@Suite struct SideBiasTests {
  @Test func sharesBySideAreToldApart() throws {
    // Given one who says similar only where A comes first, and answers nobody heard
    var log = (0..<20).map { answer($0, $0 + 1, .similar, first: .a) }
    log += (20..<30).map { answer($0, $0 + 1, .dissimilar, first: .b) }
    log += [answer(50, 51, .unsure, first: .a), answer(52, 53, .similar)]

    // Then
    let found = SideBias.all(in: log)
    #expect(found.count == 1)
    let sides = try #require(found.first)
    #expect(sides.similarAFirst.successes == 20 && sides.similarAFirst.trials == 20)
    #expect(sides.similarBFirst.successes == 0 && sides.similarBFirst.trials == 10)
    #expect(try #require(sides.difference).low > 0.5)
    #expect(sides.aFirst.trials == 30 && sides.evenness == Share.evenness(20, of: 30))
  }

  @Test func aSwapIsAboutWhatWasHeardNotWhereItStood() throws {
    // Given the same first sound from the other place, then the other sound first
    let log = [
      answer(0, 1, .similar, first: .a), answer(1, 0, .similar, first: .b),
      answer(0, 1, .dissimilar, first: .b),
    ]
    let sides = try #require(SideBias.all(in: log).first)
    #expect(sides.agreeingUnswapped.successes == 1 && sides.agreeingUnswapped.trials == 1)
    #expect(sides.agreeingSwapped.successes == 0 && sides.agreeingSwapped.trials == 1)
  }

  @Test func oneSideAloneHasNoDifference() throws {
    let sides = try #require(SideBias.all(in: [answer(0, 1, .similar, first: .a)]).first)
    #expect(sides.difference == nil && sides.similarBFirst.share == nil)
    #expect(SideBias.all(in: [answer(0, 1, .similar)]).isEmpty)
  }
}
