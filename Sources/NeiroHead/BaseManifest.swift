public import NeiroCore

/// `manifest.json` of a base: all that is known of it beside its weights.
///
/// It holds no time of day, so that the same seed and library give the same bytes.
public struct BaseManifest: Hashable, Codable, Sendable {
  public var format = CheckpointManifest.currentFormat
  public let name: String
  /// The kind of head: `base`, z = normalize((x − m)·W) with m and W of the clip's role.
  public var head = Self.kind
  public let encoder: EncoderIdentity
  public let verdict: BaseVerdict
  public let recipe: AdaptRecipe
  /// Presets in the library when it was adapted, and those of them that played.
  public let libraryPresets: Int
  public let playedPresets: Int
  /// What loading this checkpoint does not bring back.
  public var notRestored = "optimizer state"

  public init(
    name: String, encoder: EncoderIdentity, verdict: BaseVerdict, recipe: AdaptRecipe,
    libraryPresets: Int, playedPresets: Int
  ) {
    self.name = name
    self.encoder = encoder
    self.verdict = verdict
    self.recipe = recipe
    self.libraryPresets = libraryPresets
    self.playedPresets = playedPresets
  }

  /// The folder's name of an encoder's base, under `Checkpoints/`.
  public static func name(for encoder: EncoderIdentity) -> String { "\(namePrefix)\(encoder.name)" }

  /// What no personal head's name may begin with.
  public static let namePrefix = "base-"
  /// What a base's manifest calls its kind of head.
  static let kind = "base"

  /// Whether a library has outgrown what it learnt from itself: by half of what it was.
  public static func isOutgrown(learntFrom: Int, presets: Int) -> Bool {
    Double(presets) > 1.5 * Double(learntFrom)
  }
}

/// The base that a personal head stands on; its weights are in the head's own checkpoint.
public struct BaseReference: Hashable, Codable, Sendable {
  public let name: String
  /// ``BaseMap/fingerprint``
  public let fingerprint: String
  public let alphas: RoleAlphas

  public init(name: String, map: BaseMap) {
    self.name = name
    fingerprint = map.fingerprint
    alphas = map.alphas
  }
}
