internal import NeiroCore
internal import NeiroHead
internal import NeiroPairs
internal import NeiroTorch

/// Pairs of places in a ``TrainingSample``.
struct PlacePairs {
  var left: [Int] = []
  var right: [Int] = []

  var count: Int { left.count }

  mutating func append(_ a: Int, _ b: Int) {
    left.append(a)
    right.append(b)
  }
}

/// The clips that one training looks at: all labelled ones, and some of the library.
struct TrainingSample {
  /// x of the labelled clips, then of the library's, `[R, D]`.
  let features: Tensor
  let similar: PlacePairs
  let implied: PlacePairs
  let dissimilar: PlacePairs
  /// The places of labelled clips.
  let labelled: Range<Int>
  /// The places of clips that stand for the library's structure.
  let structure: [Int]

  private let pool: Range<Int>
  /// The rows of the pool's clips.
  private let poolRows: [Int]
  private let anchors: AnchorBatch
  private let anchorPlaces: [Int]
  /// Raw cosines of anchors and pool, `[A, P]` row-major.
  private let cosines: [Float]

  /// Library clips that a training draws from.
  static let poolSize = 384
  /// Those of them whose structure is kept.
  static let structureSize = 128

  /// - Parameters:
  ///   - pairs: What to learn from.
  ///   - inputs: x of every row.
  ///   - raw: The encoder's embeddings, for the masks.
  ///   - library: Rows that stand for the library.
  ///   - poolSize: How many of them to look at.
  ///   - generator: Draws the pool.
  /// - Throws: ``TorchError``.
  init(
    _ pairs: TrainingPairs, inputs: (Int) -> [Float], raw: EmbeddingMatrix, library: [Int],
    poolSize: Int, generator: inout SeededGenerator
  ) throws(TorchError) {
    let rows = pairs.rows
    let touched = Set(rows)
    let free = library.filter { !touched.contains($0) }
    let drawn = generator.shuffle(free.count >= 20 ? free : library).prefix(poolSize)
    let place = Dictionary(uniqueKeysWithValues: rows.enumerated().map { ($1, $0) })
    func places(_ pairs: [RowPair]) -> PlacePairs {
      var found = PlacePairs()
      for pair in pairs {
        if let a = place[pair.a], let b = place[pair.b] { found.append(a, b) }
      }
      return found
    }
    let all = rows + drawn
    let values = all.flatMap(inputs)
    features = try Tensor(values, shape: [all.count, values.count / max(1, all.count)])
    similar = places(pairs.similar)
    dissimilar = places(pairs.dissimilar)
    implied = places(KnownSimilar(pairs.similar).impliedPairs)
    labelled = 0..<rows.count
    pool = rows.count..<all.count
    structure = Array(pool.prefix(Self.structureSize))
    anchors = AnchorBatch(pairs, embeddings: raw)
    // The last anchors are clips without a positive but themselves.
    anchorPlaces = anchors.anchors.prefix(2 * pairs.similar.count).compactMap { place[$0] }
    let anchorRows = Array(anchors.anchors.prefix(anchorPlaces.count))
    let rawAnchors = try Tensor(gathering: anchorRows, of: raw)
    cosines = try rawAnchors.matmul(Tensor(gathering: Array(drawn), of: raw).transposed()).values
    poolRows = Array(drawn)
  }

  /// Pairs of an anchor and a library clip that the masks let be its negative.
  func drawNegatives(_ count: Int, _ generator: inout SeededGenerator) -> PlacePairs {
    var pairs = PlacePairs()
    guard !anchorPlaces.isEmpty, !pool.isEmpty else { return pairs }
    for _ in 0..<count {
      let anchor = generator.index(below: anchorPlaces.count)
      let index = generator.index(below: pool.count)
      let cosine = cosines[anchor * pool.count + index]
      if anchors.allows(poolRows[index], at: cosine, asNegativeOf: anchor) {
        pairs.append(anchorPlaces[anchor], pool.lowerBound + index)
      }
    }
    return pairs
  }
}
