enum Transposition {
  private static let tile = 16

  /// Swaps rows and columns, tile by tile: each line of memory is used up before it leaves the cache.
  ///
  /// - Parameters:
  ///   - matrix: `[rows, columns]` row-major.
  ///   - rows: Its rows.
  ///   - columns: Its columns.
  /// - Returns: `[columns, rows]` row-major.
  static func transposed(_ matrix: [Float], rows: Int, columns: Int) -> [Float] {
    precondition(matrix.count == rows * columns, "a matrix of rows × columns")
    return [Float](unsafeUninitializedCapacity: matrix.count) { swapped, count in
      matrix.withUnsafeBufferPointer { matrix in
        for firstRow in stride(from: 0, to: rows, by: tile) {
          for firstColumn in stride(from: 0, to: columns, by: tile) {
            for row in firstRow..<min(firstRow + tile, rows) {
              for column in firstColumn..<min(firstColumn + tile, columns) {
                swapped[column * rows + row] = matrix[row * columns + column]
              }
            }
          }
        }
      }
      count = matrix.count
    }
  }
}
