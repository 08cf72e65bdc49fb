internal import NeiroCore

/// Before anything is learnt: a target, and what stands at the first, fifth, fiftieth and
/// five-hundredth place of its ranking, so that the first answers find where similar ends.
struct StartingPairs: PairStrategy {
  let reason = QuestionReason.start

  private static let places = [1, 5, 50, 500]

  func candidates(_ view: AskingView, _ generator: inout SeededGenerator) -> [Candidate] {
    generator.shuffle(
      view.anchors.flatMap { anchor in
        Set(Self.places.map { min($0, anchor.ranking.count) }).sorted().compactMap { place in
          anchor.ranking.indices.contains(place - 1)
            ? RowPair(anchor.target, anchor.ranking[place - 1]) : nil
        }
      }.filter(view.isOpen)
    ).map { Candidate($0) }
  }
}
