public import NeiroCore

/// The clips that questions are made of.
public struct AskingGround: Sendable {
  /// x of every clip: N × D, rows of unit length.
  public let embeddings: EmbeddingMatrix
  /// The rows that search ranks.
  public let library: [Int]
  /// The rows that one searches with: loops, or else the library's own.
  public let targets: [Int]
  /// How alike a target and every row of `library` are before any head, in that order.
  public let similarities: @Sendable (_ target: Int) -> [Float]

  public init(
    embeddings: EmbeddingMatrix, library: [Int], targets: [Int],
    similarities: @escaping @Sendable (_ target: Int) -> [Float]
  ) {
    self.embeddings = embeddings
    self.library = library
    self.targets = targets
    self.similarities = similarities
  }

  func cosine(_ a: Int, _ b: Int) -> Float {
    embeddings.withRow(a) { a in embeddings.withRow(b) { UnitVector.dot(a, $0) } }
  }
}

/// An answer, brought to the rows of an embedding matrix.
public struct AnsweredPair: Hashable, Sendable {
  public let pair: RowPair
  public let label: PairLabel
  /// nil for answers that nobody chose to ask about.
  public let reason: QuestionReason?
  /// The clip of the pair that was heard first, if that is known.
  public let firstSide: AnswerDetails.Side?

  public init(
    _ pair: RowPair, _ label: PairLabel, reason: QuestionReason? = nil,
    firstSide: AnswerDetails.Side? = nil
  ) {
    self.pair = pair
    self.label = label
    self.reason = reason
    self.firstSide = firstSide
  }

  /// - Returns: nil if a clip of the answer has no row.
  public init?(_ answer: LabelledPair, row: (ClipID) -> Int?) {
    guard let a = row(answer.a), let b = row(answer.b) else { return nil }
    self.init(
      RowPair(a, b), answer.label,
      reason: answer.details.reason.flatMap(QuestionReason.init(rawValue:)),
      firstSide: answer.details.firstSide)
  }
}

/// A pair without its order.
struct UnorderedRows: Hashable, Sendable {
  let low: Int
  let high: Int

  init(_ pair: RowPair) {
    (low, high) = (min(pair.a, pair.b), max(pair.a, pair.b))
  }
}
