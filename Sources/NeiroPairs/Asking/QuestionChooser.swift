public import NeiroCore

/// Chooses which pair to ask about next: one batch after the other of a mix of strategies, each
/// question by all that is known when it is chosen.
public struct QuestionChooser: Sendable {
  /// A pair to ask about.
  public struct Choice: Hashable, Sendable {
    /// The target first, where there is one.
    public let pair: RowPair
    public let reason: QuestionReason
    /// The clip to be heard first; nil: by chance.
    public let firstSide: AnswerDetails.Side?
    /// Whether the committee had a say.
    public let isLearned: Bool
  }

  private let ground: AskingGround
  private let plan: AskingPlan
  private let clusters: LibraryClusters
  private var generator: SeededGenerator
  /// The reasons of the batch that are still to come, the next one last.
  private var batch: [QuestionReason] = []
  /// Targets of the batch: other ones each time, as few of them would teach about few sounds.
  private var anchors: [Anchor] = []
  /// What the batch has asked so far.
  private var chosen: [RowPair] = []
  /// Everything that was ever chosen here.
  private var given: Set<UnorderedRows> = []

  private static let anchorsOfBatch = 20
  private static let longestRanking = 50
  private static let strategies: [any PairStrategy] = [
    CoveringPairs(), UncertainPairs(), DisagreeingPairs(), BridgingPairs(), RepeatedPairs(),
    EasyPairs(), RandomPairs(reason: .test), RandomPairs(reason: .random),
  ]

  /// - Parameters:
  ///   - ground: What there is to ask about.
  ///   - plan: How many questions of each kind.
  ///   - seed: Decides all draws.
  public init(_ ground: AskingGround, plan: AskingPlan = .standard, seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    clusters = LibraryClusters(ground, generator: &generator)
    self.ground = ground
    self.plan = plan
    self.generator = generator
  }

  /// - Parameters:
  ///   - answers: All that stand, oldest first.
  ///   - skipped: Pairs that need not be asked, for another reason.
  ///   - committee: nil while there are too few answers.
  /// - Returns: nil if no pair is left.
  public mutating func next(
    answers: [AnsweredPair], skipped: [RowPair] = [], committee: (any PairCommittee)?
  ) -> Choice? {
    if batch.isEmpty { beginBatch(after: answers.count) }
    let view = AskingView(
      ground: ground, anchors: anchors, answers: answers, chosen: chosen,
      closed: given.union(answers.map { UnorderedRows($0.pair) })
        .union(skipped.map(UnorderedRows.init)),
      clusters: clusters, committee: committee)
    guard let wanted = batch.popLast() else { return nil }
    for reason in [wanted] + plan.substitutes {
      let strategy = Self.strategies.first { $0.reason == reason }
      guard let candidates = strategy?.candidates(view, &generator), !candidates.isEmpty else {
        continue
      }
      let candidate = candidates.first(where: isDiverse) ?? candidates[0]
      return take(candidate, reason, isLearned: committee != nil)
    }
    return anyLeft(view).map { take(Candidate($0), .random, isLearned: false) }
  }

  private mutating func beginBatch(after answers: Int) {
    batch = plan.batch(after: answers, &generator)
    chosen = []
    let targets = Array(generator.shuffle(ground.targets).prefix(Self.anchorsOfBatch))
    anchors = Parallel.map(targets) { [ground] in
      Anchor($0, in: ground, longest: Self.longestRanking)
    }
  }

  private mutating func take(
    _ candidate: Candidate, _ reason: QuestionReason, isLearned: Bool
  ) -> Choice {
    given.insert(UnorderedRows(candidate.pair))
    chosen.append(candidate.pair)
    return Choice(
      pair: candidate.pair, reason: reason, firstSide: candidate.firstSide,
      isLearned: isLearned && ![.test, .random, .repeat].contains(reason))
  }

  /// How often a batch may ask about one clip, and how alike two of its pairs may be at both ends.
  private static let mostOfClip = 2
  private static let alike: Float = 0.95

  /// Whether a pair tells something that the batch has not asked already.
  private func isDiverse(_ candidate: Candidate) -> Bool {
    let pair = candidate.pair
    let isNew = [pair.a, pair.b].allSatisfy { row in
      chosen.count { $0.a == row || $0.b == row } < Self.mostOfClip
    }
    return isNew
      && chosen.allSatisfy {
        ground.cosine($0.a, pair.a) < Self.alike || ground.cosine($0.b, pair.b) < Self.alike
      }
  }

  /// Where no strategy finds anything, looks through all pairs.
  private func anyLeft(_ view: AskingView) -> RowPair? {
    for a in ground.targets {
      if let b = ground.library.first(where: { view.isOpen(RowPair(a, $0)) }) {
        return RowPair(a, b)
      }
    }
    return nil
  }
}
