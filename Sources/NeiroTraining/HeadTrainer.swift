internal import NeiroCore
internal import NeiroHead
internal import NeiroPairs
internal import NeiroTorch

/// Trains one head on one set of pairs.
struct HeadTrainer {
  let input: HeadInput
  /// x of the rows that are loops: of presets that stand in for them.
  private let standIns: [Int: [Float]]
  private let raw: EmbeddingMatrix
  /// Rows that stand for the library: the source of masked negatives and of structure.
  private let library: [Int]
  /// Columns of x that one weight belongs to.
  private let blocks: [Range<Int>]
  private let recipe: TrainingRecipe

  init(
    _ ground: HeadMaterial, standIns: [Int: [Float]], encoder: EncoderIdentity,
    recipe: TrainingRecipe
  ) {
    input = ground.input
    self.standIns = standIns
    raw = ground.space.raw
    library = ground.library
    blocks = ground.input.blocks(of: encoder)
    self.recipe = recipe
  }

  /// What the head takes of a row.
  func input(of row: Int) -> [Float] { standIns[row] ?? input[row] }

  /// - Parameters:
  ///   - kind: What the head is made of.
  ///   - pairs: What to learn from; at least one similar and one dissimilar pair.
  ///   - stream: Tells this training's random draws from those of its siblings.
  ///   - onStep: Called after each step with the loss; a throw from it ends the training.
  /// - Returns: The trained head.
  /// - Throws: ``TorchError``, or what `onStep` throws.
  func train(
    _ kind: HeadKind, on pairs: TrainingPairs, stream: UInt64, onStep: (Double) throws -> Void
  ) throws -> ProjectionHead {
    guard kind != .identity else { return try exported(nil) }
    var generator = SeededGenerator(seed: recipe.seed &* 1_000_003 &+ stream)
    let sample = try TrainingSample(
      pairs, inputs: input(of:), raw: raw, library: library,
      poolSize: kind == .memory ? TrainingSample.poolSize : TrainingSample.structureSize,
      generator: &generator)
    let whitening =
      switch kind {
      case .whitening, .memory:
        try PairWhitening(
          left: sample.features.rows(sample.similar.left),
          right: sample.features.rows(sample.similar.right),
          shrinkage: kind == .memory ? recipe.memoryShrinkage : recipe.shrinkage)
      case .identity, .blocks, .diagonal, .residual, .linear: PairWhitening?.none
      }
    guard let model = try model(kind, sample, whitening, &generator) else {
      return try exported(whitening)
    }
    try optimize(model, sample, usesLibrary: kind == .memory, &generator, onStep)
    return try model.exported()
  }

  /// nil for what has nothing to learn by steps.
  private func model(
    _ kind: HeadKind, _ sample: TrainingSample, _ whitening: PairWhitening?,
    _ generator: inout SeededGenerator
  ) throws(TorchError) -> (any HeadModel)? {
    switch kind {
    case .identity, .whitening: nil
    case .blocks: try WholeModel(sample.features, blocks: blocks, recipe: recipe)
    case .diagonal:
      try WholeModel(
        sample.features, blocks: (0..<input.dimension).map { $0..<$0 + 1 }, recipe: recipe)
    case .residual:
      try WholeModel(sample.features, recipe: recipe, generator: &generator)
    case .linear, .memory:
      try SpanModel(
        sample, whitening: whitening, hasMemory: kind == .memory, recipe: recipe,
        generator: &generator)
    }
  }

  private func exported(_ whitening: PairWhitening?) throws(TorchError) -> ProjectionHead {
    ProjectionHead(
      residual: try whitening?.scaled.values ?? [], try whitening?.directions.values ?? [],
      dimension: input.dimension, rank: whitening?.rank ?? 0, scale: 1)
  }

  private func optimize(
    _ model: any HeadModel, _ sample: TrainingSample, usesLibrary: Bool,
    _ generator: inout SeededGenerator, _ onStep: (Double) throws -> Void
  ) throws {
    let optimizers = try model.parameters.map {
      try Adam([$0.tensor], learningRate: $0.learningRate, weightDecay: 0)
    }
    let objective = recipe.objective.objective(temperature: recipe.temperature)
    // What is kept is what the head starts from; the mean over an empty library would be no number.
    let hasLibrary = !sample.structure.isEmpty
    let start = try model.projected().cosines(within: sample.structure)
    let structure = try Tensor(start.values, shape: start.shape)
    for _ in 0..<recipe.steps {
      let projected = try model.projected()
      var dissimilar = sample.dissimilar
      if usesLibrary {
        let negatives = sample.drawNegatives(recipe.libraryNegatives, &generator)
        dissimilar.left += negatives.left
        dissimilar.right += negatives.right
      }
      let scored = try projected.cosines(of: dissimilar).transposed()
      var loss = try objective.loss(
        ScoredPairs(similar: projected.cosines(of: sample.similar), dissimilar: scored, mask: nil))
      if recipe.impliedWeight > 0, sample.implied.count > 0 {
        let implied = ScoredPairs(
          similar: try projected.cosines(of: sample.implied), dissimilar: scored, mask: nil)
        loss = try loss + objective.loss(implied) * recipe.impliedWeight
      }
      if recipe.structureWeight > 0, hasLibrary {
        let now = try projected.cosines(within: sample.structure)
        loss = try loss + (now - structure).squared().mean() * recipe.structureWeight
      }
      if recipe.decay > 0, hasLibrary, let change = try projected.change(of: sample.structure) {
        loss = try loss + change * recipe.decay
      }
      for optimizer in optimizers { try optimizer.zeroGradients() }
      try loss.backward()
      for optimizer in optimizers { try optimizer.step() }
      try onStep(Double(loss.scalar))
    }
  }
}

extension Tensor {
  /// Rows of an embedding matrix: [rows.count, D].
  convenience init(gathering rows: [Int], of embeddings: EmbeddingMatrix) throws(TorchError) {
    var values: [Float] = []
    values.reserveCapacity(rows.count * embeddings.dimension)
    for row in rows { embeddings.withRow(row) { values.append(contentsOf: $0) } }
    try self.init(values, shape: [rows.count, embeddings.dimension])
  }
}
