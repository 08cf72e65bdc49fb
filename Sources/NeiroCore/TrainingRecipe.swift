/// Every choice that a training depends on, beside its labels and embeddings.
///
/// The files in `Training/recipes/` write them out; the defaults here are those of `residual.yaml`.
public struct TrainingRecipe: Hashable, Recipe {
  /// The seed of every random draw.
  public var seed: UInt64 = 1
  /// r of the residual head; nil takes it from the number of labels.
  public var rank: Int?
  /// s of the residual head.
  public var scale = 1.0
  /// Optimizer steps, each over all pairs.
  public var steps = 200
  /// Adam's learning rate.
  public var learningRate = 0.002
  /// Decay towards the identity, on U and V.
  public var weightDecay = 0.01
  /// τ of InfoNCE.
  public var temperature = 0.1
  /// Weight of the pair-level loss: labelled similar pairs against labelled dissimilar pairs.
  public var pairWeight = 0.3
  /// Weight of the anchor-level loss: a positive against its anchor's own negatives.
  public var anchorWeight = 1.0
  /// Library clips drawn anew at each step as masked negatives of every anchor.
  public var libraryNegatives = 256
  /// Weight of the structure-keeping term over unlabelled library clips.
  public var structureWeight = 1.0
  /// The head's share of the blended score: the largest of these that passes the gate.
  public var alphas = [0.5]
  /// Folds of the cross-validation, by clip.
  public var folds = 5
  /// How often the cross-validation is repeated with other folds: a single one is noisy.
  public var repeats = 3
  /// The share of the labels' clip groups kept out of training, for `neiro evaluate`.
  public var heldOutShare = 0.2
  /// The confidence of the interval in which the head must beat raw out of fold to be used.
  public var gateConfidence = 0.9

  public init() {}
}

extension TrainingRecipe {
  /// What is wrong with a value, as a sentence; nil if nothing is.
  public var problem: String? {
    let rules: [(Bool, String)] = [
      (rank.map { (1...1024).contains($0) } ?? true, "rank must be 1 to 1024"),
      (scale > 0 && scale.isFinite, "scale must be above 0"),
      ((1...100_000).contains(steps), "steps must be 1 to 100000"),
      (learningRate > 0 && learningRate <= 1, "learningRate must be above 0 and at most 1"),
      (weightDecay >= 0 && weightDecay <= 1, "weightDecay must be 0 to 1"),
      (temperature > 0 && temperature <= 10, "temperature must be above 0 and at most 10"),
      (pairWeight >= 0 && pairWeight.isFinite, "pairWeight must not be negative"),
      (anchorWeight >= 0 && anchorWeight.isFinite, "anchorWeight must not be negative"),
      (pairWeight + anchorWeight > 0, "pairWeight and anchorWeight must not both be 0"),
      ((0...100_000).contains(libraryNegatives), "libraryNegatives must be 0 to 100000"),
      (structureWeight >= 0 && structureWeight.isFinite, "structureWeight must not be negative"),
      (
        !alphas.isEmpty && alphas.allSatisfy { $0 > 0 && $0 <= 1 }
          && alphas == alphas.sorted(by: >),
        "alphas must be a list of numbers above 0 and at most 1, the largest first"
      ),
      ((2...20).contains(folds), "folds must be 2 to 20"),
      ((1...20).contains(repeats), "repeats must be 1 to 20"),
      ((0...0.9).contains(heldOutShare), "heldOutShare must be 0 to 0.9"),
      ((0.6..<1).contains(gateConfidence), "gateConfidence must be 0.6 to 1, 1 left out"),
    ]
    return rules.first { !$0.0 }?.1
  }

  /// The keys that a recipe file may hold.
  public static let keys = CodingKeys.allCases.map(\.stringValue)

  private enum CodingKeys: String, CodingKey, CaseIterable {
    case seed, rank, scale, steps, learningRate, weightDecay, temperature, pairWeight, anchorWeight
    case libraryNegatives, structureWeight, alphas, folds, repeats, heldOutShare, gateConfidence
  }

  /// A file need only hold what differs from the defaults.
  public init(from decoder: any Decoder) throws {
    let file = try decoder.container(keyedBy: CodingKeys.self)
    self.init()
    try file.read(.seed, into: &seed)
    rank = try file.decodeIfPresent(Int.self, forKey: .rank)
    try file.read(.scale, into: &scale)
    try file.read(.steps, into: &steps)
    try file.read(.learningRate, into: &learningRate)
    try file.read(.weightDecay, into: &weightDecay)
    try file.read(.temperature, into: &temperature)
    try file.read(.pairWeight, into: &pairWeight)
    try file.read(.anchorWeight, into: &anchorWeight)
    try file.read(.libraryNegatives, into: &libraryNegatives)
    try file.read(.structureWeight, into: &structureWeight)
    try file.read(.alphas, into: &alphas)
    try file.read(.folds, into: &folds)
    try file.read(.repeats, into: &repeats)
    try file.read(.heldOutShare, into: &heldOutShare)
    try file.read(.gateConfidence, into: &gateConfidence)
  }
}

extension TrainingRecipe {
  /// r: the recipe's own, or one that `count` labels can fill.
  public func rank(forLabels count: Int) -> Int {
    rank ?? min(max(count / 10, 4), 32)
  }
}
