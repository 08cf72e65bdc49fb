/// Judged pairs in the order of one score, so that pair metrics under any weights take one pass.
///
/// A weight is how often a pair counts: 1 for every pair is the metric itself, the counts of a
/// bootstrap's draw give the metric over that draw.
struct PairOrder: Sendable {
  private struct Entry {
    /// Whose weight it has.
    let unit: Int32
    let isSimilar: Bool
    /// Whether its score is lower than that of the entry before it.
    let opensBlock: Bool
  }

  /// The highest score first.
  private let entries: [Entry]

  /// What one pass finds.
  struct Tally {
    var similar = 0.0
    var dissimilar = 0.0
    /// Comparisons of a similar with a dissimilar pair that come out right; a tie is half a win.
    var wins = 0.0
    /// Σ of the precision at the similar pairs.
    var precisions = 0.0

    /// Comparisons there are.
    var comparisons: Double { similar * dissimilar }
    var rocAUC: Double? { comparisons > 0 ? wins / comparisons : nil }
    var averagePrecision: Double? { comparisons > 0 ? precisions / similar : nil }
  }

  /// - Parameter pairs: Their scores; `unit` says which of the weights is theirs.
  init(_ pairs: [(score: Double, isSimilar: Bool, unit: Int)]) {
    let sorted = pairs.sorted { $0.score > $1.score }
    entries = sorted.indices.map { index in
      Entry(
        unit: Int32(sorted[index].unit), isSimilar: sorted[index].isSimilar,
        opensBlock: index > 0 && sorted[index].score < sorted[index - 1].score)
    }
  }

  /// - Parameter weights: How often each unit counts.
  /// - Returns: What the weighted pairs come to.
  /// - Complexity: O(pairs).
  func tally(_ weights: UnsafeBufferPointer<Int32>) -> Tally {
    var tally = Tally()
    // The block of equal scores that is being read.
    var (similar, dissimilar) = (0.0, 0.0)
    func close() {
      tally.wins += dissimilar * (tally.similar + similar / 2)
      tally.similar += similar
      tally.dissimilar += dissimilar
      if similar > 0 {
        tally.precisions += similar * tally.similar / (tally.similar + tally.dissimilar)
      }
      (similar, dissimilar) = (0, 0)
    }
    entries.withUnsafeBufferPointer { entries in
      for entry in entries {
        if entry.opensBlock { close() }
        let weight = Double(weights[Int(entry.unit)])
        if entry.isSimilar { similar += weight } else { dissimilar += weight }
      }
    }
    close()
    return tally
  }

  /// Every pair once. The units have to be 0.
  static func tally(similar: [Double], dissimilar: [Double]) -> Tally {
    let order = PairOrder(
      similar.map { ($0, true, 0) } + dissimilar.map { ($0, false, 0) })
    return [Int32(1)].withUnsafeBufferPointer(order.tally)
  }
}
