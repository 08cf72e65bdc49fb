internal import Foundation
public import NeiroCore
internal import Synchronization

/// The exact nearest neighbours of every row of a matrix among its other rows, by cosine.
public struct NearestNeighbours: Sendable {
  /// N
  public let rowCount: Int
  /// k: how many neighbours a row has; fewer than asked for where there are not as many rows.
  public let count: Int
  /// N × k rows, each row's neighbours from the nearest on; equally near ones in the order of rows.
  /// −1 fills up where fewer could be compared.
  public let rows: [Int32]
  /// N × k: how near they are, less the neighbour's penalty; −∞ beside a −1.
  public let similarities: [Float]

  /// - Parameters:
  ///   - matrix: N × D, rows of unit length. A row that isn't finite is nobody's neighbour and has
  ///     none.
  ///   - count: k.
  ///   - penalties: What is taken off every similarity to a row, N numbers; none if empty.
  /// - Complexity: O(N²·D), on all cores; each pair is multiplied once. The result depends neither on
  ///   the number of cores nor on the width of their vectors.
  public init(of matrix: EmbeddingMatrix, count: Int, penalties: [Float] = []) {
    precondition(penalties.isEmpty || penalties.count == matrix.rowCount, "a penalty for each row")
    let n = matrix.rowCount
    rowCount = n
    let k = max(0, min(count, n - 1))
    self.count = k
    guard k > 0 else {
      (rows, similarities) = ([], [])
      return
    }
    let best = matrix.withRows { values in
      Self.search(RowProducts(values: values, count: n, width: matrix.dimension), k, penalties)
    }
    (rows, similarities) = (best.rows, best.scores)
  }

  /// The neighbours of one row, from the nearest on.
  public func of(_ row: Int) -> ArraySlice<Int32> {
    rows[row * count..<(row + 1) * count].prefix { $0 >= 0 }
  }

  private static func search(
    _ products: RowProducts, _ count: Int, _ penalties: [Float]
  ) -> BestRows {
    let next = Atomic(products.blockCount)
    let operations = products.count * products.count / 2 * products.width
    // Threads cost more than they save below a few million multiplications.
    let workers =
      operations < 4_000_000
      ? 1 : min(ProcessInfo.processInfo.activeProcessorCount, products.blockCount)
    nonisolated(unsafe) let products = products
    // A pair belongs to two rows, so every worker keeps lists of its own for all of them.
    let found = Parallel.map(Array(0..<workers)) { _ in
      var best = BestRows(rowCount: products.count, count: count)
      // The last blocks have the most rows before them: with them first, the workers end together.
      while true {
        let block = next.subtract(1, ordering: .relaxed).newValue
        guard block >= 0 else { return best }
        products.forEachTile(ofBlock: block) { best.add($0, penalties) }
      }
    }
    return found.dropFirst().reduce(into: found[0]) { $0.add($1) }
  }
}
