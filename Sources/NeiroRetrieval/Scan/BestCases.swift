import CKernels

/// The best worst cases so far, and the rows whose best case reached them.
struct BestCases: Sendable {
  struct Candidate: Sendable {
    let row: UInt32
    /// Its score in the best case.
    let best: Float
  }

  private let limit: Int
  private var worst: Largest<Float>
  private(set) var candidates: [Candidate] = []
  /// What k rows of other parts are known to reach.
  private var floor = -Float.infinity

  /// - Parameter limit: k, at least one.
  init(_ limit: Int) {
    self.limit = limit
    worst = Largest(limit)
  }

  /// A score that k rows reach.
  var threshold: Float { max(floor, worst.least ?? -.infinity) }

  /// For another part of the rows: nothing of these, but what they reach.
  var follower: BestCases {
    var follower = BestCases(limit)
    follower.floor = threshold
    return follower
  }

  /// Takes over what another part's rows reach; not its candidates.
  mutating func merge(_ other: BestCases) {
    floor = max(floor, other.floor)
    for score in other.worst.elements { worst.insert(score) }
  }

  mutating func take(
    centres: UnsafePointer<Float>, radii: UnsafePointer<Float>, rows: Range<Int>,
    places: UnsafeMutablePointer<UInt32>, where isAdmitted: (Int) -> Bool
  ) {
    let found = kernel_reaching(centres, radii, rows.count, threshold, places)
    for index in 0..<found {
      let place = Int(places[index])
      let best = centres[place] + radii[place]
      guard best >= threshold, isAdmitted(rows.lowerBound + place) else { continue }
      candidates.append(Candidate(row: UInt32(rows.lowerBound + place), best: best))
      worst.insert(centres[place] - radii[place])
    }
  }
}
