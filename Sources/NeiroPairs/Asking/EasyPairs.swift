internal import NeiroCore

/// A target and one of the clips most surely similar to it: a rest for the person, and a similar pair for
/// the training, which are rare.
struct EasyPairs: PairStrategy {
  let reason = QuestionReason.easy

  /// How many targets are looked at, and how many of their ranking are put in the committee's order.
  private static let anchors = 3
  private static let ranked = 20
  private static let top = 5

  func candidates(_ view: AskingView, _ generator: inout SeededGenerator) -> [Candidate] {
    generator.shuffle(view.anchors).prefix(Self.anchors).compactMap { anchor in
      let ranked = view.mostSimilar(
        anchor.ranking.prefix(Self.ranked).map { RowPair(anchor.target, $0) })
      return generator.shuffle(Array(ranked.prefix(Self.top))).first(where: view.isOpen)
    }.map { Candidate($0) }
  }
}
