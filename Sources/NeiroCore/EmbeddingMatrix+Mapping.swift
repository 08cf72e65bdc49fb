extension EmbeddingMatrix {
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
    // Straight into the matrix's own memory: for 30,000 × 512, clearing and copying an array
    // would take as long as projecting with a small head.
    nonisolated(unsafe) let values = UnsafeMutablePointer<Float>.allocate(
      capacity: rows.count * width)
    // Each row writes numbers of its own, so the parts never meet.
    Parallel.forEachPart(of: rows.count, operations: rows.count * operations) { part in
      for index in part {
        let projection = UnsafeMutableBufferPointer(start: values + index * width, count: width)
        embeddings.withRow(rows[index]) { map(rows[index], $0, projection) }
      }
    }
    self.init(rowCount: rows.count, dimension: width, base: values) { values.deallocate() }
  }
}
