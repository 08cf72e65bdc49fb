internal import NeiroCore
internal import NeiroHead
internal import NeiroTorch

/// The head while it is trained: z = normalize(x + s·V(Uᵀx)), U and V as autograd parameters.
///
/// The same weights serve both clips of a pair (Siamese: Bromley et al., 1993).
final class ResidualHead {
  private let down: Tensor  // U, [D, r]
  private let up: Tensor  // V, [D, r]
  private let dimension: Int
  private let rank: Int
  private let scale: Double

  /// Starts as the identity: U is zero, V is random with deviation 1/√D.
  init(
    dimension: Int, rank: Int, scale: Double, generator: inout SeededGenerator
  ) throws(TorchError) {
    let deviation = 1 / Double(dimension).squareRoot()
    let directions = (0..<dimension * rank).map { _ in Float(generator.normal() * deviation) }
    down = try Tensor([Float](repeating: 0, count: dimension * rank), shape: [dimension, rank])
    up = try Tensor(directions, shape: [dimension, rank])
    self.dimension = dimension
    self.rank = rank
    self.scale = scale
    for parameter in parameters { try parameter.requireGradient() }
  }

  var parameters: [Tensor] { [down, up] }

  /// Projects embeddings: [B, D] → [B, P] with P = D and rows of unit length.
  func project(_ embeddings: Tensor) throws(TorchError) -> Tensor {
    let hidden = try embeddings.matmul(down)  // [B, r]
    let residual = try hidden.matmul(up.transposed()) * scale  // [B, D]
    return try (embeddings + residual).normalizedRows()
  }

  /// The weights as they are now, for use without libtorch.
  func exported() throws(TorchError) -> ProjectionHead {
    try ProjectionHead(
      residual: down.values, up.values, dimension: dimension, rank: rank, scale: Float(scale))
  }
}
