/// Every choice that a training depends on, beside its labels and embeddings.
///
/// The files in `Training/recipes/` write them out; the defaults here are those of `personal.yaml`.
public struct TrainingRecipe: Hashable, Recipe {
  /// The seed of every random draw.
  public var seed: UInt64 = 1
  /// The kinds of head that are tried; the gate chooses by what it never trained on.
  public var heads: [HeadKind] = [.memory, .residual]
  public var objective = TrainingObjective.ranking
  /// τ of the objective.
  public var temperature = 0.1
  /// Optimizer steps, each over all pairs.
  public var steps = 40
  /// Adam's learning rate of what is learnt for single clips, and of weights.
  public var learningRate = 0.003
  /// Likewise of linear changes.
  public var linearRate = 0.0015
  /// Decay towards the identity: the weight of the mean squared change.
  public var decay = 0.01
  /// λ of within-class whitening, and of that which a memory starts from.
  public var shrinkage = 0.8
  public var memoryShrinkage = 0.95
  /// The most directions that a head moves, and the most clips that it remembers.
  public var directions = 128
  public var keys = 128
  /// β of the memory.
  public var attention = 0.07
  /// r of the residual head, and its learning rate.
  public var rank = 16
  public var residualRate = 0.005
  /// Library clips drawn at each step of the memory's training as negatives of anchors, masked.
  public var libraryNegatives = 400
  /// Weight of the structure-keeping term over unlabelled library clips.
  public var structureWeight = 0.3
  /// Weight of pairs that two labels imply, beside 1 for a label.
  public var impliedWeight = 0.0
  /// The head's share of the blended score: those that are tried.
  public var alphas = [0.75, 0.5]
  /// Folds of the cross-validation, by clip.
  public var folds = 5
  /// How often the cross-validation is repeated with other folds.
  public var repeats = 1
  /// The share of the labels' clip groups kept out of training for `neiro evaluate`; with 0, that
  /// scores each label by the head of the fold that left it out.
  public var heldOutShare = 0.0
  /// z from which a head is used: how surely it explains answers that it never saw.
  public var gateScore = 2.0
  /// The confidence of the intervals of gains; that of loops has to lie above zero.
  public var gateConfidence = 0.9
  /// Whether some of the answers are trained on alone, to tell what more would bring.
  public var learningCurve = true

  public init() {}
}

extension TrainingRecipe {
  /// What is wrong with a value, as a sentence; nil if nothing is.
  public var problem: String? {
    let rules: [(Bool, String)] = [
      (!heads.isEmpty && Set(heads).count == heads.count, "heads must be a list, each kind once"),
      ((1...1024).contains(rank), "rank must be 1 to 1024"),
      (residualRate > 0 && residualRate <= 1, "residualRate must be above 0 and at most 1"),
      ((1...100_000).contains(steps), "steps must be 1 to 100000"),
      (learningRate > 0 && learningRate <= 1, "learningRate must be above 0 and at most 1"),
      (linearRate > 0 && linearRate <= 1, "linearRate must be above 0 and at most 1"),
      (decay >= 0 && decay <= 100, "decay must be 0 to 100"),
      (shrinkage > 0 && shrinkage <= 1, "shrinkage must be above 0 and at most 1"),
      (
        memoryShrinkage > 0 && memoryShrinkage <= 1,
        "memoryShrinkage must be above 0 and at most 1"
      ),
      ((1...1024).contains(directions), "directions must be 1 to 1024"),
      ((1...4096).contains(keys), "keys must be 1 to 4096"),
      (attention > 0 && attention <= 10, "attention must be above 0 and at most 10"),
      (temperature > 0 && temperature <= 10, "temperature must be above 0 and at most 10"),
      ((0...100_000).contains(libraryNegatives), "libraryNegatives must be 0 to 100000"),
      (structureWeight >= 0 && structureWeight.isFinite, "structureWeight must not be negative"),
      ((0...1).contains(impliedWeight), "impliedWeight must be 0 to 1"),
      (
        !alphas.isEmpty && alphas.allSatisfy { $0 > 0 && $0 <= 1 }
          && alphas == alphas.sorted(by: >),
        "alphas must be a list of numbers above 0 and at most 1, the largest first"
      ),
      ((2...20).contains(folds), "folds must be 2 to 20"),
      ((1...20).contains(repeats), "repeats must be 1 to 20"),
      ((0...0.9).contains(heldOutShare), "heldOutShare must be 0 to 0.9"),
      ((0...100).contains(gateScore), "gateScore must be 0 to 100"),
      ((0.6..<1).contains(gateConfidence), "gateConfidence must be 0.6 to 1, 1 left out"),
    ]
    return rules.first { !$0.0 }?.1
  }

  /// The keys that a recipe file may hold.
  public static let keys = CodingKeys.allCases.map(\.stringValue)

  private enum CodingKeys: String, CodingKey, CaseIterable {
    case seed, heads, objective, temperature, steps, learningRate, linearRate, decay, shrinkage
    case memoryShrinkage
    case directions, keys, attention, rank, residualRate, libraryNegatives, structureWeight
    case impliedWeight, alphas, folds, repeats, heldOutShare, gateScore, gateConfidence
    case learningCurve
  }

  /// A file need only hold what differs from the defaults.
  public init(from decoder: any Decoder) throws {
    let file = try decoder.container(keyedBy: CodingKeys.self)
    self.init()
    try file.read(.seed, into: &seed)
    try file.read(.heads, into: &heads)
    try file.read(.objective, into: &objective)
    try file.read(.temperature, into: &temperature)
    try file.read(.steps, into: &steps)
    try file.read(.learningRate, into: &learningRate)
    try file.read(.linearRate, into: &linearRate)
    try file.read(.decay, into: &decay)
    try file.read(.shrinkage, into: &shrinkage)
    try file.read(.memoryShrinkage, into: &memoryShrinkage)
    try file.read(.directions, into: &directions)
    try file.read(.keys, into: &keys)
    try file.read(.attention, into: &attention)
    try file.read(.rank, into: &rank)
    try file.read(.residualRate, into: &residualRate)
    try file.read(.libraryNegatives, into: &libraryNegatives)
    try file.read(.structureWeight, into: &structureWeight)
    try file.read(.impliedWeight, into: &impliedWeight)
    try file.read(.alphas, into: &alphas)
    try file.read(.folds, into: &folds)
    try file.read(.repeats, into: &repeats)
    try file.read(.heldOutShare, into: &heldOutShare)
    try file.read(.gateScore, into: &gateScore)
    try file.read(.gateConfidence, into: &gateConfidence)
    try file.read(.learningCurve, into: &learningCurve)
  }
}
