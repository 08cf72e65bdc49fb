internal import NeiroTorch

/// Keeps the space as it was where nobody asked for a change: mean((S_head − S_raw)²) over pairs of
/// unlabelled library clips, S being their cosines.
///
/// *Source*: after Muttenthaler et al., "Improving neural network representations using human
/// similarity judgments" (gLocal), 2023, <https://arxiv.org/abs/2306.04507>, which found that
/// alignment without such a term harms local structure.
enum StructureLoss {
  /// Over all pairs within a batch.
  ///
  /// *Shapes*: both `[B, D]`, rows of unit length; a scalar.
  static func loss(raw: Tensor, projected: Tensor) throws(TorchError) -> Tensor {
    let before = try raw.matmul(raw.transposed())  // [B, B]
    let after = try projected.matmul(projected.transposed())  // [B, B]
    return try (after - before).squared().mean()
  }
}
