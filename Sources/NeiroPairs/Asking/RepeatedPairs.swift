internal import NeiroCore

/// Pairs that were answered once, some time ago, with the other clip first: how steady the person is,
/// and whether the side matters.
struct RepeatedPairs: PairStrategy {
  let reason = QuestionReason.repeat

  /// Answers that the person may still have in mind.
  private static let fresh = 15

  func candidates(_ view: AskingView, _ generator: inout SeededGenerator) -> [Candidate] {
    let times = Dictionary(view.answers.map { (UnorderedRows($0.pair), 1) }, uniquingKeysWith: +)
    let once = view.answers.dropLast(Self.fresh).filter {
      $0.label != .unsure && $0.reason != .test && times[UnorderedRows($0.pair)] == 1
    }
    return generator.shuffle(Array(once)).map { answer in
      Candidate(answer.pair, firstSide: answer.firstSide.map { $0 == .a ? .b : .a })
    }
  }
}
