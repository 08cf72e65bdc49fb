internal import NeiroCore

/// A way to choose the pair that an answer is worth most for.
protocol PairStrategy: Sendable {
  var reason: QuestionReason { get }

  /// - Parameters:
  ///   - view: What is known now.
  ///   - generator: For draws.
  /// - Returns: Pairs that may be asked, the best first; none where this way has nothing to ask now.
  func candidates(_ view: AskingView, _ generator: inout SeededGenerator) -> [Candidate]
}

/// A pair that may be asked about, the target first where it has one.
struct Candidate: Hashable, Sendable {
  let pair: RowPair
  /// The clip to be heard first; nil: by chance.
  var firstSide: AnswerDetails.Side?

  init(_ pair: RowPair, firstSide: AnswerDetails.Side? = nil) {
    self.pair = pair
    self.firstSide = firstSide
  }
}
