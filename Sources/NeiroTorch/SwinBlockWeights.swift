internal import CTorch

/// One block of a Swin transformer with windows of 8 · 8 tokens, computed in one go: attention
/// within windows, then a perceptron for each token, both added to what came in.
///
/// The same as its steps one by one, which take twice as long: what lies between two matrix
/// products stays in the cache, a few windows at a time.
///
/// Source: Liu et al., "Swin transformer: hierarchical vision transformer using shifted windows",
/// 2021, <https://arxiv.org/abs/2103.14030>.
public struct SwinBlockWeights: Sendable {
  /// A weight with its bias, [width] both.
  public typealias Norm = (weight: FrozenTensor, bias: FrozenTensor)

  public var attentionNorm: Norm
  /// Queries, keys and values one after the other: width → 3 · width.
  public var queryKeyValue: PackedLinear
  /// What is added to the scores of a window's tokens: [heads, 64, 64].
  public var positionBias: FrozenTensor
  /// What is added besides where windows are shifted: [windows, 64, 64]; nil where they aren't.
  public var mask: FrozenTensor?
  public var attentionOutput: PackedLinear
  public var perceptronNorm: Norm
  public var expand: PackedLinear
  public var contract: PackedLinear

  public init(
    attentionNorm: Norm, queryKeyValue: PackedLinear, positionBias: FrozenTensor,
    mask: FrozenTensor?, attentionOutput: PackedLinear, perceptronNorm: Norm,
    expand: PackedLinear, contract: PackedLinear
  ) {
    self.attentionNorm = attentionNorm
    self.queryKeyValue = queryKeyValue
    self.positionBias = positionBias
    self.mask = mask
    self.attentionOutput = attentionOutput
    self.perceptronNorm = perceptronNorm
    self.expand = expand
    self.contract = contract
  }
}

extension Tensor {
  /// One Swin block over a square of tokens, row after row: [grid², width] → the same.
  ///
  /// - Parameters:
  ///   - weights: What the block has learned.
  ///   - grid: Rows and columns of the square; a multiple of 8.
  ///   - shift: By how many rows and columns the square is turned before it is cut into windows.
  ///   - headCount: Of the attention.
  ///   - epsilon: Of layer normalisation.
  /// - Returns: The tokens.
  /// - Throws: ``TorchError`` where shapes disagree.
  public func swinBlock(
    _ weights: SwinBlockWeights, grid: Int, shift: Int, headCount: Int, epsilon: Double
  ) throws(TorchError) -> Tensor {
    guard shift == 0 || weights.mask != nil else {
      throw TorchError(message: "a Swin block with shifted windows has no mask")
    }
    return try withExtendedLifetime(weights) { () throws(TorchError) in
      var handles = ct_swin_weights(
        norm1_weight: weights.attentionNorm.weight.handle,
        norm1_bias: weights.attentionNorm.bias.handle, qkv: weights.queryKeyValue.handle,
        position_bias: weights.positionBias.handle, mask: weights.mask?.handle,
        output: weights.attentionOutput.handle,
        norm2_weight: weights.perceptronNorm.weight.handle,
        norm2_bias: weights.perceptronNorm.bias.handle, expand: weights.expand.handle,
        contract: weights.contract.handle)
      return try .make {
        ct_swin_block(
          handle, &handles, Int64(grid), Int64(shift), Int64(headCount), epsilon, $0)
      }
    }
  }
}
