internal import NeiroCore

/// Groups of sounds, by k-means on the unit sphere over a sample of the library.
///
/// *Source*: Dhillon and Modha, "Concept decompositions for large sparse text data using clustering",
/// Machine Learning 42, 2001, <https://doi.org/10.1023/A:1007612920971>.
struct LibraryClusters: Sendable {
  /// Rows of the sample, by cluster.
  private let members: [[Int]]
  private let centres: [[Float]]
  private let clusterOfRow: [Int: Int]

  /// Enough to know the groups by, of a large library.
  private static let mostRows = 2000
  private static let mostClusters = 24
  private static let rounds = 8
  /// How many of a cluster's clips are looked at for its nearest across a border.
  private static let lookedAt = 40

  init(_ ground: AskingGround, generator: inout SeededGenerator) {
    let rows = Array(generator.shuffle(ground.library).prefix(Self.mostRows))
    let count = min(Self.mostClusters, max(1, rows.count / 8))
    var centres = rows.prefix(count).map { ground.embeddings[$0] }
    var assigned = [Int](repeating: 0, count: rows.count)
    for _ in 0..<Self.rounds where !rows.isEmpty {
      assigned = Parallel.map(rows) { [centres] row in
        ground.embeddings.withRow(row) { x in
          var best = (index: 0, cosine: -Float.infinity)
          for (index, centre) in centres.enumerated() {
            let cosine = centre.withUnsafeBufferPointer { UnitVector.dot(x, $0) }
            if cosine > best.cosine { best = (index, cosine) }
          }
          return best.index
        }
      }
      var sums = centres.map { [Float](repeating: 0, count: $0.count) }
      for (row, cluster) in zip(rows, assigned) {
        ground.embeddings.withRow(row) { x in
          for d in x.indices { sums[cluster][d] += x[d] }
        }
      }
      for index in centres.indices where sums[index].contains(where: { $0 != 0 }) {
        sums[index].withUnsafeMutableBufferPointer { UnitVector.normalize($0) }
        centres[index] = sums[index]
      }
    }
    var members = centres.map { _ in [Int]() }
    for (row, cluster) in zip(rows, assigned) { members[cluster].append(row) }
    self.members = members
    self.centres = Array(centres)
    clusterOfRow = Dictionary(uniqueKeysWithValues: zip(rows, assigned))
  }

  /// nil for a row outside the sample.
  func cluster(of row: Int) -> Int? { clusterOfRow[row] }

  /// Each cluster with those nearest to it, each pair once.
  func borders(neighbours: Int) -> [UnorderedRows] {
    var found: Set<UnorderedRows> = []
    for (index, centre) in centres.enumerated() where !members[index].isEmpty {
      let cosines = centres.map { other in
        centre.withUnsafeBufferPointer { a in
          other.withUnsafeBufferPointer { UnitVector.dot(a, $0) }
        }
      }
      let nearest = centres.indices.filter { $0 != index && !members[$0].isEmpty }
        .sorted { (cosines[$0], $1) > (cosines[$1], $0) }.prefix(neighbours)
      found.formUnion(nearest.map { UnorderedRows(RowPair(index, $0)) })
    }
    return found.sorted { ($0.low, $0.high) < ($1.low, $1.high) }
  }

  /// Pairs of one clip on each side, the most alike first.
  func nearest(across border: UnorderedRows, in ground: AskingGround) -> [RowPair] {
    let left = members[border.low].prefix(Self.lookedAt)
    let right = members[border.high].prefix(Self.lookedAt)
    let pairs = left.flatMap { a in right.map { RowPair(a, $0) } }
    let cosines = pairs.map { ground.cosine($0.a, $0.b) }
    return pairs.indices.sorted { (cosines[$0], $1) > (cosines[$1], $0) }.map { pairs[$0] }
  }
}
