internal import NeiroCore

/// The residual head: z = normalize(x + s·V(Uᵀx)).
///
/// With U = 0 it is the identity, so an untrained head ranks as the encoder does.
///
/// *Shapes*: x, z `[D]`; U, V `[D, r]`; so P = D.
/// *Source*: the identity start is quaterion's `SkipConnectionHead`; the low-rank update is that of
/// Hu et al., "LoRA", 2021, <https://arxiv.org/abs/2106.09685>.
public struct ProjectionHead: Hashable, Sendable {
  /// D, the length of an embedding.
  public let dimension: Int
  /// r, the number of directions that the head can move.
  public let rank: Int
  /// s, fixed during training.
  public let scale: Float
  /// U, `[D, r]` row-major.
  public let down: [Float]
  /// V, `[D, r]` row-major.
  public let up: [Float]
  /// Uᵀ and Vᵀ, `[r, D]` row-major: D is long and r is short, so this is the order to compute in.
  private let downColumns: [Float]
  private let upColumns: [Float]

  /// - Parameters:
  ///   - down: U, `[D, r]` row-major.
  ///   - up: V, `[D, r]` row-major.
  ///   - dimension: D.
  ///   - rank: r.
  ///   - scale: s.
  /// - Precondition: Both matrices have D·r numbers.
  public init(residual down: [Float], _ up: [Float], dimension: Int, rank: Int, scale: Float) {
    precondition(
      down.count == dimension * rank && up.count == dimension * rank, "U and V are [D, r]")
    self.dimension = dimension
    self.rank = rank
    self.scale = scale
    self.down = down
    self.up = up
    downColumns = Self.transposed(down, rows: dimension, columns: rank)
    upColumns = Self.transposed(up, rows: dimension, columns: rank)
  }

  private static func transposed(_ matrix: [Float], rows: Int, columns: Int) -> [Float] {
    (0..<columns).flatMap { column in (0..<rows).map { matrix[$0 * columns + column] } }
  }

  /// P, the length of a projection.
  public var projectionDimension: Int { dimension }

  /// Projects one embedding to unit length.
  ///
  /// - Parameters:
  ///   - embedding: x, D numbers.
  ///   - projection: z, P numbers, overwritten.
  /// - Complexity: O(D·r).
  public func project(
    _ embedding: UnsafeBufferPointer<Float>, into projection: UnsafeMutableBufferPointer<Float>
  ) {
    precondition(embedding.count == dimension && projection.count == projectionDimension)
    _ = projection.update(from: embedding)
    downColumns.withUnsafeBufferPointer { down in
      upColumns.withUnsafeBufferPointer { up in
        for k in 0..<rank {
          let column = k * dimension..<(k + 1) * dimension
          let hidden = UnitVector.dot(UnsafeBufferPointer(rebasing: down[column]), embedding)
          let step = scale * hidden  // s·(Uᵀx)ₖ
          let direction = UnsafeBufferPointer(rebasing: up[column])
          for d in 0..<dimension { projection[d] += step * direction[d] }  // x + s·Vh, [D]
        }
      }
    }
    UnitVector.normalize(projection)
  }

  /// The projection of one embedding: P numbers of unit length.
  public func project(_ embedding: [Float]) -> [Float] {
    [Float](unsafeUninitializedCapacity: projectionDimension) { projection, count in
      projection.initialize(repeating: 0)
      embedding.withUnsafeBufferPointer { project($0, into: projection) }
      count = projectionDimension
    }
  }
}
