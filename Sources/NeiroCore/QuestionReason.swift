/// Why a pair was asked about, as answers keep it in ``AnswerDetails/reason``.
public enum QuestionReason: String, Codable, CaseIterable, Sendable {
  /// A sound unlike all that was asked about, and what is nearest to it.
  case coverage
  /// The heads of the folds don't agree about it.
  case uncertain
  /// Far up for the encoder and not for the head, or the other way round.
  case disagreement
  /// Between two groups of sounds that nobody has compared.
  case bridge
  /// An old pair, the other clip first: how steady is the person?
  case `repeat`
  /// Nearly sure to be similar.
  case easy
  /// Drawn by chance and kept apart: what learns never sees it, what judges does.
  case test
  /// Drawn by chance, and learnt from: what other ways to ask are compared with.
  case random
  /// Said of a search's result.
  case search
}

extension LabelledPair {
  /// Whether the answer is for judging alone.
  public var isKeptForTest: Bool { details.reason == QuestionReason.test.rawValue }
}
