internal import Foundation
internal import NeiroCore
internal import NeiroEvaluation

/// Where one clip is ranked for a query, from 1: before, and by each blend that is tried.
struct RankChange {
  /// The query's row, and that of the clip that is ranked.
  let query: Int
  var partner = -1
  let before: Int
  /// One rank for each α.
  let after: [Int]

  /// ln(before) − ln(after) at one of the αs: positive if the blend does better.
  func rankGain(_ index: Int) -> Double { log(Double(before)) - log(Double(after[index])) }

  /// The gain in what a person looks at: 1 / log₂(1 + rank) in the top ten, 0 below.
  func topTenGain(_ index: Int) -> Double {
    Self.discount(after[index]) - Self.discount(before)
  }

  static func discount(_ rank: Int) -> Double {
    rank <= 10 ? 1 / log2(1 + Double(rank)) : 0
  }
}

/// The mean gains of rank changes with their intervals.
struct RankGains {
  let topTen: Difference
  let rank: Difference

  /// - Parameters:
  ///   - groups: The changes, in groups that are independent of each other; a group counts once.
  ///   - index: Which blend to look at.
  ///   - confidence: Of the top ten's interval, two-sided; the other has the same one-sided.
  ///   - seed: Of the bootstrap.
  init(_ groups: [[RankChange]], at index: Int, confidence: Double, seed: UInt64) {
    func gain(_ gain: (RankChange) -> Double, confidence: Double) -> Difference {
      let means = groups.map { group in
        group.reduce(0) { $0 + gain($1) } / Double(group.count)
      }
      return PairedBootstrap(seed: seed, confidence: confidence).difference(of: means)
        ?? Difference(mean: 0, low: 0, high: 0)
    }
    topTen = gain({ $0.topTenGain(index) }, confidence: confidence)
    rank = gain({ $0.rankGain(index) }, confidence: 1 - 2 * (1 - confidence))
  }
}
