/// Some rows of a matrix.
public struct RowSet: Hashable, Sendable {
  private var words: [UInt64]
  /// N: rows are counted from 0 to N − 1.
  public let rowCount: Int

  /// - Parameters:
  ///   - rowCount: N.
  ///   - isMember: Whether a row belongs to the set.
  public init(rowCount: Int, where isMember: (Int) throws -> Bool) rethrows {
    self.rowCount = rowCount
    words = [UInt64](repeating: 0, count: (rowCount + 63) / 64)
    for row in 0..<rowCount where try isMember(row) { insert(row) }
  }

  /// All rows.
  public init(allOf rowCount: Int) {
    self.rowCount = rowCount
    words = [UInt64](repeating: .max, count: (rowCount + 63) / 64)
    if !rowCount.isMultiple(of: 64) { words[words.count - 1] = 1 << UInt64(rowCount % 64) - 1 }
  }

  public func contains(_ row: Int) -> Bool {
    words[row >> 6] >> UInt64(row & 63) & 1 == 1
  }

  public mutating func insert(_ row: Int) { words[row >> 6] |= 1 << UInt64(row & 63) }
  public mutating func remove(_ row: Int) { words[row >> 6] &= ~(1 << UInt64(row & 63)) }

  public mutating func formIntersection(_ other: RowSet) {
    precondition(other.rowCount == rowCount, "rows of another matrix")
    for index in words.indices { words[index] &= other.words[index] }
  }

  /// How many rows there are in the set.
  public var count: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }
  public var isEmpty: Bool { words.allSatisfy { $0 == 0 } }
}
