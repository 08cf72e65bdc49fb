internal import NeiroCore

/// Groups of sounds, by k-means on the unit sphere over a sample of the library.
///
/// *Source*: Dhillon and Modha, "Concept decompositions for large sparse text data using clustering",
/// Machine Learning 42, 2001, <https://doi.org/10.1023/A:1007612920971>.
struct LibraryClusters: Sendable {
  /// Each two groups that have members, those with the most alike centres first.
  let borders: [UnorderedRows]
  private let ground: AskingGround
  private let centres: [[Float]]
  /// Some targets and some clips of each group.
  private let targets: [[Int]]
  private let clips: [[Int]]

  /// Enough to know the groups by, of a large library.
  private static let mostRows = 2000
  /// More groups have too little in common, fewer too much.
  private static let mostClusters = 20
  private static let rounds = 8
  /// How many of a group's clips are looked at across a border.
  private static let lookedAt = 40

  init(_ ground: AskingGround, generator: inout SeededGenerator) {
    let rows = Array(generator.shuffle(ground.library).prefix(Self.mostRows))
    let count = min(Self.mostClusters, Int(Double(rows.count).squareRoot()))
    var centres = rows.prefix(count).map { ground.embeddings[$0] }
    for _ in 0..<Self.rounds {
      let nearest = Parallel.map(rows) { [centres] in Self.nearest(to: $0, of: centres, ground) }
      var sums = centres.map { [Float](repeating: 0, count: $0.count) }
      for (row, cluster) in zip(rows, nearest) {
        ground.embeddings.withRow(row) { x in
          for d in x.indices { sums[cluster][d] += x[d] }
        }
      }
      // A group that lost its members keeps its centre.
      for index in centres.indices where sums[index].contains(where: { $0 != 0 }) {
        sums[index].withUnsafeMutableBufferPointer { UnitVector.normalize($0) }
        centres[index] = sums[index]
      }
    }
    func members(_ rows: [Int]) -> [[Int]] {
      var members = centres.map { _ in [Int]() }
      let nearest = Parallel.map(rows) { [centres] in Self.nearest(to: $0, of: centres, ground) }
      for (row, cluster) in zip(rows, nearest) where members[cluster].count < Self.lookedAt {
        members[cluster].append(row)
      }
      return members
    }
    self.ground = ground
    self.centres = centres
    clips = members(rows)
    targets =
      ground.targets == ground.library
      ? clips : members(Array(generator.shuffle(ground.targets).prefix(Self.mostRows)))
    borders = Self.borders(centres) { [clips, targets] a, b in
      !(targets[a].isEmpty || clips[b].isEmpty) || !(targets[b].isEmpty || clips[a].isEmpty)
    }
  }

  /// The group of any row.
  func cluster(of row: Int) -> Int { Self.nearest(to: row, of: centres, ground) }

  /// Pairs of a target on one side and a clip on the other, the most alike first.
  func nearest(across border: UnorderedRows) -> [RowPair] {
    var pairs: [RowPair] = []
    for (from, to) in [(border.low, border.high), (border.high, border.low)] {
      for target in targets[from] { pairs += clips[to].map { RowPair(target, $0) } }
    }
    let cosines = Parallel.map(pairs) { ground.cosine($0.a, $0.b) }
    return pairs.indices.sorted { (cosines[$0], $1) > (cosines[$1], $0) }.map { pairs[$0] }
  }

  private static func nearest(to row: Int, of centres: [[Float]], _ ground: AskingGround) -> Int {
    ground.embeddings.withRow(row) { x in
      var best = (index: 0, cosine: -Float.infinity)
      for (index, centre) in centres.enumerated() {
        let cosine = centre.withUnsafeBufferPointer { UnitVector.dot(x, $0) }
        if cosine > best.cosine { best = (index, cosine) }
      }
      return best.index
    }
  }

  private static func borders(
    _ centres: [[Float]], isUsable: (Int, Int) -> Bool
  ) -> [UnorderedRows] {
    let pairs = centres.indices.flatMap { a in
      (a + 1..<max(a + 1, centres.count)).filter { isUsable(a, $0) }
        .map { UnorderedRows(RowPair(a, $0)) }
    }
    let cosines = pairs.map { pair in
      centres[pair.low].withUnsafeBufferPointer { a in
        centres[pair.high].withUnsafeBufferPointer { UnitVector.dot(a, $0) }
      }
    }
    return pairs.indices.sorted { (cosines[$0], $1) > (cosines[$1], $0) }.map { pairs[$0] }
  }
}
