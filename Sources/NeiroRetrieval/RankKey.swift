/// A score and its row in one word, so that keys compare as a ranking does: a greater key comes
/// first, which is a higher score or, among equal scores, a lower row.
struct RankKey: Comparable, Sendable {
  private let bits: UInt64

  /// - Precondition: `score` is finite and `row` fits 32 bits.
  init(score: Float, row: Int) {
    // Adding zero turns −0 into +0, which it equals. Then the bits of floats sort as floats do
    // once those of negative numbers are inverted and the sign bit of the others is set.
    let pattern = (score + 0).bitPattern
    let ordered = pattern & 0x8000_0000 == 0 ? pattern | 0x8000_0000 : ~pattern
    bits = UInt64(ordered) << 32 | UInt64(UInt32.max - UInt32(row))
  }

  var row: Int { Int(UInt32.max - UInt32(truncatingIfNeeded: bits)) }

  static func < (left: RankKey, right: RankKey) -> Bool { left.bits < right.bits }
}

/// The exact best rows of a list of scores, best first; equal scores keep the order of their rows.
enum TopRows {
  /// - Parameters:
  ///   - count: k. At most as many rows come back, fewer if fewer are admitted.
  ///   - scores: N finite scores.
  ///   - isAdmitted: Whether a row may be in the result; asked only of rows that would get in.
  /// - Returns: Rows, best first.
  /// - Complexity: O(N + k log k · log N) on unordered scores; O(N log N) when k is near N.
  static func select(
    _ count: Int, of scores: [Float], where isAdmitted: (Int) -> Bool
  ) -> [Int] {
    guard count > 0, !scores.isEmpty else { return [] }
    return count < scores.count / 4
      ? selectByHeap(count, of: scores, where: isAdmitted)
      : selectBySorting(count, of: scores, where: isAdmitted)
  }

  private static func selectBySorting(
    _ count: Int, of scores: [Float], where isAdmitted: (Int) -> Bool
  ) -> [Int] {
    let keys = scores.indices.map { RankKey(score: scores[$0], row: $0) }.sorted(by: >)
    var rows: [Int] = []
    rows.reserveCapacity(min(count, keys.count))
    for key in keys where isAdmitted(key.row) {
      rows.append(key.row)
      if rows.count == count { break }
    }
    return rows
  }

  private static func selectByHeap(
    _ count: Int, of scores: [Float], where isAdmitted: (Int) -> Bool
  ) -> [Int] {
    var best = Largest<RankKey>(count)
    for row in scores.indices {
      let key = RankKey(score: scores[row], row: row)
      if best.least.map({ key > $0 }) ?? true, isAdmitted(row) { best.insert(key) }
    }
    return best.elements.sorted(by: >).map(\.row)
  }
}
