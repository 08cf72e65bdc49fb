internal import NeiroCore

/// Pairs that may well be similar and may well not, the ones first that the committee is most divided
/// about.
struct UncertainPairs: PairStrategy {
  let reason = QuestionReason.uncertain

  /// What counts as undecided.
  private static let undecided: ClosedRange<Float> = 0.3...0.7
  /// How many pairs of an anchor and one of its nearest are looked at, and how many of any two clips.
  private static let near = (pairs: 300, top: 50)
  private static let any = 100

  func candidates(_ view: AskingView, _ generator: inout SeededGenerator) -> [Candidate] {
    guard let committee = view.committee else { return [] }
    let each = Self.near.pairs / max(1, view.anchors.count)
    var pool = view.anchors.flatMap { anchor in
      generator.shuffle(Array(anchor.ranking.prefix(Self.near.top))).prefix(each)
        .map { RowPair(anchor.target, $0) }
    }
    pool += view.ground.drawn(Self.any, &generator)
    pool = pool.filter(view.isOpen)
    let beliefs = committee.beliefs(of: pool)
    let undecided = beliefs.map { Self.undecided.contains($0.mean) }
    return pool.indices.sorted { a, b in
      if undecided[a] != undecided[b] { return undecided[a] }
      let (first, second) =
        undecided[a]
        ? (beliefs[a].spread, beliefs[b].spread)
        : (-abs(beliefs[a].mean - 0.5), -abs(beliefs[b].mean - 0.5))
      return (first, b) > (second, a)
    }.map { Candidate(pool[$0]) }
  }
}
