import NeiroTorch

/// One block of the audio tower, with its weights' names.
struct SwinBlock: Sendable {
  private let windowing: Windowing
  private let headCount: Int
  private let epsilon: Double
  private let weights: SwinBlockWeights

  init(
    _ source: ClapWeights, _ configuration: ClapConfiguration.Audio, stage: Int,
    block: Int
  ) throws {
    let name = "audio_model.audio_encoder.layers.\(stage).blocks.\(block)"
    let width = configuration.width(ofStage: stage)
    let hidden = Int(configuration.expansion * Double(width))
    func norm(_ part: String) throws(ClapError) -> SwinBlockWeights.Norm {
      let norm = try LayerNorm(
        source, "\(name).\(part)", width: width, epsilon: configuration.normEpsilon)
      return (norm.weight, norm.bias)
    }
    func packed(_ part: String, _ inputs: Int, _ outputs: Int) throws -> PackedLinear {
      let layer = try Linear(source, "\(name).\(part)", inputs: inputs, outputs: outputs)
      return try PackedLinear(layer.weight, layer.bias)
    }

    let windowing = Windowing(
      grid: configuration.gridLength(ofStage: stage), isShifted: !block.isMultiple(of: 2))
    let headCount = configuration.headCounts[stage]
    (self.windowing, self.headCount) = (windowing, headCount)
    epsilon = configuration.normEpsilon
    let parts = try ["query", "key", "value"].map {
      try Linear(source, "\(name).attention.self.\($0)", inputs: width, outputs: width)
    }
    let tokens = Windowing.tokenCount
    let table = try source.tensor(
      "\(name).attention.self.relative_position_bias_table",
      shape: [Windowing.distanceCount, headCount])
    weights = SwinBlockWeights(
      attentionNorm: try norm("layernorm_before"),
      queryKeyValue: try PackedLinear(
        FrozenTensor(.joining(parts.map { try $0.weight.tensor }, along: 0)),
        FrozenTensor(.joining(parts.map { try $0.bias.tensor }, along: 0))),
      positionBias: try FrozenTensor(
        table.tensor.rows(Windowing.distances).transposed()
          .reshaped([headCount, tokens, tokens])),
      mask: try windowing.mask.map {
        try FrozenTensor($0, shape: [windowing.windowCount, tokens, tokens])
      },
      attentionOutput: try packed("attention.output.dense", width, width),
      perceptronNorm: try norm("layernorm_after"),
      expand: try packed("intermediate.dense", width, hidden),
      contract: try packed("output.dense", hidden, width))
  }

  /// [grid², width] → the same.
  func callAsFunction(_ x: Tensor) throws(TorchError) -> Tensor {
    try x.swinBlock(
      weights, grid: windowing.grid, shift: windowing.shift, headCount: headCount,
      epsilon: epsilon)
  }
}
