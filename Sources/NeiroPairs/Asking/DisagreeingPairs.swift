internal import NeiroCore

/// A target and a clip near the top of its ranking that the heads would move farthest, up or down.
struct DisagreeingPairs: PairStrategy {
  let reason = QuestionReason.disagreement

  /// What counts as the top.
  private static let top = 50

  func candidates(_ view: AskingView, _ generator: inout SeededGenerator) -> [Candidate] {
    guard let committee = view.committee else { return [] }
    let moved = view.anchors.flatMap { anchor -> [(pair: RowPair, places: Int)] in
      let pairs = anchor.ranking.prefix(Self.top).map { RowPair(anchor.target, $0) }
      let beliefs = committee.beliefs(of: pairs)
      let reranked = pairs.indices.sorted { (beliefs[$0].mean, $1) > (beliefs[$1].mean, $0) }
      return reranked.enumerated().map { (pairs[$1], abs($0 - $1)) }
    }.filter { view.isOpen($0.pair) }
    return moved.indices
      .sorted { (moved[$0].places, $1) > (moved[$1].places, $0) }
      .map { Candidate(moved[$0].pair) }
  }
}
