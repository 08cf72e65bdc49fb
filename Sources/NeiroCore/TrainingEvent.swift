/// What a training tells while it runs; the worker writes one as a line of JSON.
public enum TrainingEvent: Hashable, Codable, Sendable {
  /// The labels as they will be used.
  case prepared(LabelCounts)
  /// `completed` of `total` optimizer steps, over all folds and the final head, are done.
  case step(completed: Int, total: Int, loss: Double)
  /// A fold has been scored on the pairs it never saw.
  case fold(HeadKind, index: Int, of: Int, rankBefore: Double, headRank: Double)
  /// The gate has decided on a head.
  case gate(GateVerdict)
  /// What was found beside the verdict on a head.
  case findings(TrainingFindings)
  /// The gate has decided on a base.
  case base(BaseVerdict)
  /// The checkpoint is complete, on disk, under its name.
  case saved(checkpoint: String, run: String)
  /// The training ended without a checkpoint, for the reason given as a sentence.
  case failed(String)
}

/// How many labels a training found and what became of them.
public struct LabelCounts: Hashable, Codable, Sendable {
  public var similar = 0
  public var dissimilar = 0
  /// Answered "unsure": kept, never trained on.
  public var unsure = 0
  /// Pairs on which labellers disagree, left out.
  public var contradictory = 0
  /// Pairs of which a clip has no embedding, left out.
  public var withoutEmbedding = 0
  /// Pairs that touch a clip kept for evaluation.
  public var heldOut = 0
  /// Pairs that were drawn by chance to judge by, see ``QuestionReason/test``.
  public var test = 0

  public init() {}

  /// Reads counts of before there were pairs to judge by, too.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    similar = try values.decode(Int.self, forKey: .similar)
    dissimilar = try values.decode(Int.self, forKey: .dissimilar)
    unsure = try values.decode(Int.self, forKey: .unsure)
    contradictory = try values.decode(Int.self, forKey: .contradictory)
    withoutEmbedding = try values.decode(Int.self, forKey: .withoutEmbedding)
    heldOut = try values.decode(Int.self, forKey: .heldOut)
    test = try values.decodeIfPresent(Int.self, forKey: .test) ?? 0
  }
}
