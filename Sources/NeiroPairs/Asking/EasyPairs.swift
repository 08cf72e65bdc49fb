internal import NeiroCore

/// A target and what is most surely similar to it: a rest for the person, and a similar pair for the
/// training, which are rare.
struct EasyPairs: PairStrategy {
  let reason = QuestionReason.easy

  private static let top = 5

  func candidates(_ view: AskingView, _ generator: inout SeededGenerator) -> [Candidate] {
    let pool = generator.shuffle(
      view.anchors.compactMap { anchor in
        anchor.ranking.prefix(Self.top).lazy.map { RowPair(anchor.target, $0) }
          .first(where: view.isOpen)
      })
    guard let committee = view.committee else { return pool.map { Candidate($0) } }
    let beliefs = committee.beliefs(of: pool)
    return pool.indices.sorted { (beliefs[$0].mean, $1) > (beliefs[$1].mean, $0) }
      .map { Candidate(pool[$0]) }
  }
}
