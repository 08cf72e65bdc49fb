/// The values of many columns for the same units: a row for each query, a column for each metric of
/// each system.
struct UnitTable: Sendable {
  let units: Int
  let columns: Int
  /// Row after row.
  let values: [Double]

  /// - Precondition: All rows have `columns` numbers.
  init(rows: [[Double]], columns: Int) {
    precondition(rows.allSatisfy { $0.count == columns }, "ragged table")
    units = rows.count
    self.columns = columns
    values = rows.flatMap(\.self)
  }

  func column(_ column: Int) -> [Double] {
    (0..<units).map { values[$0 * columns + column] }
  }

  /// Adds `factor` times a row to `sums`, which has a number for each column.
  func add(_ row: Int, times factor: Double, to sums: UnsafeMutableBufferPointer<Double>) {
    values.withUnsafeBufferPointer { values in
      let start = row * columns
      for column in 0..<columns { sums[column] += factor * values[start + column] }
    }
  }
}
