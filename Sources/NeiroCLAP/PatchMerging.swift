import NeiroTorch

/// Makes one token of four neighbours: half the rows, half the columns, twice the channels.
struct PatchMerging: Sendable {
  private let grid: Int
  private let width: Int
  private let norm: LayerNorm
  private let reduction: PackedLinear

  init(
    _ weights: ClapWeights, _ configuration: ClapConfiguration.Audio, stage: Int
  ) throws {
    let name = "audio_model.audio_encoder.layers.\(stage).downsample"
    grid = configuration.gridLength(ofStage: stage)
    width = configuration.width(ofStage: stage)
    norm = try LayerNorm(
      weights, "\(name).norm", width: 4 * width, epsilon: configuration.normEpsilon)
    reduction = try PackedLinear(
      weights.tensor("\(name).reduction.weight", shape: [2 * width, 4 * width]), nil)
  }

  /// [grid², width] → [grid² / 4, 2 · width].
  func callAsFunction(_ x: Tensor) throws(TorchError) -> Tensor {
    // The row of a neighbour varies fastest: (0, 0), (1, 0), (0, 1), (1, 1).
    let neighbours = try x.reshaped([grid / 2, 2, grid / 2, 2, width])
      .permuted([0, 2, 3, 1, 4])
      .reshaped([grid * grid / 4, 4 * width])
    return try norm(neighbours).linear(reduction)
  }
}
