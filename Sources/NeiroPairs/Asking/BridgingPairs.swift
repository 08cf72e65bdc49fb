internal import NeiroCore

/// Two clips of different groups of sounds that were compared least, the groups next to each other first:
/// so that what is learnt holds together across the library.
struct BridgingPairs: PairStrategy {
  let reason = QuestionReason.bridge

  /// How many pairs of groups are looked into.
  private static let borders = 4
  /// How many pairs across a border the committee chooses from.
  private static let nearest = 20

  func candidates(_ view: AskingView, _ generator: inout SeededGenerator) -> [Candidate] {
    let clusters = view.clusters
    var compared: [UnorderedRows: Int] = [:]
    for pair in view.answers.map(\.pair) + view.chosen {
      let (a, b) = (clusters.cluster(of: pair.a), clusters.cluster(of: pair.b))
      compared[UnorderedRows(RowPair(a, b)), default: 0] += 1
    }
    let borders = clusters.borders.enumerated().sorted {
      (compared[$0.element, default: 0], $0.offset)
        < (compared[$1.element, default: 0], $1.offset)
    }
    return borders.lazy
      .compactMap { _, border in
        let pairs = clusters.nearest(across: border).lazy.filter(view.isOpen)
        return view.mostSimilar(Array(pairs.prefix(Self.nearest))).first
      }
      .prefix(Self.borders).map { Candidate($0) }
  }
}
