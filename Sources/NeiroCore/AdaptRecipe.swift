/// Every choice that adapting depends on, beside the library's sounds.
///
/// `Training/recipes/adapt.yaml` writes them out; the defaults here are its own.
public struct AdaptRecipe: Hashable, Recipe {
  /// The seed of every random draw.
  public var seed: UInt64 = 1
  /// How many presets are played; of a larger library, a sample.
  public var presets = 1600
  /// Phrases that each of them plays for the training; nil takes as many as make 6,400 in all, from
  /// 4 to 8.
  public var phrases: Int?
  /// How likely a phrase has reverb, a tilted spectrum, drums or a second preset underneath.
  public var reverb = 0.5
  public var tilt = 0.5
  public var drums = 0.5
  public var under = 0.2
  /// λ of the whitening: the share of an even spread in the scatter that is whitened.
  public var shrinkage = 0.2
  /// Optimizer steps.
  public var steps = 800
  /// Presets in a batch.
  public var batchSize = 256
  /// Adam's learning rate.
  public var learningRate = 0.0005
  /// τ of InfoNCE.
  public var temperature = 0.1
  /// Weight of the structure-keeping term over presets.
  public var structureWeight = 3.0
  /// How far to go from the whitening to the trained maps: a mean of the two in weight space.
  public var trainedShare = 0.5
  /// The map's share of the score of a loop and a preset: the largest of these that passes.
  public var loopAlphas = [1.0, 0.5]
  /// The map's share of the score of two presets: the largest of these that passes.
  public var oneShotAlphas = [0.5, 0.25]
  /// The share of presets kept out of a trial training, for the gate.
  public var heldOutShare = 0.2
  /// The confidence of the interval in which the map must beat raw to be used.
  public var gateConfidence = 0.9

  public init() {}
}

extension AdaptRecipe {
  /// What is wrong with a value, as a sentence; nil if nothing is.
  public var problem: String? {
    func isShare(_ value: Double) -> Bool { (0...1).contains(value) }
    func areAlphas(_ values: [Double]) -> Bool {
      !values.isEmpty && values.allSatisfy { $0 > 0 && $0 <= 1 } && values == values.sorted(by: >)
    }
    let rules: [(Bool, String)] = [
      ((50...1_000_000).contains(presets), "presets must be 50 to 1000000"),
      (phrases.map { (1...100).contains($0) } ?? true, "phrases must be 1 to 100"),
      (
        [reverb, tilt, drums, under].allSatisfy(isShare),
        "reverb, tilt, drums and under must be 0 to 1"
      ),
      (shrinkage > 0 && shrinkage <= 1, "shrinkage must be above 0 and at most 1"),
      ((0...100_000).contains(steps), "steps must be 0 to 100000"),
      ((2...10_000).contains(batchSize), "batchSize must be 2 to 10000"),
      (learningRate > 0 && learningRate <= 1, "learningRate must be above 0 and at most 1"),
      (temperature > 0 && temperature <= 10, "temperature must be above 0 and at most 10"),
      (structureWeight >= 0 && structureWeight.isFinite, "structureWeight must not be negative"),
      (isShare(trainedShare), "trainedShare must be 0 to 1"),
      (
        areAlphas(loopAlphas) && areAlphas(oneShotAlphas),
        "loopAlphas and oneShotAlphas must be lists of numbers above 0 and at most 1, the largest "
          + "first"
      ),
      ((0.05...0.5).contains(heldOutShare), "heldOutShare must be 0.05 to 0.5"),
      ((0.6..<1).contains(gateConfidence), "gateConfidence must be 0.6 to 1, 1 left out"),
    ]
    return rules.first { !$0.0 }?.1
  }

  /// The keys that a recipe file may hold.
  public static let keys = CodingKeys.allCases.map(\.stringValue)

  private enum CodingKeys: String, CodingKey, CaseIterable {
    case seed, presets, phrases, reverb, tilt, drums, under, shrinkage, steps, batchSize
    case learningRate, temperature, structureWeight, trainedShare, loopAlphas
    case oneShotAlphas, heldOutShare, gateConfidence
  }

  /// A file need only hold what differs from the defaults.
  public init(from decoder: any Decoder) throws {
    let file = try decoder.container(keyedBy: CodingKeys.self)
    self.init()
    try file.read(.seed, into: &seed)
    try file.read(.presets, into: &presets)
    phrases = try file.decodeIfPresent(Int.self, forKey: .phrases)
    try file.read(.reverb, into: &reverb)
    try file.read(.tilt, into: &tilt)
    try file.read(.drums, into: &drums)
    try file.read(.under, into: &under)
    try file.read(.shrinkage, into: &shrinkage)
    try file.read(.steps, into: &steps)
    try file.read(.batchSize, into: &batchSize)
    try file.read(.learningRate, into: &learningRate)
    try file.read(.temperature, into: &temperature)
    try file.read(.structureWeight, into: &structureWeight)
    try file.read(.trainedShare, into: &trainedShare)
    try file.read(.loopAlphas, into: &loopAlphas)
    try file.read(.oneShotAlphas, into: &oneShotAlphas)
    try file.read(.heldOutShare, into: &heldOutShare)
    try file.read(.gateConfidence, into: &gateConfidence)
  }
}

extension AdaptRecipe {
  /// Phrases that each of `presets` plays: the recipe's own number, or one by how few they are.
  public func phrases(forPresets presets: Int) -> Int {
    phrases ?? min(max(6400 / max(presets, 1), 4), 8)
  }
}
