public import NeiroCore

/// `manifest.json` of a checkpoint: all that is known of a head beside its weights.
///
/// It holds no time of day, so that the same seed, labels and cache give the same bytes.
public struct CheckpointManifest: Hashable, Codable, Sendable {
  /// The version that this code writes, and the newest it reads.
  public static let currentFormat = 2

  public var format = currentFormat
  public let name: String
  /// The kind of head: `residual`, z = normalize(x + s·V(Uᵀx)), with x the base's projection.
  public var head = "residual"
  public let encoder: EncoderIdentity
  /// What the head stands on; nil where x is the encoder's own embedding.
  public let base: BaseReference?
  public let dimension: Int
  public let rank: Int
  public let scale: Float
  /// The head's share of the score (1 − α)·before + α·head, where before is adapted or, without a
  /// base, raw; 0 where the gate said to keep that.
  public var alpha: Double { gate.alpha }
  public let gate: GateVerdict
  public let recipe: TrainingRecipe
  public let labels: LabelCounts
  /// A hash of the labels that were used.
  public let labelsHash: String
  /// Clips in the labels of the training; results on them say nothing of new sounds.
  public let trainedClips: [ClipID]
  /// Clips that the training never saw, for evaluation.
  public let heldOutClips: [ClipID]
  /// What selected this head.
  public var primaryMetric = "topTenGain of held-out similar pairs"
  /// What loading this checkpoint does not bring back.
  public var notRestored = "optimizer state"

  public init(
    name: String, encoder: EncoderIdentity, base: BaseReference?, head: ProjectionHead,
    gate: GateVerdict, recipe: TrainingRecipe, labels: LabelCounts, labelsHash: String,
    trainedClips: [ClipID],
    heldOutClips: [ClipID]
  ) {
    self.name = name
    self.encoder = encoder
    self.base = base
    dimension = head.dimension
    rank = head.rank
    scale = head.scale
    self.gate = gate
    self.recipe = recipe
    self.labels = labels
    self.labelsHash = labelsHash
    self.trainedClips = trainedClips
    self.heldOutClips = heldOutClips
  }
}
