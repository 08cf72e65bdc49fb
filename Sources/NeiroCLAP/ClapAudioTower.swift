public import NeiroTorch

/// CLAP's audio tower, HTSAT: from log-mel spectra to an embedding.
///
/// Frozen. Its weights are shared by all threads that call `encode`; each computes by itself.
///
/// *Source*: Chen et al., "HTS-AT: a hierarchical token-semantic audio transformer", 2022,
/// <https://arxiv.org/abs/2202.00874>; as `ClapAudioModel` of `transformers`.
public final class ClapAudioTower: Sendable {
  /// What one pass gives.
  public struct Output: Equatable, Sendable {
    /// Of unit length; compared with texts' embeddings by cosine.
    public let embedding: [Float]
    /// Mean, then standard deviation, of each channel over a stage's tokens, stage after stage,
    /// as the last block of each leaves them. Not scaled.
    ///
    /// *Source*: the style statistics of Huang and Belongie, "Arbitrary style transfer in real-time
    /// with adaptive instance normalization", 2017, <https://arxiv.org/abs/1703.06868>; for timbre
    /// <https://arxiv.org/abs/2507.07764>.
    public let style: [Float]
  }

  public let configuration: ClapConfiguration
  private let picture: Picture
  private let patchEmbedding: PatchEmbedding
  private let stages: [Stage]
  private let norm: LayerNorm
  private let projection: Projection

  private struct Stage: Sendable {
    let blocks: [SwinBlock]
    /// nil in the last stage.
    let merging: PatchMerging?
  }

  /// - Throws: ``ClapError`` for a tensor that is missing or has another shape; ``TorchError``.
  public init(_ configuration: ClapConfiguration, weights: ClapWeights) throws {
    let encoder = "audio_model.audio_encoder"
    let audio = configuration.audio
    self.configuration = configuration
    picture = try Picture(weights, configuration)
    patchEmbedding = try PatchEmbedding(weights, audio)
    stages = try audio.depths.enumerated().map { stage, depth in
      Stage(
        blocks: try (0..<depth).map { try SwinBlock(weights, audio, stage: stage, block: $0) },
        merging: stage + 1 < audio.depths.count
          ? try PatchMerging(weights, audio, stage: stage) : nil)
    }
    norm = try LayerNorm(
      weights, "\(encoder).norm", width: audio.outputWidth, epsilon: audio.normEpsilon)
    projection = try Projection(
      weights, "audio_projection", inputs: audio.outputWidth,
      outputs: configuration.embeddingWidth)
  }

  /// How many numbers ``Output/style`` has.
  public var styleWidth: Int {
    configuration.audio.depths.indices.map { 2 * configuration.audio.width(ofStage: $0) }
      .reduce(0, +)
  }

  /// Style statistics with each stage's means, and each stage's deviations, scaled to unit length:
  /// stages differ in scale, and all shall count alike.
  public func styleScaledByPart(_ style: [Float]) -> [Float] {
    var start = 0
    return configuration.audio.depths.indices.flatMap { stage in
      (0..<2).flatMap { _ in
        let end = start + configuration.audio.width(ofStage: stage)
        defer { start = end }
        return Projection.normalised(Array(style[start..<end]))
      }
    }
  }

  /// Encodes one sound, on the calling thread alone; several threads may call at once.
  ///
  /// - Parameter input: Made by ``ClapFeatures`` of the same configuration.
  /// - Returns: Embedding and style.
  /// - Throws: ``TorchError`` for an input of another shape, or where there is no memory.
  public func encode(_ input: ClapInput) throws(TorchError) -> Output {
    try encode(input) { _, _ in }
  }

  /// As ``encode(_:)``; `look` is shown what each layer makes.
  func encode(
    _ input: ClapInput, look: (_ layer: String, _ output: Tensor) throws(TorchError) -> Void
  ) throws(TorchError) -> Output {
    try Torch.useOneThread()
    let picture = try picture(input)
    try look("image", picture)
    var x = try patchEmbedding(picture, isLonger: input.isLonger)
    try look("patch_embed", x)
    var style: [Float] = []
    for (index, stage) in stages.enumerated() {
      for (number, block) in stage.blocks.enumerated() {
        x = try block(x)
        try look("stage\(index).block\(number)", x)
      }
      let moments = try x.columnMoments()
      style += moments.means + moments.deviations
      if let merging = stage.merging { x = try merging(x) }
      try look("stage\(index).out", x)
    }
    x = try norm(x)
    try look("final_norm", x)
    x = try x.mean(over: [0], keeping: true)
    try look("pooled", x)
    x = try projection(x)
    try look("projected", x)
    return Output(embedding: Projection.normalised(try x.values), style: style)
  }
}
