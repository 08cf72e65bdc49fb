public import NeiroCore
internal import NeiroEvaluation

/// Where similar partners rank before a head and blended with it, out of fold; means over clip
/// groups.
public struct RankFigures: Hashable, Sendable {
  /// 1 / log₂(1 + rank), 0 from rank 11 on.
  public let topTenBefore: Double
  public let topTenAfter: Double
  public let topTenGain: Difference
  /// ln(rank before) − ln(blended rank).
  public let rankGain: Difference
  /// Independent clip groups.
  public let groups: Int

  /// - Parameters:
  ///   - groups: Changes, in groups that are independent of each other; a group counts once.
  ///   - index: Which α.
  ///   - bootstrap: Gives both intervals.
  ///
  /// nil for no groups.
  init?(_ groups: [[RankChange]], at index: Int, _ bootstrap: PairedBootstrap) {
    func means(_ value: (RankChange) -> Double) -> [Double] { groups.map { $0.mean(value) } }
    guard
      let topTenGain = bootstrap.difference(of: means { $0.topTenGain(index) }),
      let rankGain = bootstrap.difference(of: means { $0.rankGain(index) })
    else { return nil }
    self.topTenGain = topTenGain
    self.rankGain = rankGain
    self.groups = groups.count
    topTenBefore = means { RankChange.discount($0.before) }.mean(\.self)
    topTenAfter = means { RankChange.discount($0.after[index]) }.mean(\.self)
  }
}

extension Array {
  /// 0 for no elements.
  func mean(_ value: (Element) -> Double) -> Double {
    isEmpty ? 0 : reduce(0) { $0 + value($1) } / Double(count)
  }
}

extension [RankChange] {
  /// Those of each clip group, by the groups' numbers.
  func grouped(by groupOfRow: [Int: Int]) -> [(group: Int, changes: [RankChange])] {
    Dictionary(grouping: self) { groupOfRow[$0.query] ?? -1 }
      .sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }
}
