/// Rows joined into ever larger groups, those of the greatest mean similarity first, and the order in
/// which that lays them out: whatever is alike lies side by side.
///
/// *Source*: Sokal and Michener, "A statistical method for evaluating systematic relationships", 1958
/// (UPGMA); found by the nearest-neighbour chain of Murtagh, 1983,
/// <https://doi.org/10.1093/comjnl/26.4.354>. Heights equal 1 − those of SciPy's `linkage(…,
/// "average")` on cosine distances.
public struct AverageLinkage: Sendable {
  /// The mean similarity of the two groups at each joining, the greatest first.
  public let heights: [Double]
  /// All rows, as they are to be laid out.
  public let order: [Int]

  /// - Parameter similarities: N × N, symmetric and finite.
  /// - Complexity: O(N²)
  public init(_ similarities: [[Double]]) {
    let n = similarities.count
    var means = similarities
    var groups: [[Int]?] = (0..<n).map { [$0] }
    var chain: [Int] = []
    var heights: [Double] = []
    while heights.count < n - 1 {
      if chain.isEmpty { chain = [groups.firstIndex { $0 != nil } ?? 0] }
      let top = chain[chain.count - 1]
      let before = chain.count > 1 ? chain[chain.count - 2] : nil
      // The one before wins a tie, so that the chain ends.
      var best = before
      for other in 0..<n where other != top && groups[other] != nil {
        if best.map({ means[top][other] > means[top][$0] }) ?? true { best = other }
      }
      guard let best else { break }
      guard best == before else {
        chain.append(best)
        continue
      }
      chain.removeLast(2)
      guard let left = groups[top], let right = groups[best] else { break }
      heights.append(means[top][best])
      let (a, b) = (Double(left.count), Double(right.count))
      for other in 0..<n where groups[other] != nil {
        means[top][other] = (a * means[top][other] + b * means[best][other]) / (a + b)
        means[other][top] = means[top][other]
      }
      groups[top] = Self.joined(left, right, similarities)
      groups[best] = nil
    }
    self.heights = heights.sorted(by: >)
    order = groups.compactMap(\.self).flatMap(\.self)
  }

  /// Two groups side by side, turned so that the ends that touch are the most alike.
  private static func joined(
    _ left: [Int], _ right: [Int], _ similarities: [[Double]]
  ) -> [Int] {
    let ways = [
      (left, right), (left.reversed(), right), (left, right.reversed()),
      (left.reversed(), right.reversed()),
    ]
    func touch(_ way: ([Int], [Int])) -> Double {
      guard let end = way.0.last, let start = way.1.first else { return -.infinity }
      return similarities[end][start]
    }
    let best = ways.dropFirst().reduce(ways[0]) { touch($1) > touch($0) ? $1 : $0 }
    return best.0 + best.1
  }
}
