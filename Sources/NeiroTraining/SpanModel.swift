internal import NeiroCore
internal import NeiroHead
internal import NeiroTorch

/// The head that ``ClipMemory`` describes, trained in the span of labelled clips.
///
/// It changes y by u in the m directions of B alone, so that
/// (y + Bu)·(y′ + Bu′) = y·y′ + c·u′ + u·c′ + u·u′: a step costs m, and not D, numbers a clip.
struct SpanModel: HeadModel {
  private let whitening: PairWhitening?
  /// y·y′ of all, `[R, R]` row-major.
  private let products: [Float]
  private let basis: Tensor  // B, [D, m]
  private let coordinates: Tensor  // c, [R, m]
  private let keys: Tensor?  // K, [K, m]
  private let attention: Tensor?  // softmax(K·c/β), [R, K]
  private let linear: Tensor  // A, [m, m]
  private let values: Tensor?  // V, [K, m]
  private let recipe: TrainingRecipe

  /// - Parameters:
  ///   - sample: The clips.
  ///   - whitening: What y is made by; nil for y = x.
  ///   - hasMemory: Whether single clips are remembered, or the change is linear.
  ///   - recipe: How many directions and clips, and β.
  ///   - generator: Draws the remembered clips, where there are more than that.
  /// - Throws: ``TorchError``. It is nil where the labelled clips span nothing.
  init?(
    _ sample: TrainingSample, whitening: PairWhitening?, hasMemory: Bool, recipe: TrainingRecipe,
    generator: inout SeededGenerator
  ) throws(TorchError) {
    let y = try whitening?.apply(sample.features) ?? sample.features
    let labelled = Array(sample.labelled)
    let remembered =
      labelled.count <= recipe.keys
      ? labelled : generator.shuffle(labelled).prefix(recipe.keys).sorted()
    guard let span = try SpanBasis(y.rows(remembered), mostDirections: recipe.directions) else {
      return nil
    }
    let m = span.eigenvalues.count
    self.whitening = whitening
    products = try y.matmul(y.transposed()).values
    self.recipe = recipe
    basis = span.directions
    coordinates = try y.matmul(basis)
    linear = try Tensor([Float](repeating: 0, count: m * m), shape: [m, m])
    try linear.requireGradient()
    guard hasMemory else {
      (keys, attention, values) = (nil, nil, nil)
      return
    }
    let keys = try coordinates.rows(remembered)
    attention = try (coordinates.matmul(keys.transposed()) * (1 / recipe.attention)).softmaxOfRows()
    let values = try Tensor(
      [Float](repeating: 0, count: remembered.count * m), shape: [remembered.count, m])
    try values.requireGradient()
    self.keys = keys
    self.values = values
  }

  var parameters: [(tensor: Tensor, learningRate: Double)] {
    [(linear, recipe.linearRate)] + (values.map { [($0, recipe.learningRate)] } ?? [])
  }

  func projected() throws(TorchError) -> any ProjectedSample {
    var change = try coordinates.matmul(linear)  // u, [R, m]
    if let attention, let values { change = try change + attention.matmul(values) }
    return try Projected(
      products: products, count: coordinates.shape[0], coordinates: coordinates, change: change)
  }

  func exported() throws(TorchError) -> ProjectionHead {
    let dimension = try basis.shape[0]
    return ProjectionHead(
      residual: try whitening?.scaled.values ?? [], try whitening?.directions.values ?? [],
      dimension: dimension, rank: whitening?.rank ?? 0, scale: 1,
      memory: ClipMemory(
        basis: try basis.transposed().values, linear: try linear.values,
        keys: try keys?.values ?? [], values: try values?.values ?? [],
        directions: try basis.shape[1], temperature: Float(recipe.attention)))
  }

  private struct Projected: ProjectedSample {
    let products: [Float]
    let count: Int
    let coordinates: Tensor  // c
    let change: Tensor  // u
    /// |y + Bu|, `[R, 1]`.
    let lengths: Tensor

    init(
      products: [Float], count: Int, coordinates: Tensor, change: Tensor
    ) throws(TorchError) {
      self.products = products
      self.count = count
      self.coordinates = coordinates
      self.change = change
      let ones = try Tensor([1], shape: [1, 1])
      lengths = try (ones + (change * (coordinates * 2 + change)).sumOfRows()).squareRoot()
    }

    func cosines(of pairs: PlacePairs) throws(TorchError) -> Tensor {
      let (c, cʹ) = (try coordinates.rows(pairs.left), try coordinates.rows(pairs.right))
      let (u, uʹ) = (try change.rows(pairs.left), try change.rows(pairs.right))
      let before = try Tensor(
        zip(pairs.left, pairs.right).map { self.products[$0 * count + $1] },
        shape: [pairs.count, 1])
      let products = try before + (c * uʹ + u * (cʹ + uʹ)).sumOfRows()
      return try products / (lengths.rows(pairs.left) * lengths.rows(pairs.right))
    }

    func cosines(within places: [Int]) throws(TorchError) -> Tensor {
      let (c, u) = (try coordinates.rows(places), try change.rows(places))
      let before = try Tensor(
        places.flatMap { left in places.map { self.products[left * count + $0] } },
        shape: [places.count, places.count])
      let crossed = try c.matmul(u.transposed())
      let products =
        try before + crossed + crossed.transposed() + u.matmul(u.transposed())
      let lengths = try lengths.rows(places)
      return try products / lengths.matmul(lengths.transposed())
    }

    func change(of places: [Int]) throws(TorchError) -> Tensor? {
      try change.rows(places).squared().sumOfRows().mean()
    }
  }
}
