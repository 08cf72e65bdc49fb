/// Puts columns on one scale: each less its mean over a library of presets, divided by its spread
/// there and by the root of the size of its group, times the weight of the group.
struct Standardisation: Sendable {
  /// What to subtract from each column, and to multiply it by after that.
  private let means: [Double]
  private let factors: [Double]

  /// - Parameters:
  ///   - means: One for each column.
  ///   - spreads: One for each column, above 0; nil leaves columns of one unit as they are.
  ///   - groups: Size and weight of each group, in the order of the columns.
  init(
    means: [Double], spreads: [Double]?, groups: [(columnCount: Int, weight: Double)]
  ) {
    let weights = groups.flatMap { group in
      let weight = group.weight / Double(group.columnCount).squareRoot()
      return [Double](repeating: weight, count: group.columnCount)
    }
    self.means = means
    factors = spreads.map { zip(weights, $0).map { $0 / $1 } } ?? weights
  }

  func values(of columns: [Double]) -> [Float] {
    columns.indices.map { Float((columns[$0] - means[$0]) * factors[$0]) }
  }

  /// Tells these constants from others.
  var hash: String { Self.hash(means + factors) }

  /// The first 12 hexadecimal digits of the 64-bit FNV-1a hash of the numbers' bytes, lowest first.
  ///
  /// Source: <https://datatracker.ietf.org/doc/html/draft-eastlake-fnv>.
  static func hash(_ numbers: [Double]) -> String {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for number in numbers {
      for shift in stride(from: UInt64(0), to: 64, by: 8) {
        hash = (hash ^ (number.bitPattern >> shift & 0xFF)) &* 0x100_0000_01B3
      }
    }
    let digits = String(hash, radix: 16)
    return String((String(repeating: "0", count: 16 - digits.count) + digits).prefix(12))
  }
}
