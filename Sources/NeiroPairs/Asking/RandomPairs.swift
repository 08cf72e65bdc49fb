internal import NeiroCore

/// A target and a clip, each as likely as any other.
struct RandomPairs: PairStrategy {
  let reason: QuestionReason

  /// How many to draw: a few, as what is drawn first may be closed.
  private static let draws = 20

  func candidates(_ view: AskingView, _ generator: inout SeededGenerator) -> [Candidate] {
    view.ground.drawn(Self.draws, &generator).filter(view.isOpen).map { Candidate($0) }
  }
}

extension AskingGround {
  /// Pairs of a target and a clip, each as likely as any other.
  func drawn(_ count: Int, _ generator: inout SeededGenerator) -> [RowPair] {
    guard !targets.isEmpty, !library.isEmpty else { return [] }
    return (0..<count).map { _ in
      RowPair(
        targets[generator.index(below: targets.count)],
        library[generator.index(below: library.count)])
    }
  }
}
