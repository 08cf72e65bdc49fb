internal import NeiroCore

/// A target unlike all that was asked about, and what is nearest to it: while similar pairs are rare, the
/// surest way to some from all over the library.
///
/// *Source*: farthest-first traversal, Gonzalez, "Clustering to minimize the maximum intercluster
/// distance", 1985, <https://doi.org/10.1016/0304-3975(85)90224-5>; for active learning Sener and
/// Savarese, "A core-set approach", 2018, <https://arxiv.org/abs/1708.00489>.
struct CoveringPairs: PairStrategy {
  let reason = QuestionReason.coverage

  /// Of a large library, as many targets are looked at.
  private static let lookedAt = 200
  /// How many of those are then compared with presets.
  private static let wanted = 3
  /// What counts as near a target.
  private static let top = 10

  func candidates(_ view: AskingView, _ generator: inout SeededGenerator) -> [Candidate] {
    let asked = Set(
      view.answers.flatMap { [$0.pair.a, $0.pair.b] } + view.chosen.flatMap { [$0.a, $0.b] }
    ).sorted()
    let pool = Array(generator.shuffle(view.ground.targets).prefix(Self.lookedAt))
    let nearness = Parallel.map(pool) { target in
      asked.map { view.ground.cosine(target, $0) }.max() ?? 0
    }
    let farthest = pool.indices.sorted { (nearness[$0], $0) < (nearness[$1], $1) }
    return farthest.prefix(Self.wanted).compactMap { index in
      let anchor = Anchor(pool[index], in: view.ground, longest: 4 * Self.top)
      let pairs = anchor.ranking.map { RowPair(anchor.target, $0) }.filter(view.isOpen)
      return view.mostSimilar(Array(pairs.prefix(Self.top))).first
    }.map { Candidate($0) }
  }
}
