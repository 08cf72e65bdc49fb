internal import NeiroCore
internal import NeiroHead
internal import NeiroTorch

/// A head while it is trained on a ``TrainingSample``.
protocol HeadModel {
  /// What is learnt, with the learning rate of each.
  var parameters: [(tensor: Tensor, learningRate: Double)] { get }

  /// The clips of the sample as the head sees them now.
  func projected() throws(TorchError) -> any ProjectedSample

  /// The weights as they are now, for use without libtorch.
  func exported() throws(TorchError) -> ProjectionHead
}

/// The clips of a sample as a head sees them at one step, with the autograd graph.
protocol ProjectedSample {
  /// The cosine of each pair, `[n, 1]`.
  func cosines(of pairs: PlacePairs) throws(TorchError) -> Tensor
  /// The cosines of all pairs of some places, `[k, k]`.
  func cosines(within places: [Int]) throws(TorchError) -> Tensor
  /// How much is changed, a scalar: the mean squared change of these clips, or the size of what was
  /// learnt; nil where nothing decays.
  func change(of places: [Int]) throws(TorchError) -> Tensor?
}

// MARK: - Whatever projects a matrix

/// A head that maps x to z as a whole: block weights, diagonal, residual low-rank.
struct WholeModel: HeadModel {
  private let features: Tensor
  private let weights: Tensor?  // [1, G]
  private let columns: Tensor?  // which weight each column has, [G, D]
  private let down: Tensor?
  private let up: Tensor?
  private let dimension: Int
  private let rank: Int
  private let learningRate: Double

  /// Weights for blocks of columns, all 1 at the start.
  init(_ features: Tensor, blocks: [Range<Int>], recipe: TrainingRecipe) throws(TorchError) {
    dimension = try features.shape[1]
    var columns = [Float](repeating: 0, count: blocks.count * dimension)
    for (index, block) in blocks.enumerated() {
      for column in block { columns[index * dimension + column] = 1 }
    }
    let weights = try Tensor(
      [Float](repeating: 1, count: blocks.count), shape: [1, blocks.count])
    try weights.requireGradient()
    self.features = features
    self.weights = weights
    self.columns = try Tensor(columns, shape: [blocks.count, dimension])
    (down, up, rank) = (nil, nil, 0)
    learningRate = recipe.learningRate
  }

  /// A low-rank change that is the identity at the start: U is zero, V is random with deviation 1/√D.
  init(
    _ features: Tensor, recipe: TrainingRecipe, generator: inout SeededGenerator
  ) throws(TorchError) {
    dimension = try features.shape[1]
    let rank = recipe.rank
    let deviation = 1 / Double(dimension).squareRoot()
    let random = (0..<dimension * rank).map { _ in Float(generator.normal() * deviation) }
    let down = try Tensor([Float](repeating: 0, count: random.count), shape: [dimension, rank])
    let up = try Tensor(random, shape: [dimension, rank])
    try down.requireGradient()
    try up.requireGradient()
    (self.features, self.down, self.up, self.rank) = (features, down, up, rank)
    (weights, columns) = (nil, nil)
    learningRate = recipe.residualRate
  }

  var parameters: [(tensor: Tensor, learningRate: Double)] {
    [weights, down, up].compactMap { $0.map { ($0, learningRate) } }
  }

  func projected() throws(TorchError) -> any ProjectedSample {
    var z = features
    if let weights, let columns { z = try z * weights.matmul(columns) }
    if let down, let up { z = try z + z.matmul(down).matmul(up.transposed()) }
    // Half the sum of squares: what is called weight decay, or L2.
    let size = try [down, up].compactMap(\.self).map { parameter throws(TorchError) in
      try parameter.squared().sum() * 0.5
    }
    return Projected(
      z: try z.normalizedRows(), size: try size.count == 2 ? size[0] + size[1] : nil)
  }

  func exported() throws(TorchError) -> ProjectionHead {
    let factors: [Float]? =
      if let weights, let columns {
        try weights.matmul(columns).values
      } else { nil }
    return ProjectionHead(
      residual: try down?.values ?? [], try up?.values ?? [], dimension: dimension, rank: rank,
      scale: 1, weights: factors)
  }

  private struct Projected: ProjectedSample {
    let z: Tensor  // [R, D]
    let size: Tensor?

    func cosines(of pairs: PlacePairs) throws(TorchError) -> Tensor {
      try (z.rows(pairs.left) * z.rows(pairs.right)).sumOfRows()
    }

    func cosines(within places: [Int]) throws(TorchError) -> Tensor {
      let rows = try z.rows(places)
      return try rows.matmul(rows.transposed())
    }

    func change(of places: [Int]) -> Tensor? { size }
  }
}
