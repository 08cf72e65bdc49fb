internal import NeiroCore

/// What is known when a question is chosen.
struct AskingView: Sendable {
  let ground: AskingGround
  /// Targets drawn for this batch.
  let anchors: [Anchor]
  /// Oldest first, later answers to a pair among them.
  let answers: [AnsweredPair]
  /// What this batch has asked so far.
  let chosen: [RowPair]
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

  /// Pairs by how surely the committee holds them similar; as they came where there is none.
  func mostSimilar(_ pairs: [RowPair]) -> [RowPair] {
    guard let committee else { return pairs }
    let beliefs = committee.beliefs(of: pairs)
    return pairs.indices.sorted { (beliefs[$0].mean, $1) > (beliefs[$1].mean, $0) }
      .map { pairs[$0] }
  }
}

/// A target with the library as it is ranked for it before any head.
struct Anchor: Hashable, Sendable {
  let target: Int
  /// Rows of the library, the most similar first, without the target and its near-duplicates.
  let ranking: [Int]

  init(_ target: Int, in ground: AskingGround, longest: Int) {
    let similarities = ground.similarities(target)
    let library = ground.library
    let best = library.indices.sorted { (similarities[$0], $1) > (similarities[$1], $0) }
      .lazy.map { library[$0] }
      .filter {
        $0 != target && ground.cosine(target, $0) < ClipGroups.nearDuplicateCosine
      }
    self.target = target
    ranking = Array(best.prefix(longest))
  }
}
