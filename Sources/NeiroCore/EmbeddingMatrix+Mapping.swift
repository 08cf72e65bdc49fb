extension EmbeddingMatrix {
  /// A matrix whose rows are made one by one, on all cores.
  ///
  /// - Parameters:
  ///   - rowCount: N.
  ///   - width: Numbers in a row.
  ///   - operations: Multiplications for one row, roughly.
  ///   - fill: Fills one row; called with the row's number, from several threads.
  public init(
    rowCount: Int, width: Int, operations: Int,
    _ fill: @Sendable (Int, UnsafeMutableBufferPointer<Float>) -> Void
  ) {
    // Straight into the matrix's own memory: for 30,000 × 512, clearing and copying an array
    // would take as long as projecting with a small head.
    nonisolated(unsafe) let values = UnsafeMutablePointer<Float>.allocate(
      capacity: rowCount * width)
    // Each row writes numbers of its own, so the parts never meet.
    Parallel.forEachPart(of: rowCount, operations: rowCount * operations) { part in
      for row in part {
        fill(row, UnsafeMutableBufferPointer(start: values + row * width, count: width))
      }
    }
    self.init(rowCount: rowCount, dimension: width, base: values) { values.deallocate() }
  }

  /// A matrix whose rows are made of some rows of another, on all cores.
  ///
  /// - Parameters:
  ///   - rows: Which rows, in the order of the result.
  ///   - embeddings: The other matrix.
  ///   - width: How many numbers a row is mapped to.
  ///   - operations: Multiplications for one row, roughly.
  ///   - map: Fills one row of the result; called with the row's number, from several threads.
  public init(
    mapping rows: [Int], of embeddings: EmbeddingMatrix, width: Int, operations: Int,
    _ map: @Sendable (Int, UnsafeBufferPointer<Float>, UnsafeMutableBufferPointer<Float>) -> Void
  ) {
    self.init(rowCount: rows.count, width: width, operations: operations) { index, mapped in
      embeddings.withRow(rows[index]) { map(rows[index], $0, mapped) }
    }
  }
}
