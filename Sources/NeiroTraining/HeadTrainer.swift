internal import NeiroCore
internal import NeiroHead
internal import NeiroPairs
internal import NeiroTorch

/// Trains one head on one set of pairs.
struct HeadTrainer {
  let embeddings: EmbeddingMatrix
  /// Rows that stand for the library: the source of masked negatives and of structure pairs.
  let library: [Int]
  let recipe: TrainingRecipe

  /// Pairs of library clips in the structure term, drawn anew at each step.
  private static let structurePairs = 512

  /// - Parameters:
  ///   - pairs: What to learn from; at least one similar and one dissimilar pair.
  ///   - rank: r of the head.
  ///   - stream: Tells this training's random draws from those of its siblings.
  ///   - onStep: Called after each step with the loss; a throw from it ends the training.
  /// - Returns: The trained head.
  /// - Throws: ``TorchError``, or what `onStep` throws.
  func train(
    on pairs: TrainingPairs, rank: Int, stream: UInt64, onStep: (Double) throws -> Void
  ) throws -> ProjectionHead {
    var generator = SeededGenerator(seed: recipe.seed &* 1_000_003 &+ stream)
    let head = try ResidualHead(
      dimension: embeddings.dimension, rank: rank, scale: recipe.scale, generator: &generator)
    let optimizer = try Adam(
      head.parameters, learningRate: recipe.learningRate, weightDecay: recipe.weightDecay)
    let labelled = try LabelledBatch(pairs, embeddings: embeddings)
    let touched = Set(pairs.rows)
    let untouched = library.filter { !touched.contains($0) }
    let structurePool = untouched.count >= 20 ? untouched : library

    for _ in 0..<recipe.steps {
      let projected = try head.project(labelled.embeddings)  // [L, D]
      var loss = try labelled.pairLoss(projected, recipe)
      if recipe.anchorWeight > 0 {
        let negatives = draw(recipe.libraryNegatives, from: library, &generator)
        let raw = try rows(negatives)  // [K, D]
        loss =
          try loss
          + labelled.anchorLoss(
            projected, negatives: negatives, raw: raw, projectedNegatives: head.project(raw), recipe
          )
      }
      if recipe.structureWeight > 0, structurePool.count >= 2 {
        let left = try rows(draw(Self.structurePairs, from: structurePool, &generator))
        let right = try rows(draw(Self.structurePairs, from: structurePool, &generator))
        let projections = try (left: head.project(left), right: head.project(right))
        loss =
          try loss
          + StructureLoss.loss(raw: (left, right), projected: projections) * recipe.structureWeight
      }
      try optimizer.zeroGradients()
      try loss.backward()
      try optimizer.step()
      try onStep(Double(loss.scalar))
    }
    return try head.exported()
  }

  /// `count` members of `pool`, each drawn without regard to the others.
  private func draw(
    _ count: Int, from pool: [Int], _ generator: inout SeededGenerator
  ) -> [Int] {
    pool.isEmpty ? [] : (0..<count).map { _ in pool[generator.index(below: pool.count)] }
  }

  /// Embeddings of `rows`: [rows.count, D].
  private func rows(_ rows: [Int]) throws(TorchError) -> Tensor {
    try Tensor(gathering: rows, of: embeddings)
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
