import NeiroCore
import Testing

@testable import NeiroPairs

/// A library of groups of sounds, and a committee that can be told what to hold.
private struct Sounds {
  let embeddings: EmbeddingMatrix
  let groupOfRow: [Int]

  init(groups: Int = 6, each: Int = 20, dimension: Int = 16, seed: UInt64 = 3) {
    var generator = SeededGenerator(seed: seed)
    var values: [Float] = []
    var groupOfRow: [Int] = []
    for group in 0..<groups {
      let centre = (0..<dimension).map { _ in Float(generator.normal()) }
      for _ in 0..<each {
        let row = centre.map { $0 + 0.6 * Float(generator.normal()) }
        let length = row.reduce(0) { $0 + $1 * $1 }.squareRoot()
        values += row.map { $0 / length }
        groupOfRow.append(group)
      }
    }
    embeddings = EmbeddingMatrix(dimension: dimension, values: values)
    self.groupOfRow = groupOfRow
  }

  var ground: AskingGround {
    let rows = Array(groupOfRow.indices)
    return AskingGround(embeddings: embeddings, library: rows, targets: rows) {
      [embeddings] target in
      embeddings.withRow(target) { a in
        rows.map { row in embeddings.withRow(row) { UnitVector.dot(a, $0) } }
      }
    }
  }

  func answer(_ pair: RowPair) -> PairLabel {
    groupOfRow[pair.a] == groupOfRow[pair.b] ? .similar : .dissimilar
  }
}

/// Holds of each pair what it is told to, one function for each member.
private struct Told: PairCommittee {
  let members: [@Sendable (RowPair) -> Float]

  func probabilities(of pairs: [RowPair]) -> [[Float]] { members.map { pairs.map($0) } }
}

private func ask(
  _ count: Int, of chooser: inout QuestionChooser, _ sounds: Sounds,
  committee: (any PairCommittee)? = nil
) -> [QuestionChooser.Choice] {
  var answers: [AnsweredPair] = []
  var choices: [QuestionChooser.Choice] = []
  for _ in 0..<count {
    guard let choice = chooser.next(answers: answers, committee: committee) else { break }
    choices.append(choice)
    answers.append(
      AnsweredPair(
        choice.pair, sounds.answer(choice.pair), reason: choice.reason,
        firstSide: choice.firstSide ?? .a))
  }
  return choices
}

@Suite("Which pair to ask next")
struct QuestionChooserTests {
  private let sounds = Sounds()
  private let undecided = Told(members: [{ _ in 0.4 }, { _ in 0.6 }])

  @Test("A batch holds as many questions of each kind as the mix says")
  func batch() {
    var chooser = QuestionChooser(sounds.ground, seed: 1)
    let choices = ask(100, of: &chooser, sounds, committee: undecided)
    let phases = AskingPlan.standard.phases
    // The first batch has nothing to repeat: something else takes that place.
    let first = Dictionary(grouping: choices.prefix(20), by: \.reason).mapValues(\.count)
    #expect(first[.test] == phases[0].counts[.test] && first[.repeat] == nil)
    #expect(first.values.reduce(0, +) == 20)
    for batch in 1..<5 {
      let counts = Dictionary(grouping: choices[20 * batch..<20 * (batch + 1)], by: \.reason)
      #expect(counts.mapValues(\.count) == phases[1].counts)
    }
  }

  @Test("No pair is asked twice but to repeat it, and no clip against itself")
  func neverTwice() {
    var chooser = QuestionChooser(sounds.ground, seed: 1)
    var seen: Set<UnorderedRows> = []
    for choice in ask(200, of: &chooser, sounds, committee: undecided) {
      #expect(choice.pair.a != choice.pair.b)
      if choice.reason != .repeat {
        #expect(seen.insert(UnorderedRows(choice.pair)).inserted)
      }
    }
  }

  @Test("What was answered or skipped before is not asked, and the same sound twice neither")
  func closed() {
    let copies = EmbeddingMatrix(
      dimension: 2, values: [1, 0, 1, 0.001, 0, 1, -1, 0].map { Float($0) })
    let rows = [0, 1, 2, 3]
    let ground = AskingGround(embeddings: copies, library: rows, targets: rows) { _ in
      [0, 0, 0, 0]
    }
    var chooser = QuestionChooser(ground, plan: .random, seed: 1)
    var asked: [UnorderedRows] = []
    let known = [AnsweredPair(RowPair(2, 3), .dissimilar)]
    while let choice = chooser.next(
      answers: known, skipped: [RowPair(3, 1)], committee: nil)
    {
      asked.append(UnorderedRows(choice.pair))
    }
    // Of six pairs, 0–1 is one sound, 2–3 is answered, 1–3 was skipped.
    #expect(
      Set(asked) == Set([RowPair(0, 2), RowPair(0, 3), RowPair(1, 2)].map(UnorderedRows.init)))
    #expect(asked.count == 3)
  }

  @Test("The same seed and the same answers bring the same questions, another seed others")
  func seeded() {
    func questions(_ seed: UInt64) -> [QuestionChooser.Choice] {
      var chooser = QuestionChooser(sounds.ground, seed: seed)
      return ask(60, of: &chooser, sounds, committee: undecided)
    }
    #expect(questions(5) == questions(5))
    #expect(questions(5) != questions(6))
  }

  @Test("What is drawn to judge by doesn't depend on what is held of it, and favours no clip")
  func testPairs() {
    let alike = Told(members: [{ $0.a < 60 ? 1 : 0 }])
    var chooser = QuestionChooser(sounds.ground, plan: .only(.test), seed: 2)
    var counts = [Int](repeating: 0, count: 120)
    for choice in ask(1200, of: &chooser, sounds, committee: alike) {
      #expect(choice.reason == .test)
      counts[choice.pair.a] += 1
      counts[choice.pair.b] += 1
    }
    // 20 of each are expected; χ² with 119 degrees of freedom is below 180 but once in 4,000 times.
    let chi = counts.reduce(0.0) { $0 + pow2(Double($1) - 20) / 20 }
    #expect(chi < 180)
  }

  private func pow2(_ x: Double) -> Double { x * x }

  @Test("Undecided comes before decided, and the most divided first")
  func uncertain() throws {
    let committee = Told(members: [
      { $0.b % 3 == 0 ? 0.5 : $0.b % 3 == 1 ? 0.35 : 1 },
      { $0.b % 3 == 0 ? 0.5 : $0.b % 3 == 1 ? 0.65 : 0.45 },
    ])
    var chooser = QuestionChooser(sounds.ground, plan: .uncertain, seed: 1)
    for choice in ask(20, of: &chooser, sounds, committee: committee) {
      #expect(choice.pair.b % 3 == 1)
      #expect(choice.isLearned)
    }
  }

  @Test("The first questions come from all groups, and half of them or more are of one group")
  func coverage() {
    var chooser = QuestionChooser(sounds.ground, plan: .only(.coverage), seed: 1)
    let choices = ask(12, of: &chooser, sounds)
    #expect(choices.allSatisfy { $0.reason == .coverage && !$0.isLearned })
    #expect(Set(choices.map { sounds.groupOfRow[$0.pair.a] }).count == 6)
    #expect(choices.count { sounds.answer($0.pair) == .similar } >= 6)
  }

  @Test("Chance stands in for uncertainty until something is learnt")
  func uncertainWithoutCommittee() {
    var chooser = QuestionChooser(sounds.ground, plan: .uncertain, seed: 1)
    #expect(ask(20, of: &chooser, sounds).allSatisfy { $0.reason == .random && !$0.isLearned })
  }

  @Test("A batch asks about a clip twice at most, however sure a strategy is of it")
  func diverse() {
    let oneClip = Told(members: [{ $0.b == 7 ? 0.5 : 0.9 }, { $0.b == 7 ? 0.6 : 0.9 }])
    var chooser = QuestionChooser(sounds.ground, plan: .uncertain, seed: 1)
    let choices = ask(20, of: &chooser, sounds, committee: oneClip)
    for row in sounds.groupOfRow.indices {
      #expect(choices.count { $0.pair.a == row || $0.pair.b == row } <= 2)
    }
  }

  @Test("Loops are compared with presets, never with loops")
  func targets() {
    let all = sounds.ground
    let ground = AskingGround(
      embeddings: all.embeddings, library: Array(30..<120), targets: Array(0..<30)
    ) { all.similarities($0).suffix(90) }
    var chooser = QuestionChooser(ground, seed: 1)
    for choice in ask(100, of: &chooser, sounds, committee: undecided) {
      #expect(choice.pair.a < 30 && choice.pair.b >= 30)
    }
  }

  @Test("A repeat is an old decided answer, heard the other way round, never one kept to judge by")
  func repeats() {
    let answers = (0..<40).map { index in
      AnsweredPair(
        RowPair(index, index + 40), index == 3 ? .unsure : .similar,
        reason: index < 3 ? .test : .easy, firstSide: index % 2 == 0 ? .a : .b)
    }
    var chooser = QuestionChooser(sounds.ground, plan: .only(.repeat), seed: 1)
    var repeated: Set<RowPair> = []
    for _ in 0..<21 {
      let choice = chooser.next(
        answers: answers + repeated.map { AnsweredPair($0, .similar, reason: .repeat) },
        committee: nil)
      guard let choice, choice.reason == .repeat else { break }
      #expect(repeated.insert(choice.pair).inserted)
      #expect((4..<40).contains(choice.pair.a))
      #expect(choice.firstSide == (choice.pair.a % 2 == 0 ? .b : .a))
    }
    #expect(repeated.count >= 15)
  }

  @Test("Bridges join groups that nobody compared, by clips that are near each other")
  func bridges() {
    var chooser = QuestionChooser(sounds.ground, plan: .only(.bridge), seed: 1)
    let choices = ask(30, of: &chooser, sounds)
    #expect(choices.allSatisfy { $0.reason == .bridge })
    let crossing = choices.count { sounds.answer($0.pair) == .dissimilar }
    #expect(crossing >= 10)
  }

  @Test("A library of two clips has one question")
  func smallest() {
    let embeddings = EmbeddingMatrix(dimension: 2, values: [1, 0, 0, 1])
    let ground = AskingGround(embeddings: embeddings, library: [0, 1], targets: [0, 1]) { _ in
      [0, 0]
    }
    var chooser = QuestionChooser(ground, seed: 1)
    let first = chooser.next(answers: [], committee: nil)
    #expect(first.map { UnorderedRows($0.pair) } == UnorderedRows(RowPair(0, 1)))
    #expect(chooser.next(answers: [], committee: nil) == nil)
  }
}

extension AskingPlan {
  /// Questions of one kind.
  fileprivate static func only(_ reason: QuestionReason) -> AskingPlan {
    AskingPlan([Phase([reason: 20])])
  }
}
