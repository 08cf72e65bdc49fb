internal import NeiroCore

/// Pairs that may well be similar and may well not, the ones first that the committee is most divided
/// about.
struct UncertainPairs: PairStrategy {
  let reason = QuestionReason.uncertain

  /// What counts as undecided.
  private static let undecided: ClosedRange<Float> = 0.3...0.7
  /// Each anchor's nearest clips, and as many of those behind them.
  private static let near = 40
  private static let reach = 500

  func candidates(_ view: AskingView, _ generator: inout SeededGenerator) -> [Candidate] {
    guard let committee = view.committee else { return [] }
    let pool = view.anchors.flatMap { anchor in
      let behind = anchor.ranking.prefix(Self.reach).dropFirst(Self.near)
      let rows =
        anchor.ranking.prefix(Self.near) + generator.shuffle(Array(behind)).prefix(Self.near)
      return rows.map { RowPair(anchor.target, $0) }.filter(view.isOpen)
    }
    let beliefs = committee.beliefs(of: pool)
    func isUndecided(_ index: Int) -> Bool { Self.undecided.contains(beliefs[index].mean) }
    return pool.indices.sorted { a, b in
      if isUndecided(a) != isUndecided(b) { return isUndecided(a) }
      let (first, second) =
        isUndecided(a)
        ? (beliefs[a].spread, beliefs[b].spread)
        : (-abs(beliefs[a].mean - 0.5), -abs(beliefs[b].mean - 0.5))
      return (first, b) > (second, a)
    }.map { Candidate(pool[$0]) }
  }
}
