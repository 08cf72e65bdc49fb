internal import NeiroCore

/// Two clips of different groups of sounds that are next to each other and were never compared: so that
/// what is learnt holds together across the library.
struct BridgingPairs: PairStrategy {
  let reason = QuestionReason.bridge

  /// The neighbours of a group.
  private static let neighbours = 4

  func candidates(_ view: AskingView, _ generator: inout SeededGenerator) -> [Candidate] {
    let clusters = view.clusters
    var compared: [UnorderedRows: Int] = [:]
    for answer in view.answers {
      guard let a = clusters.cluster(of: answer.pair.a), let b = clusters.cluster(of: answer.pair.b)
      else { continue }
      compared[UnorderedRows(RowPair(a, b)), default: 0] += 1
    }
    let borders = clusters.borders(neighbours: Self.neighbours)
    let order = generator.shuffle(Array(borders.indices))
    return order.enumerated()
      .sorted {
        (compared[borders[$0.element], default: 0], $0.offset)
          < (compared[borders[$1.element], default: 0], $1.offset)
      }
      .compactMap { _, index in
        clusters.nearest(across: borders[index], in: view.ground).first(where: view.isOpen)
      }
      .map { Candidate($0) }
  }
}
