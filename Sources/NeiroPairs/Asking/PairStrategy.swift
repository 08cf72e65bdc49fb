internal import NeiroCore

/// A way to choose the pair that an answer is worth most for.
protocol PairStrategy: Sendable {
  var reason: QuestionReason { get }

  /// - Parameters:
  ///   - view: What is known now.
  ///   - generator: For draws.
  /// - Returns: Pairs that may be asked, the best first; none where this way has nothing to ask now.
  func candidates(_ view: AskingView, _ generator: inout SeededGenerator) -> [Candidate]
}

/// A pair that may be asked about, the target first where it has one.
struct Candidate: Hashable, Sendable {
  let pair: RowPair
  /// The clip to be heard first; nil: by chance.
  var firstSide: AnswerDetails.Side?

  init(_ pair: RowPair, firstSide: AnswerDetails.Side? = nil) {
    self.pair = pair
    self.firstSide = firstSide
  }
}

/// What is known when a question is chosen.
struct AskingView: Sendable {
  let ground: AskingGround
  /// The targets that are asked about at present.
  let anchors: [Anchor]
  /// Oldest first, later answers to a pair among them.
  let answers: [AnsweredPair]
  /// Pairs that are answered, skipped or waiting for their answer.
  let closed: Set<UnorderedRows>
  /// Groups of sounds of the library.
  let clusters: LibraryClusters
  /// nil while there are too few answers.
  let committee: (any PairCommittee)?

  /// Whether a pair may be asked: two clips, not asked yet, and not the same sound twice.
  func isOpen(_ pair: RowPair) -> Bool {
    pair.a != pair.b && !closed.contains(UnorderedRows(pair))
      && ground.cosine(pair.a, pair.b) < ClipGroups.nearDuplicateCosine
  }
}

/// A target with the library as it is ranked for it before any head.
struct Anchor: Hashable, Sendable {
  let target: Int
  /// Rows of the library, the most similar first, without the target and its near-duplicates.
  let ranking: [Int]
}
