public import NeiroCore

/// The anchors of the anchor-level loss, each with its positive and its own negatives.
///
/// Every similar pair gives two anchors, one for each direction. A clip that only has dissimilar
/// labels is its own positive, so that its labels count too.
public struct AnchorBatch: Sendable {
  /// A rows of the embedding matrix.
  public let anchors: [Int]
  /// A rows: the positive of each anchor.
  public let positives: [Int]
  /// The rows labelled dissimilar to each anchor: hard negatives, always kept.
  public let hardNegatives: [Set<Int>]

  private let known: KnownSimilar
  private let limits: [Float]

  /// A library clip whose raw cosine comes closer to the anchor's than the positive's, less this
  /// share, may well be similar too and is no negative.
  static let positiveMargin: Float = 0.05

  public init(_ pairs: TrainingPairs, embeddings: EmbeddingMatrix) {
    let known = KnownSimilar(pairs.similar)
    var dissimilar: [Int: Set<Int>] = [:]
    for pair in pairs.dissimilar {
      dissimilar[pair.a, default: []].insert(pair.b)
      dissimilar[pair.b, default: []].insert(pair.a)
    }
    let directed =
      pairs.similar.map { ($0.a, $0.b) } + pairs.similar.map { ($0.b, $0.a) }
      + dissimilar.keys.filter { known.partners(of: $0).isEmpty }.sorted().map { ($0, $0) }
    anchors = directed.map(\.0)
    positives = directed.map(\.1)
    hardNegatives = anchors.map { dissimilar[$0] ?? [] }
    limits = directed.map { anchor, positive in
      let cosine = embeddings.withRow(anchor) { anchor in
        embeddings.withRow(positive) { UnitVector.dot(anchor, $0) }
      }
      return min(cosine - Self.positiveMargin * abs(cosine), ClipGroups.nearDuplicateCosine)
    }
    self.known = known
  }

  /// Whether library row `row` may be a negative of anchor number `index`: it is neither the anchor
  /// itself nor known or implied to be similar, nor as near as the positive or a near-duplicate.
  ///
  /// - Parameters:
  ///   - row: The library clip's row.
  ///   - cosine: Its raw cosine to the anchor.
  ///   - index: The number of the anchor in this batch.
  /// - Returns: false where the mask excludes it.
  public func allows(_ row: Int, at cosine: Float, asNegativeOf index: Int) -> Bool {
    cosine < limits[index] && !known.contains(anchors[index], row)
  }
}
