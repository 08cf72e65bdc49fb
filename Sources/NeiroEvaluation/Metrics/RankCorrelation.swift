/// How far two lists of numbers order the same things alike.
public enum RankCorrelation {
  /// Spearman's ρ: Pearson's correlation of the ranks. Equal numbers share the mean of their ranks.
  ///
  /// - Returns: In −1…1; nil for fewer than two things, or where one list is constant.
  /// - Precondition: As many numbers in both, none of them NaN.
  ///
  /// Source: Spearman, "The proof and measurement of association between two things", American
  /// Journal of Psychology 15(1), 1904, <https://doi.org/10.2307/1412159>; equals SciPy's
  /// `spearmanr`.
  public static func spearman(_ x: [Double], _ y: [Double]) -> Double? {
    precondition(x.count == y.count, "two numbers of each thing")
    return pearson(midranks(x), midranks(y))
  }

  /// Kendall's τ-b: (concordant − discordant pairs) / √((n₀ − n₁)(n₀ − n₂)), where of all n₀ pairs
  /// n₁ are tied in x and n₂ in y. A pair that is tied in either is neither.
  ///
  /// - Returns: In −1…1; nil for fewer than two things, or where one list is constant.
  /// - Precondition: As many numbers in both, none of them NaN.
  /// - Complexity: O(n log n).
  ///
  /// Source: Kendall, "The treatment of ties in ranking problems", Biometrika 33(3), 1945,
  /// <https://doi.org/10.1093/biomet/33.3.239>; computed as by Knight, "A computer method for
  /// calculating Kendall's tau with ungrouped data", JASA 61, 1966,
  /// <https://doi.org/10.1080/01621459.1966.10480879>; equals SciPy's `kendalltau`.
  public static func kendall(_ x: [Double], _ y: [Double]) -> Double? {
    precondition(x.count == y.count, "two numbers of each thing")
    let order = x.indices.sorted { (x[$0], y[$0]) < (x[$1], y[$1]) }
    let all = pairs(x.count)
    let tiedX = tiedPairs(order) { x[$0] == x[$1] }
    let tiedBoth = tiedPairs(order) { x[$0] == x[$1] && y[$0] == y[$1] }
    var values = order.map { y[$0] }
    let discordant = inversions(&values)
    let tiedY = tiedPairs(Array(values.indices)) { values[$0] == values[$1] }
    guard all > tiedX, all > tiedY else { return nil }
    let difference = all - tiedX - tiedY + tiedBoth - 2 * discordant
    return Double(difference)
      / (Double(all - tiedX).squareRoot() * Double(all - tiedY).squareRoot())
  }

  /// The rank of each number from 1; equal numbers share the mean of their ranks.
  static func midranks(_ values: [Double]) -> [Double] {
    let order = values.indices.sorted { values[$0] < values[$1] }
    var ranks = [Double](repeating: 0, count: values.count)
    var start = 0
    while start < order.count {
      var end = start + 1
      while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
      for place in start..<end { ranks[order[place]] = Double(start + end + 1) / 2 }
      start = end
    }
    return ranks
  }

  private static func pearson(_ x: [Double], _ y: [Double]) -> Double? {
    guard !x.isEmpty else { return nil }
    let (meanX, meanY) = (x.mean, y.mean)
    var (xx, xy, yy) = (0.0, 0.0, 0.0)
    for (x, y) in zip(x, y) {
      xx += (x - meanX) * (x - meanX)
      xy += (x - meanX) * (y - meanY)
      yy += (y - meanY) * (y - meanY)
    }
    guard xx > 0, yy > 0 else { return nil }
    return min(max(xy / (xx.squareRoot() * yy.squareRoot()), -1), 1)
  }

  private static func pairs(_ count: Int) -> Int { count * (count - 1) / 2 }

  /// Pairs within the runs of neighbours that `isTied`.
  private static func tiedPairs(_ order: [Int], _ isTied: (Int, Int) -> Bool) -> Int {
    var (tied, run) = (0, 1)
    for (before, after) in zip(order, order.dropFirst()) {
      if isTied(before, after) {
        run += 1
      } else {
        tied += pairs(run)
        run = 1
      }
    }
    return tied + pairs(run)
  }

  /// Sorts by merging, and counts the pairs that stood the wrong way round.
  private static func inversions(_ values: inout [Double]) -> Int {
    var inversions = 0
    var width = 1
    while width < values.count {
      var merged: [Double] = []
      merged.reserveCapacity(values.count)
      for start in stride(from: 0, to: values.count, by: 2 * width) {
        let middle = min(start + width, values.count)
        let end = min(start + 2 * width, values.count)
        var (left, right) = (start, middle)
        while left < middle || right < end {
          if left < middle, right == end || values[left] <= values[right] {
            merged.append(values[left])
            left += 1
          } else {
            inversions += middle - left
            merged.append(values[right])
            right += 1
          }
        }
      }
      values = merged
      width *= 2
    }
    return inversions
  }
}

extension [Double] {
  /// NaN for no numbers.
  var mean: Double { reduce(0, +) / Double(count) }

  /// The deviation of a sample, with n − 1; NaN for fewer than two numbers.
  var sampleDeviation: Double {
    let mean = mean
    let squares = reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return count > 1 ? (squares / Double(count - 1)).squareRoot() : .nan
  }
}
