internal import NeiroCore

/// A personal head: y = normalize(w ⊙ x + s·V(Uᵀx)), z = normalize(y + what its memory adds).
///
/// | kind of head | w | U, V | memory |
/// |---|---|---|---|
/// | block weights, diagonal | learnt | – | – |
/// | within-class whitening | 1 | closed form | – |
/// | residual low-rank | 1 | learnt | – |
/// | linear | 1 | – | A |
/// | memory | 1 | closed form | A, K and V |
///
/// Whatever is learnt starts so that z = x: an untrained head ranks as before.
///
/// *Shapes*: x, w, z `[D]`; U, V `[D, r]`; so P = D.
/// *Source*: the identity start is quaterion's `SkipConnectionHead`; the low-rank update is that of
/// Hu et al., "LoRA", 2021, <https://arxiv.org/abs/2106.09685>; for the rest see ``ClipMemory`` and
/// `PairWhitening`.
public struct ProjectionHead: Hashable, Sendable {
  /// D, the length of what the head takes.
  public let dimension: Int
  /// r, the number of directions that U and V move.
  public let rank: Int
  /// s, fixed during training.
  public let scale: Float
  /// w, D numbers; nil for ones.
  public let weights: [Float]?
  /// U, `[D, r]` row-major.
  public let down: [Float]
  /// V, `[D, r]` row-major.
  public let up: [Float]
  public let memory: ClipMemory?
  /// Uᵀ and Vᵀ, `[r, D]` row-major: D is long and r is short, so this is the order to compute in.
  private let downColumns: [Float]
  private let upColumns: [Float]
  private let knownFingerprint = Derived<String>()

  /// - Parameters:
  ///   - down: U, `[D, r]` row-major.
  ///   - up: V, `[D, r]` row-major.
  ///   - dimension: D.
  ///   - rank: r; 0 for no such part.
  ///   - scale: s.
  ///   - weights: w.
  ///   - memory: The second part.
  /// - Precondition: Shapes as above.
  public init(
    residual down: [Float], _ up: [Float], dimension: Int, rank: Int, scale: Float,
    weights: [Float]? = nil, memory: ClipMemory? = nil
  ) {
    precondition(
      down.count == dimension * rank && up.count == dimension * rank, "U and V are [D, r]")
    precondition(weights.map { $0.count == dimension } ?? true, "w is [D]")
    precondition(memory.map { $0.dimension == dimension } ?? true, "Bᵀ is [m, D]")
    self.dimension = dimension
    self.rank = rank
    self.scale = scale
    self.weights = weights
    self.down = down
    self.up = up
    self.memory = memory
    downColumns = Transposition.transposed(down, rows: dimension, columns: rank)
    upColumns = Transposition.transposed(up, rows: dimension, columns: rank)
  }

  /// P, the length of a projection.
  public var projectionDimension: Int { dimension }

  /// Projects one embedding to unit length.
  ///
  /// - Parameters:
  ///   - embedding: x, D numbers.
  ///   - projection: z, P numbers, overwritten.
  /// - Complexity: O(D·r), and that of ``ClipMemory``.
  public func project(
    _ embedding: UnsafeBufferPointer<Float>, into projection: UnsafeMutableBufferPointer<Float>
  ) {
    precondition(embedding.count == dimension && projection.count == projectionDimension)
    if let weights {
      for d in 0..<dimension { projection[d] = weights[d] * embedding[d] }
    } else {
      _ = projection.update(from: embedding)
    }
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
    guard let memory else { return }
    memory.add(to: projection)
    UnitVector.normalize(projection)
  }

  /// Multiplications for one projection, roughly.
  public var operations: Int {
    let moved = memory.map { 2 * dimension + $0.directions + 2 * $0.keyCount } ?? 0
    return dimension * 2 * (rank + 1) + moved * (memory?.directions ?? 0)
  }

  /// Tells one head from another: 16 hexadecimal digits that depend on the weights alone.
  public var fingerprint: String {
    knownFingerprint.value {
      var hash = FNV1a()
      let parts = [
        weights ?? [], down, up, [scale], memory?.basis ?? [], memory?.linear ?? [],
        memory?.keys ?? [], memory?.values ?? [], [memory?.temperature ?? 0],
      ]
      for numbers in parts {
        for number in numbers { hash.combine(number.bitPattern) }
      }
      return hash.hex
    }
  }

  /// Takes over what ``fingerprint`` was found to be before, of the same weights.
  public func know(fingerprint: String) { knownFingerprint.know(fingerprint) }

  /// The projection of one embedding: P numbers of unit length.
  public func project(_ embedding: [Float]) -> [Float] {
    [Float](unsafeUninitializedCapacity: projectionDimension) { projection, count in
      projection.initialize(repeating: 0)
      embedding.withUnsafeBufferPointer { project($0, into: projection) }
      count = projectionDimension
    }
  }
}
