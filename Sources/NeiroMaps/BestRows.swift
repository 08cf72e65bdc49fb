/// For each of N rows the k best others seen so far, best first; of equal scores the lower row.
///
/// That is a total order, so the lists don't depend on the order in which scores are added.
struct BestRows: Sendable {
  /// N × k; −1 where none is yet.
  private(set) var rows: [Int32]
  /// N × k
  private(set) var scores: [Float]
  /// N: the score of each list's last place.
  private var worst: [Float]
  private let count: Int

  init(rowCount: Int, count: Int) {
    self.count = count
    rows = Array(repeating: -1, count: rowCount * count)
    scores = Array(repeating: -.infinity, count: rowCount * count)
    worst = Array(repeating: -.infinity, count: rowCount)
  }

  /// Adds a tile's products to the lists of its rows and, seen from there, of its columns.
  ///
  /// - Parameters:
  ///   - tile: Part of all products.
  ///   - penalties: What is taken off a score of each row; none if empty.
  mutating func add(_ tile: RowProducts.Tile, _ penalties: [Float]) {
    for row in tile.rows {
      let products = tile.row(row)
      let penalty = penalties.isEmpty ? 0 : penalties[row]
      for column in max(row + 1, tile.columns.lowerBound)..<max(row + 1, tile.columns.upperBound) {
        let product = products[column - tile.columns.lowerBound]
        let there = penalties.isEmpty ? product : product - penalties[column]
        if there >= worst[row] { insert(there, column, of: row) }
        if product - penalty >= worst[column] { insert(product - penalty, row, of: column) }
      }
    }
  }

  /// Adds what another one has found.
  mutating func add(_ other: BestRows) {
    for row in worst.indices {
      for place in row * count..<(row + 1) * count where other.rows[place] >= 0 {
        insert(other.scores[place], Int(other.rows[place]), of: row)
      }
    }
  }

  private mutating func insert(_ score: Float, _ candidate: Int, of row: Int) {
    // NaN never gets here; what is infinite can't be compared either.
    guard score.isFinite else { return }
    let candidate = Int32(candidate)
    let first = row * count
    var place = first + count
    while place > first {
      let before = scores[place - 1]
      guard score > before || score == before && candidate < rows[place - 1] else { break }
      place -= 1
    }
    guard place < first + count else { return }
    var last = first + count - 1
    while last > place {
      scores[last] = scores[last - 1]
      rows[last] = rows[last - 1]
      last -= 1
    }
    scores[place] = score
    rows[place] = candidate
    worst[row] = scores[first + count - 1]
  }
}
