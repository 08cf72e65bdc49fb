import NeiroCore

extension PairedBootstrap {
  /// The means of every column of a table over the same draws of its rows.
  ///
  /// The draws are those of ``difference(of:)``. They are made once, as counts, and every column
  /// takes them: thirty columns cost little more than one.
  ///
  /// - Complexity: O(draws · units · columns), on all cores.
  func means(of table: UnitTable) -> DrawnMeans {
    let units = table.units
    guard units > 0 else { return DrawnMeans(bootstrap: self, table: table, drawn: []) }
    let drawn = Draws.run(
      draws, width: table.columns, numbers: units, seed: seed,
      scratch: { [Int32](repeating: 0, count: units) }
    ) { _, generator, counts, sums in
      Self.count(picks: units, into: &counts, &generator)
      for unit in 0..<units where counts[unit] > 0 {
        table.add(unit, times: Double(counts[unit]), to: sums)
      }
      for column in sums.indices { sums[column] /= Double(units) }
    }
    return DrawnMeans(bootstrap: self, table: table, drawn: drawn)
  }

  /// Draws as many units as there are, with replacement, and counts how often each came.
  static func count(
    picks units: Int, into counts: inout [Int32], _ generator: inout SeededGenerator
  ) {
    for unit in 0..<units { counts[unit] = 0 }
    for _ in 0..<units { counts[generator.index(below: units)] += 1 }
  }
}

/// What a bootstrap drew of every column of a table.
struct DrawnMeans: Sendable {
  let bootstrap: PairedBootstrap
  let table: UnitTable
  /// Draw after draw, a mean for each column.
  fileprivate let drawn: [Double]

  fileprivate init(bootstrap: PairedBootstrap, table: UnitTable, drawn: [Double]) {
    self.bootstrap = bootstrap
    self.table = table
    self.drawn = drawn
  }

  /// The mean of a column with its interval; nil for no units.
  func interval(of column: Int) -> Difference? {
    bootstrap.interval(
      estimate: table.column(column).mean,
      drawn: stride(from: column, to: drawn.count, by: table.columns).map { drawn[$0] })
  }

  /// The mean of `after` − `before` with its interval; nil for no units.
  func interval(of after: Int, minus before: Int) -> Difference? {
    let differences = zip(table.column(after), table.column(before)).map { $0 - $1 }
    return bootstrap.interval(
      estimate: differences.mean,
      drawn: stride(from: 0, to: drawn.count, by: table.columns).map {
        drawn[$0 + after] - drawn[$0 + before]
      })
  }
}
