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
  private let mix: AskingMix
  private let clusters: LibraryClusters
  private var anchors: AnchorSet
  private var generator: SeededGenerator
  /// The reasons of the batch that are still to come, the next one last.
  private var batch: [QuestionReason] = []
  /// What the batch has asked so far.
  private var chosen: [RowPair] = []
  /// Everything that was ever chosen here.
  private var given: Set<UnorderedRows> = []

  private static let strategies: [any PairStrategy] = [
    StartingPairs(), UncertainPairs(), DisagreeingPairs(), BridgingPairs(), RepeatedPairs(),
    EasyPairs(), RandomPairs(reason: .test), RandomPairs(reason: .random),
  ]
  /// What takes the place of a strategy that has nothing to ask.
  private static let others: [QuestionReason] = [.start, .easy, .bridge, .random]

  /// - Parameters:
  ///   - ground: What there is to ask about.
  ///   - mix: How many questions of each kind.
  ///   - seed: Decides all draws.
  public init(_ ground: AskingGround, mix: AskingMix = .standard, seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    clusters = LibraryClusters(ground, generator: &generator)
    anchors = AnchorSet(ground)
    self.ground = ground
    self.mix = mix
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
    if batch.isEmpty {
      batch = mix.batch(&generator)
      chosen = []
      anchors.choose(for: answers, &generator)
    }
    let view = AskingView(
      ground: ground, anchors: anchors.anchors, answers: answers,
      closed: given.union(answers.map { UnorderedRows($0.pair) })
        .union(skipped.map(UnorderedRows.init)),
      clusters: clusters, committee: committee)
    guard let wanted = batch.popLast() else { return nil }
    for reason in [wanted] + Self.others where reason == wanted || wanted != .random {
      let strategy = Self.strategies.first { $0.reason == reason }
      guard let candidates = strategy?.candidates(view, &generator), !candidates.isEmpty else {
        continue
      }
      let candidate = candidates.first(where: isDiverse) ?? candidates[0]
      return take(candidate, reason, isLearned: committee != nil)
    }
    return anyLeft(view).map { take(Candidate($0), .random, isLearned: false) }
  }

  private mutating func take(
    _ candidate: Candidate, _ reason: QuestionReason, isLearned: Bool
  ) -> Choice {
    given.insert(UnorderedRows(candidate.pair))
    chosen.append(candidate.pair)
    return Choice(
      pair: candidate.pair, reason: reason, firstSide: candidate.firstSide,
      isLearned: isLearned && [.uncertain, .disagreement, .easy].contains(reason))
  }

  /// How often a batch may ask about one target, and how alike two of its pairs may be at both ends.
  private static let mostOfTarget = 3
  private static let alike: Float = 0.95

  /// Whether a pair tells something that the batch has not asked already.
  private func isDiverse(_ candidate: Candidate) -> Bool {
    let pair = candidate.pair
    guard chosen.count(where: { $0.a == pair.a }) < Self.mostOfTarget else { return false }
    return chosen.allSatisfy { asked in
      guard asked.b != pair.b, asked.b != pair.a, asked.a != pair.b else { return false }
      return ground.cosine(asked.a, pair.a) < Self.alike
        || ground.cosine(asked.b, pair.b) < Self.alike
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
