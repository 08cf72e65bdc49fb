public import NeiroCore

/// What a library learnt from itself, without labels: a linear map for each role.
///
/// The projection of a clip is z = normalize((x − m)·W), with the mean m and the map W of its role:
/// what all loops have in common, and all one-shots, is none of timbre's. The similarity before any
/// head is (1 − α)·raw + α·adapted. α belongs to the role of the query, since a loop and a one-shot
/// are told by the map alone, and two one-shots best by both. adapted is the cosine of the two
/// projections, less half the hubness of the one that is ranked, how near it is to phrases of any
/// preset: what is near everything says little (cross-domain similarity local scaling).
///
/// *Shapes*: x, z, m `[D]`; W `[D, D]`, multiplied from the left by a row.
/// *Source*: within-class covariance normalization (Hatch, Kajarekar and Stolcke, 2006) as the
/// start, then InfoNCE; the mean with the start follows Wortsman et al., "Robust fine-tuning of
/// zero-shot models", 2021, <https://arxiv.org/abs/2109.01903>; hubness is the term r of Conneau et
/// al., "Word translation without parallel data", 2018, <https://arxiv.org/abs/1710.04087>.
public struct BaseMap: Hashable, Sendable {
  /// The map of one role.
  public struct Tower: Hashable, Sendable {
    /// m, D numbers.
    public let mean: [Float]
    /// W, `[D, D]` row-major.
    public let map: [Float]
    private let derived = Derived<Factors>()

    /// Wᵀ and m·W: one product with a row, and a difference, are a projection.
    fileprivate struct Factors {
      let columns: [Float]
      let offset: [Float]
    }

    /// - Precondition: `map` has the square of `mean.count` numbers.
    public init(mean: [Float], map: [Float]) {
      let dimension = mean.count
      precondition(map.count == dimension * dimension, "W is [D, D]")
      self.mean = mean
      self.map = map
    }

    /// Only the tower of a query's role is needed for it: the library's projections are kept.
    fileprivate var factors: Factors {
      derived.value {
        let dimension = mean.count
        var offset = [Double](repeating: 0, count: dimension)
        map.withUnsafeBufferPointer { map in
          offset.withUnsafeMutableBufferPointer { offset in
            for row in 0..<dimension {
              let value = Double(mean[row])
              for column in 0..<dimension {
                offset[column] += value * Double(map[row * dimension + column])
              }
            }
          }
        }
        return Factors(
          columns: Transposition.transposed(map, rows: dimension, columns: dimension),
          offset: offset.map(Float.init))
      }
    }
  }

  public let query: Tower
  public let gallery: Tower
  public let alphas: RoleAlphas
  /// z of phrases that many presets played, `[M, D]` row-major: what hubness is told by.
  public let phrases: [Float]
  private let knownFingerprint = Derived<String>()

  /// - Precondition: Both towers have one dimension, and the phrases too.
  public init(query: Tower, gallery: Tower, alphas: RoleAlphas, phrases: [Float] = []) {
    let dimension = query.mean.count
    precondition(gallery.mean.count == dimension, "towers of unlike dimensions")
    precondition(phrases.count.isMultiple(of: dimension), "phrases of another dimension")
    self.query = query
    self.gallery = gallery
    self.alphas = alphas
    self.phrases = phrases
  }

  /// D.
  public var dimension: Int { query.mean.count }

  /// Projects one embedding to unit length.
  ///
  /// - Parameters:
  ///   - embedding: x, D numbers.
  ///   - role: Whose map to use.
  ///   - projection: z, D numbers, overwritten.
  /// - Complexity: O(D²).
  public func project(
    _ embedding: UnsafeBufferPointer<Float>, as role: RetrievalRole,
    into projection: UnsafeMutableBufferPointer<Float>
  ) {
    let factors = (role == .query ? query : gallery).factors
    precondition(embedding.count == dimension && projection.count == dimension)
    factors.columns.withUnsafeBufferPointer { columns in
      for d in 0..<dimension {
        let column = UnsafeBufferPointer(
          rebasing: columns[d * dimension..<(d + 1) * dimension])
        projection[d] = UnitVector.dot(column, embedding) - factors.offset[d]
      }
    }
    UnitVector.normalize(projection)
  }

  /// The projection of one embedding: D numbers of unit length.
  public func project(_ embedding: [Float], as role: RetrievalRole) -> [Float] {
    [Float](unsafeUninitializedCapacity: dimension) { projection, count in
      projection.initialize(repeating: 0)
      embedding.withUnsafeBufferPointer { project($0, as: role, into: projection) }
      count = dimension
    }
  }

  /// The projection of every row of `embeddings` by the map of its role: N × D.
  ///
  /// - Complexity: O(N·D²), on all cores.
  public func projections(
    of embeddings: EmbeddingMatrix, roles: [RetrievalRole]
  ) -> EmbeddingMatrix {
    EmbeddingMatrix(
      mapping: Array(0..<embeddings.rowCount), of: embeddings, width: dimension,
      operations: dimension * dimension
    ) { row, embedding, projection in project(embedding, as: roles[row], into: projection) }
  }

  /// How many of the nearest phrases hubness is a mean of.
  static let neighbours = 10

  /// The hubness of every projected one-shot: its mean cosine to the phrases nearest to it; 0 where
  /// the base has no phrases.
  ///
  /// - Complexity: O(N·M·D), on all cores.
  public func hubness(of projections: EmbeddingMatrix) -> EmbeddingMatrix {
    // Projections of another width are refused where they are ranked.
    let count = projections.dimension == dimension ? phrases.count / dimension : 0
    return EmbeddingMatrix(
      mapping: Array(0..<projections.rowCount), of: projections, width: 1,
      operations: max(1, phrases.count)
    ) { _, projection, hubness in
      let cosines = phrases.withUnsafeBufferPointer { phrases in
        (0..<count).map { index in
          let row = phrases[index * dimension..<(index + 1) * dimension]
          return UnitVector.dot(UnsafeBufferPointer(rebasing: row), projection)
        }
      }
      let nearest = cosines.sorted(by: >).prefix(Self.neighbours)
      hubness[0] = nearest.isEmpty ? 0 : nearest.reduce(0, +) / Float(nearest.count)
    }
  }

  /// Tells one base from another: 16 hexadecimal digits that depend on the weights alone.
  public var fingerprint: String {
    knownFingerprint.value {
      var hash = FNV1a()
      for numbers in [query.mean, query.map, gallery.mean, gallery.map, phrases] {
        for number in numbers { hash.combine(number.bitPattern) }
      }
      return hash.hex
    }
  }

  /// Takes over what ``fingerprint`` was found to be before, of the same weights.
  public func know(fingerprint: String) { knownFingerprint.know(fingerprint) }
}
