/// Whether a system orders sounds as people did: its similarities beside rated dissimilarities.
struct RatingAgreement: Sendable {
  static let keys = ["triplet_agreement", "spearman", "kendall"]

  /// How far two rated dissimilarities must differ to say which is larger, as a share of the
  /// largest.
  static let clearDifference = 0.1

  /// The rated pairs i < j with the two numbers.
  private let pairs: [(i: Int, j: Int, rated: Double, similarity: Double)]
  /// Of each anchor the other two sounds of its clear triplets, and how far the system agrees: 1,
  /// 0.5 for a tie, 0.
  private let triplets: [[(i: Int, j: Int, agreement: Double)]]

  /// - Parameters:
  ///   - ratings: n sounds.
  ///   - similarity: n × n, symmetric.
  init(_ ratings: RatingMatrix, similarity: [[Double]]) {
    let sounds = 0..<ratings.count
    pairs = sounds.flatMap { i in
      sounds.dropFirst(i + 1).filter { !ratings[i, $0].isNaN }.map { j in
        (i, j, ratings[i, j], similarity[i][j])
      }
    }
    triplets = sounds.map { anchor in
      let others = sounds.filter { $0 != anchor && !ratings[anchor, $0].isNaN }
      return others.indices.flatMap { first in
        others[(first + 1)...].compactMap { j in
          let i = others[first]
          let people = ratings[anchor, i] - ratings[anchor, j]
          guard abs(people) > Self.clearDifference else { return nil }
          let system = similarity[anchor][j] - similarity[anchor][i]
          return (i, j, system == 0 ? 0.5 : (system > 0) == (people > 0) ? 1 : 0)
        }
      }
    }
  }

  /// The three metrics.
  ///
  /// Triplets are all (anchor, i, j) whose two rated dissimilarities differ clearly; the agreement
  /// is the share that the system orders as people did. The correlations are of similarity with
  /// negated dissimilarity over all rated pairs.
  ///
  /// - Parameter counts: How often each sound counts; a pair counts their product, a triplet too.
  /// - Returns: Triplet agreement, Spearman's ρ and Kendall's τ-b; NaN where undefined.
  func metrics(_ counts: [Int32]) -> [Double] {
    var (agreed, all) = (0.0, 0.0)
    for (anchor, triplets) in zip(counts, triplets) where anchor > 0 {
      for triplet in triplets {
        let weight = Double(anchor * counts[triplet.i] * counts[triplet.j])
        agreed += weight * triplet.agreement
        all += weight
      }
    }
    var (people, system): ([Double], [Double]) = ([], [])
    for pair in pairs {
      let times = Int(counts[pair.i] * counts[pair.j])
      people.append(contentsOf: repeatElement(-pair.rated, count: times))
      system.append(contentsOf: repeatElement(pair.similarity, count: times))
    }
    return [
      all > 0 ? agreed / all : .nan, RankCorrelation.spearman(people, system) ?? .nan,
      RankCorrelation.kendall(people, system) ?? .nan,
    ]
  }

  /// The triplet agreement of each anchor; nil for one without a clear triplet.
  var byAnchor: [Double?] {
    triplets.map { $0.isEmpty ? nil : $0.map(\.agreement).mean }
  }
}
