public import NeiroCore

/// `manifest.json` of a checkpoint: all that is known of a head beside its weights.
///
/// It holds no time of day, so that the same seed, labels and cache give the same bytes.
public struct CheckpointManifest: Hashable, Codable, Sendable {
  /// The version that this code writes, and the newest it reads.
  public static let currentFormat = 3

  public var format = currentFormat
  public let name: String
  /// `personal`, as against `base`.
  public var head = "personal"
  public let kind: HeadKind
  public let encoder: EncoderIdentity
  /// What the head stands on; nil where it takes the encoder's own embeddings.
  public let base: BaseReference?
  public let shape: HeadShape
  /// The head's share of the score (1 − α)·before + α·head for a query of this role, where before is
  /// adapted or, without a base, raw; 0 where the gate said to keep that.
  public func alpha(_ role: RetrievalRole) -> Double { gate.alphas[role] }
  public let gate: GateVerdict
  public let recipe: TrainingRecipe
  public let labels: LabelCounts
  /// Whose answers were asked for; nil in heads of before there were tastes.
  public let labelSelection: LabelSelection?
  /// A hash of the labels that were used.
  public let labelsHash: String
  /// Clips in the labels of the training; results on them say nothing of new sounds.
  public let trainedClips: [ClipID]
  /// Clips that the training never saw, for evaluation.
  public let heldOutClips: [ClipID]
  /// The labelled pairs, each scored by a head that saw neither of its new clips.
  public let outOfFold: [OutOfFoldScore]
  /// Turns a score into the probability that this person would call two clips similar.
  public let calibration: Calibration?
  /// What selected this head.
  public var primaryMetric = "ranks of similar partners out of fold"
  /// What loading this checkpoint does not bring back.
  public var notRestored = "optimizer state"

  public init(
    name: String, kind: HeadKind, encoder: EncoderIdentity, base: BaseReference?,
    head: ProjectionHead, gate: GateVerdict, recipe: TrainingRecipe, labels: LabelCounts,
    labelSelection: LabelSelection? = nil, labelsHash: String, trainedClips: [ClipID],
    heldOutClips: [ClipID],
    outOfFold: [OutOfFoldScore] = [], calibration: Calibration? = nil
  ) {
    self.name = name
    self.kind = kind
    self.encoder = encoder
    self.base = base
    shape = HeadShape(head)
    self.gate = gate
    self.recipe = recipe
    self.labels = labels
    self.labelSelection = labelSelection
    self.labelsHash = labelsHash
    self.trainedClips = trainedClips
    self.heldOutClips = heldOutClips
    self.outOfFold = outOfFold
    self.calibration = calibration
  }
}
