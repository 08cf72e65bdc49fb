internal import Foundation
internal import NeiroCore

/// A target and a clip near the top of its ranking that the heads would move farthest, up or down.
struct DisagreeingPairs: PairStrategy {
  let reason = QuestionReason.disagreement

  /// What counts as the top.
  private static let top = 50

  func candidates(_ view: AskingView, _ generator: inout SeededGenerator) -> [Candidate] {
    guard view.committee != nil else { return [] }
    let moved = view.anchors.flatMap { anchor -> [(pair: RowPair, change: Double)] in
      let pairs = anchor.ranking.prefix(Self.top).map { RowPair(anchor.target, $0) }
      let before = Dictionary(uniqueKeysWithValues: zip(pairs, 1...))
      return view.mostSimilar(pairs).enumerated().map { index, pair in
        // From first to third is as far as from tenth to thirtieth.
        (pair, abs(log(Double(index + 1) / Double(before[pair] ?? index + 1))))
      }
    }.filter { view.isOpen($0.pair) }
    return moved.indices
      .sorted { (moved[$0].change, $1) > (moved[$1].change, $0) }
      .map { Candidate(moved[$0].pair) }
  }
}
