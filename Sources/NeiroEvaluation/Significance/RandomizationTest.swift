import NeiroCore

/// The paired randomisation test: how often chance alone would make a mean difference this large.
///
/// If two systems are equally good, each unit's two values might as well be the other way round.
/// So every difference may change its sign; the p-value is the share of all 2ⁿ ways to choose the
/// signs whose mean is at least as far from zero as the one that was found (two-sided). Where more
/// than ``exactLimit`` differences are not zero, signs are drawn, and p is (1 + as far) / (1 + draws):
/// it is never 0. Differences of zero decide nothing. Sums that agree within rounding count as
/// equally far.
///
///     RandomizationTest(seed: 1).pValue(of: [0.1, 0.0, -0.02, 0.2])
///
/// Source: Fisher, The Design of Experiments, 1935; Smucker, Allan and Carterette, "A comparison of
/// statistical significance tests for information retrieval evaluation", CIKM 2007,
/// <https://doi.org/10.1145/1321440.1321528>; Phipson and Smyth, "Permutation p-values should never
/// be zero", 2010, <https://doi.org/10.2202/1544-6115.1585>. Exact p-values equal those of SciPy's
/// `permutation_test` with `permutation_type="samples"`.
public struct RandomizationTest: Hashable, Sendable {
  public let seed: UInt64
  /// How many choices of signs are drawn where there are too many for all.
  public let draws: Int

  /// How many differences that are not zero may have all their signs tried.
  public static let exactLimit = 16

  /// - Precondition: `draws > 0`.
  public init(seed: UInt64 = 1, draws: Int = 10_000) {
    precondition(draws > 0, "a test needs draws")
    self.seed = seed
    self.draws = draws
  }

  /// - Parameter differences: after − before, one for each query.
  /// - Returns: In 0…1; 1 where all differences are zero; nil for none.
  public func pValue(of differences: [Double]) -> Double? {
    guard !differences.isEmpty else { return nil }
    let table = UnitTable(rows: differences.map { [$0, 0] }, columns: 2)
    return pValues(of: table, [(after: 0, before: 1)])[0]
  }

  /// The p-values of many differences of columns; signs are drawn once for all of them.
  func pValues(of table: UnitTable, _ pairs: [(after: Int, before: Int)]) -> [Double] {
    let columns = (0..<table.columns).map(table.column)
    let differences = pairs.map { pair in
      zip(columns[pair.after], columns[pair.before]).map { $0 - $1 }.filter { $0 != 0 }
    }
    let isDrawn = differences.contains { $0.count > Self.exactLimit }
    let sums = isDrawn ? signedSums(of: table) : []
    return pairs.indices.map { index in
      let observed = differences[index]
      guard !observed.isEmpty else { return 1 }
      if observed.count <= Self.exactLimit { return Self.exactPValue(of: observed) }
      let (after, before) = pairs[index]
      let size = zip(columns[after], columns[before]).reduce(0) { $0 + abs($1.0) + abs($1.1) }
      let least = abs(observed.reduce(0, +)) - Self.rounding * size
      let far = stride(from: 0, to: sums.count, by: table.columns).count {
        abs(sums[$0 + after] - sums[$0 + before]) >= least
      }
      return Self.share(far, of: draws)
    }
  }

  /// How far two sums may differ and still be the same one, for each unit of what is summed.
  static let rounding = 1e-12

  /// The p-value where `far` of the draws were as far from zero as what was found.
  static func share(_ far: Int, of draws: Int) -> Double {
    Double(far + 1) / Double(draws + 1)
  }

  private static func exactPValue(of differences: [Double]) -> Double {
    // The first keeps its sign: the other half of all sums is these, negated.
    var sums = [differences[0]]
    for difference in differences.dropFirst() {
      sums = sums.flatMap { [$0 + difference, $0 - difference] }
    }
    let size = differences.reduce(0) { $0 + abs($1) }
    let least = abs(differences.reduce(0, +)) - rounding * size
    return Double(sums.count { abs($0) >= least }) / Double(sums.count)
  }

  /// The sums of every column under drawn signs, draw after draw. A unit has one sign in all columns,
  /// so that the sum of a difference is the difference of the sums.
  private func signedSums(of table: UnitTable) -> [Double] {
    let words = (table.units + 63) / 64
    let totals = (0..<table.columns).map { table.column($0).reduce(0, +) }
    return Draws.run(draws, width: table.columns, numbers: words, seed: seed, scratch: { () }) {
      _, generator, _, sums in
      for word in 0..<words {
        var signs = generator.next()
        for unit in word * 64..<min((word + 1) * 64, table.units) {
          if signs & 1 == 1 { table.add(unit, times: -2, to: sums) }
          signs >>= 1
        }
      }
      for column in sums.indices { sums[column] += totals[column] }
    }
  }
}
