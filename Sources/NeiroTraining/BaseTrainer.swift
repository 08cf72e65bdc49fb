internal import NeiroCore
internal import NeiroHead
internal import NeiroTorch

/// Trains the maps of both roles on presets and the phrases that they played.
struct BaseTrainer {
  let recipe: AdaptRecipe

  /// M, phrases that hubness is told by; more change nothing.
  private static let hubnessPhrases = 256

  /// - Parameters:
  ///   - presets: x of the presets, N rows.
  ///   - phrases: For each number, the phrase of every preset: each N rows.
  ///   - stream: Tells this training's random draws from those of its siblings.
  ///   - onStep: Called after each step with the loss; a throw from it ends the training.
  /// - Returns: Both towers, with α = 1 for both roles.
  /// - Throws: ``TorchError``, or what `onStep` throws.
  func train(
    presets: EmbeddingMatrix, phrases: [EmbeddingMatrix], stream: UInt64,
    onStep: (Double) throws -> Void
  ) throws -> BaseMap {
    var generator = SeededGenerator(seed: recipe.seed &* 1_000_003 &+ stream)
    let raw = try Tensor(presets)  // [N, D]
    let gallery = Centred([presets])
    let query = Centred(phrases)
    let anchors = try gallery.tensors()[0]  // [N, D]
    let played = try query.tensors()  // n × [N, D]
    let start = try WithinClassWhitening.map([anchors] + played, shrinkage: recipe.shrinkage)
    let galleryMap = try start.copiedAsParameter()
    let queryMap = try start.copiedAsParameter()
    let optimizer = try Adam(
      [galleryMap, queryMap], learningRate: recipe.learningRate, weightDecay: 0)
    let objective = InfoNCEObjective(temperature: recipe.temperature)
    let batchSize = min(recipe.batchSize, presets.rowCount)
    let mask = try ScoredPairs.maskOfDiagonal(batchSize)

    for _ in 0..<recipe.steps {
      let batch = Array(generator.shuffle(Array(0..<presets.rowCount)).prefix(batchSize))
      // Each preset of the batch plays one of its phrases.
      let numbers = batch.map { _ in generator.index(below: phrases.count) }
      let queries = try query.tensor(rows: zip(numbers, batch))  // [B, D]
      let z = try anchors.rows(batch).matmul(galleryMap).normalizedRows()  // [B, D]
      let zq = try queries.matmul(queryMap).normalizedRows()  // [B, D]
      var total = try objective.loss(
        ScoredPairs(
          similar: (zq * z).sumOfRows(), dissimilar: zq.matmul(z.transposed()), mask: mask))
      if recipe.structureWeight > 0 {
        total =
          try total
          + StructureLoss.loss(raw: raw.rows(batch), projected: z) * recipe.structureWeight
      }
      try optimizer.zeroGradients()
      try total.backward()
      try optimizer.step()
      try onStep(Double(total.scalar))
    }
    func tower(_ centred: Centred, _ trained: Tensor) throws(TorchError) -> BaseMap.Tower {
      // A mean in weight space keeps what the closed form carries over to sounds unlike these.
      let map = try start * (1 - recipe.trainedShare) + trained * recipe.trainedShare
      return BaseMap.Tower(mean: centred.mean, map: try map.values)
    }
    let base = BaseMap(
      query: try tower(query, queryMap), gallery: try tower(gallery, galleryMap),
      alphas: RoleAlphas(loops: 1, oneShots: 1))
    // One phrase of each of many presets stands for all phrases.
    let sample = generator.shuffle(Array(0..<presets.rowCount)).prefix(Self.hubnessPhrases)
    return BaseMap(
      query: base.query, gallery: base.gallery, alphas: base.alphas,
      phrases: sample.flatMap { row in
        base.project(phrases[generator.index(below: phrases.count)][row], as: .query)
      })
  }
}

/// Embeddings of one role around their mean, each of unit length again.
private struct Centred {
  let mean: [Float]
  private let matrices: [EmbeddingMatrix]

  init(_ embeddings: [EmbeddingMatrix]) {
    let dimension = embeddings[0].dimension
    var sum = [Double](repeating: 0, count: dimension)
    var count = 0
    for matrix in embeddings {
      for row in 0..<matrix.rowCount {
        matrix.withRow(row) { values in
          for d in 0..<dimension { sum[d] += Double(values[d]) }
        }
      }
      count += matrix.rowCount
    }
    let mean = sum.map { Float($0 / Double(count)) }
    self.mean = mean
    matrices = embeddings.map { matrix in
      var values: [Float] = []
      values.reserveCapacity(matrix.rowCount * dimension)
      for row in 0..<matrix.rowCount {
        var centred = zip(matrix[row], mean).map { $0 - $1 }
        centred.withUnsafeMutableBufferPointer { UnitVector.normalize($0) }
        values += centred
      }
      return EmbeddingMatrix(dimension: dimension, values: values)
    }
  }

  /// One tensor `[N, D]` for each matrix.
  func tensors() throws(TorchError) -> [Tensor] {
    var tensors: [Tensor] = []
    for matrix in matrices { tensors.append(try Tensor(matrix)) }
    return tensors
  }

  /// Some rows, each of the matrix that is named with it: [rows.count, D].
  func tensor(rows: some Sequence<(Int, Int)>) throws(TorchError) -> Tensor {
    var values: [Float] = []
    var count = 0
    for (number, row) in rows {
      matrices[number].withRow(row) { values.append(contentsOf: $0) }
      count += 1
    }
    return try Tensor(values, shape: [count, mean.count])
  }
}

extension Tensor {
  /// A whole matrix: [N, D].
  convenience init(_ matrix: EmbeddingMatrix) throws(TorchError) {
    try self.init(
      matrix.withRows { Array($0) }, shape: [matrix.rowCount, matrix.dimension])
  }

  fileprivate func copiedAsParameter() throws(TorchError) -> Tensor {
    let copy = try Tensor(values, shape: shape)
    try copy.requireGradient()
    return copy
  }
}

extension ScoredPairs {
  /// Leaves every positive of a batch out of its own negatives, `[B, B]`.
  static func maskOfDiagonal(_ count: Int) throws(TorchError) -> Tensor {
    var mask = [Float](repeating: 0, count: count * count)
    for index in 0..<count { mask[index * (count + 1)] = excluded }
    return try Tensor(mask, shape: [count, count])
  }
}
