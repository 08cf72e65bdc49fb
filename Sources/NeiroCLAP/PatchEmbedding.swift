import NeiroTorch

/// Cuts a picture into patches, each of which becomes a token.
struct PatchEmbedding: Sendable {
  private let width: Int
  private let grid: Int
  private let convolution: Convolution
  private let norm: LayerNorm
  /// nil where the tower doesn't fuse.
  private let closeUps: Convolution?
  private let fusion: AttentionalFusion?

  init(
    _ weights: ClapWeights, _ configuration: ClapConfiguration.Audio
  ) throws(ClapError) {
    let name = "audio_model.audio_encoder.patch_embed"
    let (width, patch) = (configuration.stemWidth, configuration.patchLength)
    self.width = width
    grid = configuration.gridLength(ofStage: 0)
    convolution = try Convolution(
      weights, "\(name).proj", kernel: [width, 1, patch, patch],
      stride: .init(rows: patch, columns: patch))
    norm = try LayerNorm(
      weights, "\(name).norm", width: width, epsilon: configuration.normEpsilon)
    guard configuration.isFused else {
      (closeUps, fusion) = (nil, nil)
      return
    }
    // Three close-ups in the place of one picture: a patch of theirs is three times as long.
    closeUps = try Convolution(
      weights, "\(name).mel_conv2d", kernel: [width, 1, patch, 3 * patch],
      stride: .init(rows: patch, columns: 3 * patch))
    fusion = try AttentionalFusion(
      weights, "\(name).fusion_model", width: width, reduction: configuration.fusionReduction)
  }

  /// [1, C, length, length] → [grid², width].
  func callAsFunction(_ picture: Tensor, isLonger: Bool) throws(TorchError) -> Tensor {
    var patches = try convolution(picture.narrowed(1, to: 0..<1))
    if let closeUps, let fusion, isLonger {
      let channels = try picture.shape[1]
      // Channels side by side: [3, width, grid, columns] → [1, width, grid, 3 · columns].
      var local = try closeUps(
        picture.narrowed(1, to: 1..<channels).permuted([1, 0, 2, 3]))
      local = try local.permuted([1, 2, 0, 3]).reshaped([1, width, grid, -1])
      local = try local.zeroPadded(by: grid - local.shape[3])
      patches = try fusion(patches, local)
    }
    return try norm(patches.reshaped([width, grid * grid]).transposed())
  }
}
