import Foundation
import NeiroCore
import NeiroTestSupport
import Testing

@testable import NeiroPairs

private typealias Answer = (a: Int, b: Int, label: PairLabel, labeller: String)

private func labelled(_ answer: Answer) -> LabelledPair {
  LabelledPair(
    a: SyntheticEmbeddings.clip(answer.a), b: SyntheticEmbeddings.clip(answer.b),
    label: answer.label, labeller: answer.labeller, createdAt: Date(timeIntervalSince1970: 0))
}

private func pair(_ a: Int, _ b: Int) -> ClipPair {
  ClipPair(SyntheticEmbeddings.clip(a), SyntheticEmbeddings.clip(b))
}

private func check(_ answers: [Answer], log: [Answer] = []) -> LabelCheck {
  LabelCheck(current: answers.map(labelled), log: log.map(labelled), library: nil)
}

/// Answers at random, one for each labeller and pair.
private func randomAnswers(clips: Int, count: Int, seed: UInt64) -> [Answer] {
  var generator = SeededGenerator(seed: seed)
  var seen: Set<String> = []
  return (0..<count).compactMap { _ in
    let (a, b) = (generator.index(below: clips), generator.index(below: clips))
    let labeller = ["ann", "bob"][generator.index(below: 2)]
    guard a != b, seen.insert("\(min(a, b)) \(max(a, b)) \(labeller)").inserted else { return nil }
    let label = PairLabel.allCases[generator.index(below: 3)]
    return (a, b, label, labeller)
  }
}

@Suite struct LabelCheckTests {
  @Test func contradictionsAreThoseOfATripleLoop() {
    for seed in 1...5 {
      let clips = 12
      let answers = randomAnswers(clips: clips, count: 120, seed: UInt64(seed))
      let check = check(answers)
      func says(_ label: PairLabel, _ a: Int, _ b: Int) -> Bool {
        answers.contains { $0.label == label && Set([$0.a, $0.b]) == [a, b] }
      }
      func isOnly(_ label: PairLabel, _ a: Int, _ b: Int) -> Bool {
        says(label, a, b) && !says(label == .similar ? .dissimilar : .similar, a, b)
      }
      var triangles: Set<SimilarityTriangle> = []
      var disagreements: Set<ClipPair> = []
      for a in 0..<clips {
        for b in 0..<clips where a < b {
          if says(.similar, a, b) && says(.dissimilar, a, b) { disagreements.insert(pair(a, b)) }
          for middle in 0..<clips
          where isOnly(.dissimilar, a, b) && isOnly(.similar, a, middle)
            && isOnly(.similar, middle, b)
          {
            triangles.insert(
              SimilarityTriangle(middle: SyntheticEmbeddings.clip(middle), ends: pair(a, b)))
          }
        }
      }
      #expect(!triangles.isEmpty && !disagreements.isEmpty)
      #expect(Set(check.triangles) == triangles)
      #expect(check.triangles.count == triangles.count)
      #expect(Set(check.disagreements.map(\.pair)) == disagreements)
      #expect(check.disagreements.count == disagreements.count)
    }
  }

  @Test func aDisagreementNamesWhoSaysWhat() throws {
    let check = check([
      (1, 2, .similar, "cem"), (2, 1, .dissimilar, "bob"), (1, 2, .similar, "ann"),
      (1, 2, .unsure, "dan"), (3, 4, .similar, "ann"), (3, 4, .unsure, "bob"),
    ])
    let one = try #require(check.disagreements.first)
    #expect(check.disagreements.count == 1)
    #expect(one.similar == ["ann", "cem"] && one.dissimilar == ["bob"])
    #expect(check.labellers == ["ann", "bob", "cem", "dan"])
    #expect(check.answers == [.similar: 3, .dissimilar: 1, .unsure: 2])
    #expect(check.clips == 4)
  }

  @Test func orderOfAnswersChangesNothing() {
    let answers = randomAnswers(clips: 12, count: 120, seed: 5)
    let (forth, back) = (check(answers), check(answers.reversed()))
    #expect(forth.triangles == back.triangles)
    #expect(forth.disagreements == back.disagreements)
    #expect(forth.onlyDissimilar == back.onlyDissimilar)
    #expect(forth.dominant == back.dominant)
  }

  @Test func clipsThatDominateAreCounted() {
    // Clip 0 in 6 of 46 pairs (13 %), 1 in 4 (9 %).
    var answers: [Answer] = (0..<6).map { (0, 10 + $0, .similar, "ann") }
    answers += (0..<4).map { (1, 20 + $0, .dissimilar, "ann") }
    answers += (0..<36).map { (100 + $0, 200 + $0, .similar, "ann") }
    let found = check(answers)
    #expect(
      found.dominant == [ClipUse(clip: SyntheticEmbeddings.clip(0), pairs: 6, share: 6.0 / 46)])
    #expect(found.onlyDissimilar.first?.clip == SyntheticEmbeddings.clip(1))
    #expect(found.onlyDissimilar.map(\.pairs) == [4, 1, 1, 1, 1])
    // Of a few pairs, each clip has a large share, which means nothing.
    #expect(check(Array(answers.prefix(4))).dominant.isEmpty)
  }

  @Test func aDisputedClipIsNotOnlyDissimilar() {
    let found = check([(1, 2, .similar, "ann"), (1, 2, .dissimilar, "bob")])
    #expect(found.onlyDissimilar.isEmpty)
  }

  @Test func noAnswersAreNothingToSay() {
    let found = check([])
    #expect(found.answers.isEmpty && found.labellers.isEmpty && found.clips == 0)
    #expect(found.absence == nil && found.readiness == nil)
  }

  @Test func clipsThatLeftTheLibraryAreFound() throws {
    let answers: [Answer] = [
      (0, 1, .similar, "ann"), (1, 2, .dissimilar, "ann"), (3, 2, .similar, "ann"),
    ]
    let rows = Dictionary(
      uniqueKeysWithValues: (0..<3).map { (SyntheticEmbeddings.clip($0), $0) })
    let library = LabelledLibrary(
      embeddings: SyntheticEmbeddings.random(count: 3, dimension: 8, seed: 1), results: [0, 1],
      loops: [], row: { rows[$0] }, hasFile: { $0 != SyntheticEmbeddings.clip(2) })
    let check = LabelCheck(current: answers.map(labelled), log: [], library: library)
    let absence = try #require(check.absence)
    #expect(absence.unknown == [SyntheticEmbeddings.clip(3)])
    #expect(absence.unknownPairs == 1)
    #expect(absence.withoutFile == [SyntheticEmbeddings.clip(2)])
  }
}

@Suite struct SelfAgreementTests {
  @Test func comparesEachAnswerWithTheOneBefore() {
    for seed in 1...20 {
      var generator = SeededGenerator(seed: UInt64(seed))
      let log: [Answer] = (0..<80).map { _ in
        let (a, b) = (generator.index(below: 5), 5 + generator.index(below: 4))
        let label = PairLabel.allCases[generator.index(below: 3)]
        return (generator.unit() < 0.5 ? (a, b) : (b, a), label)
      }.map { ($0.0.0, $0.0.1, $0.1, "ann") }
      // The oracle: for each answer, look back for the nearest one about the same pair.
      let decided = log.filter { $0.label != .unsure }
      var table: [[PairLabel]: Double] = [:]
      for (index, later) in decided.enumerated() {
        let earlier = decided[..<index].last { pair($0.a, $0.b) == pair(later.a, later.b) }
        if let earlier { table[[earlier.label, later.label], default: 0] += 1 }
      }
      let n = table.values.reduce(0, +)
      let both = { (label: PairLabel) in table[[label, label], default: 0] }
      let observed = (both(.similar) + both(.dissimilar)) / n
      let chance = [PairLabel.similar, .dissimilar].reduce(0.0) { sum, label in
        let first = table.filter { $0.key[0] == label }.values.reduce(0, +) / n
        let second = table.filter { $0.key[1] == label }.values.reduce(0, +) / n
        return sum + first * second
      }

      let found = check([], log: log).selfAgreements
      #expect(found.count == 1)
      #expect(found.first?.repeats == Int(n))
      #expect(found.first?.agreeing == Int(n * observed + 0.5))
      #expect(abs((found.first?.kappa ?? 9) - (observed - chance) / (1 - chance)) < 1e-12)
    }
  }

  @Test func sidesAndOtherLabellersDontMatter() {
    let found = check(
      [],
      log: [
        (1, 2, .similar, "ann"), (1, 2, .dissimilar, "bob"), (2, 1, .similar, "ann"),
        (3, 4, .similar, "ann"), (4, 3, .unsure, "ann"), (3, 4, .dissimilar, "ann"),
        (5, 6, .similar, "bob"),
      ]
    ).selfAgreements
    #expect(found.map(\.labeller) == ["ann"])
    #expect(found.first?.repeats == 2 && found.first?.agreeing == 1)
    #expect(found.first?.changed == [pair(3, 4)])
  }

  @Test func kappaIsNilWhereChanceAgreesAlways() {
    let found = check([], log: [(1, 2, .similar, "ann"), (1, 2, .similar, "ann")]).selfAgreements
    #expect(found.first?.share?.mean == 1 && found.first?.kappa == nil)
  }

  /// The interval's ends are the shares p at which k / n lies z standard deviations away.
  @Test(arguments: [(0, 1), (1, 1), (1, 3), (18, 20), (20, 20), (57, 100)])
  func wilsonsEndsSolveTheScoreTest(_ k: Int, _ n: Int) {
    let found = Share.wilson(k, of: n)
    let share = Double(k) / Double(n)
    func deviations(_ p: Double) -> Double {
      abs(share - p) / (p * (1 - p) / Double(n)).squareRoot()
    }
    func end(from inner: Double, to outer: Double) -> Double {
      var (inside, outside) = (inner, outer)
      for _ in 0..<200 {
        let middle = (inside + outside) / 2
        if deviations(middle) <= 1.959963984540054 { inside = middle } else { outside = middle }
      }
      return inside
    }
    #expect(found.mean == share)
    #expect(abs(found.low - (k == 0 ? 0 : end(from: share, to: 0))) < 1e-9)
    #expect(abs(found.high - (k == n ? 1 : end(from: share, to: 1))) < 1e-9)
  }
}
