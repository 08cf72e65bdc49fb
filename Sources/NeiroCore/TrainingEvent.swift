/// What a training tells while it runs; the worker writes one as a line of JSON.
public enum TrainingEvent: Hashable, Codable, Sendable {
  /// The labels as they will be used.
  case prepared(LabelCounts)
  /// `completed` of `total` optimizer steps, over all folds and the final head, are done.
  case step(completed: Int, total: Int, loss: Double)
  /// A fold has been scored on the pairs it never saw.
  case fold(index: Int, of: Int, rankBefore: Double, headRank: Double)
  /// The gate has decided on a head.
  case gate(GateVerdict)
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

  public init() {}
}

/// Whether the head may be used, and on what evidence.
///
/// For every labelled similar pair, left out of training with its whole clip group, the rank of one
/// clip in the whole library when the other is the query is compared: before
/// against blended.
public struct GateVerdict: Hashable, Codable, Sendable {
  public enum Decision: String, Codable, Sendable {
    case useHead = "use head"
    /// The ranking before the head is the better known one: the encoder's own.
    case keepRaw = "keep raw"
    /// Likewise, and that ranking is the adapted one.
    case keepAdapted = "keep adapted"
  }

  public let decision: Decision
  /// The head's share of the blended score; 0 where it isn't used.
  public let alpha: Double
  /// The mean gain over clip groups of 1 / log₂(1 + rank) in the top ten, 0 below.
  public let topTenGain: Difference
  /// The mean over clip groups of ln(rank before) − ln(blended rank).
  public let rankGain: Difference
  /// Independent clip groups that were scored.
  public let groups: Int
  /// Held-out ranks that got better, and worse.
  public let better: Int
  public let worse: Int

  public init(
    decision: Decision, alpha: Double, topTenGain: Difference, rankGain: Difference, groups: Int,
    better: Int,
    worse: Int
  ) {
    self.decision = decision
    self.alpha = alpha
    self.topTenGain = topTenGain
    self.rankGain = rankGain
    self.groups = groups
    self.better = better
    self.worse = worse
  }
}
