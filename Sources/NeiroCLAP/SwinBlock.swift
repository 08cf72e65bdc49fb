import NeiroTorch

/// Attention within windows, then a perceptron for each token; both added to what came in.
///
/// Source: Liu et al., "Swin transformer: hierarchical vision transformer using shifted windows",
/// 2021, <https://arxiv.org/abs/2103.14030>.
struct SwinBlock: Sendable {
  private let grid: Int
  private let width: Int
  private let windowing: Windowing
  private let headCount: Int
  private let attentionNorm: LayerNorm
  private let queryKeyValue: (weight: FrozenTensor, bias: FrozenTensor)
  /// [heads, tokens, tokens], of a window's pairs of tokens.
  private let positionBias: FrozenTensor
  /// [windows, 1, tokens, tokens]; nil where nothing is shifted.
  private let mask: FrozenTensor?
  private let attentionOutput: Linear
  private let perceptronNorm: LayerNorm
  private let expand: Linear
  private let contract: Linear

  init(
    _ weights: some ClapWeightSource, _ configuration: ClapConfiguration.Audio, stage: Int,
    block: Int
  ) throws {
    let name = "audio_model.audio_encoder.layers.\(stage).blocks.\(block)"
    let width = configuration.width(ofStage: stage)
    let epsilon = configuration.normEpsilon
    self.width = width
    grid = configuration.gridLength(ofStage: stage)
    headCount = configuration.headCounts[stage]
    windowing = Windowing(
      grid: grid, length: configuration.windowLength, isShifted: !block.isMultiple(of: 2))
    attentionNorm = try LayerNorm(
      weights, "\(name).layernorm_before", width: width, epsilon: epsilon)
    let parts = try ["query", "key", "value"].map {
      try Linear(weights, "\(name).attention.self.\($0)", inputs: width, outputs: width)
    }
    queryKeyValue = (
      try FrozenTensor(.joining(parts.map { try $0.weight.tensor }, along: 0)),
      try FrozenTensor(.joining(parts.compactMap { try $0.bias?.tensor }, along: 0))
    )
    let tokens = windowing.tokenCount
    let table = try weights.tensor(
      "\(name).attention.self.relative_position_bias_table",
      shape: [windowing.distanceCount, headCount])
    positionBias = try FrozenTensor(
      table.tensor.rows(windowing.distances).transposed().reshaped([headCount, tokens, tokens]))
    mask = try windowing.mask.map {
      try FrozenTensor($0, shape: [$0.count / (tokens * tokens), 1, tokens, tokens])
    }
    attentionOutput = try Linear(
      weights, "\(name).attention.output.dense", inputs: width, outputs: width)
    perceptronNorm = try LayerNorm(
      weights, "\(name).layernorm_after", width: width, epsilon: epsilon)
    let hidden = Int(configuration.expansion * Double(width))
    expand = try Linear(weights, "\(name).intermediate.dense", inputs: width, outputs: hidden)
    contract = try Linear(weights, "\(name).output.dense", inputs: hidden, outputs: width)
  }

  /// [grid², width] → the same.
  func callAsFunction(_ x: Tensor) throws(TorchError) -> Tensor {
    let attended = try x + attention(attentionNorm(x))
    return try attended + contract(expand(perceptronNorm(attended)).gelu())
  }

  private func attention(_ x: Tensor) throws(TorchError) -> Tensor {
    let (tokens, size) = (windowing.tokenCount, width / headCount)
    let heads = try windowing.parted(x, width: width)
      .linear(queryKeyValue.weight, queryKeyValue.bias)
      .reshaped([-1, tokens, 3, headCount, size])
      .permuted([2, 0, 3, 1, 4])  // query, key or value; window; head; token; channel
    func part(_ index: Int) throws(TorchError) -> Tensor {
      try heads.narrowed(0, to: index..<index + 1).reshaped([-1, headCount, tokens, size])
    }
    let scale = 1 / Double(size).squareRoot()
    var scores = try (part(0) * scale).matmul(part(1).permuted([0, 1, 3, 2]))
    scores = try scores + positionBias.tensor
    if let mask { scores = try scores + mask.tensor }
    let mixed = try scores.softmaxOfRows().matmul(part(2))
      .permuted([0, 2, 1, 3])
      .reshaped([-1, tokens, width])
    return try windowing.joined(attentionOutput(mixed), width: width)
  }
}
