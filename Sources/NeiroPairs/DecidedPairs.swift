public import NeiroCore

/// The answers that say similar or dissimilar, pair by pair.
struct DecidedPairs {
  /// Who gave which answer, with the taste where it isn't the usual one.
  let labellers: [ClipPair: [PairLabel: [String]]]
  /// The partners that nobody calls dissimilar, of each clip that has some.
  let similarTo: [ClipID: Set<ClipID>]
  /// The pairs that nobody calls similar, in order.
  let dissimilar: [ClipPair]
  /// The clips that somebody calls similar to another.
  let everSimilar: Set<ClipID>
  /// How many pairs each clip is in.
  let pairsOfClip: [ClipID: Int]

  init(_ current: [LabelledPair]) {
    var labellers: [ClipPair: [PairLabel: [String]]] = [:]
    for answer in current where answer.label != .unsure {
      labellers[answer.pair, default: [:]][answer.label, default: []].append(answer.voice)
    }
    self.labellers = labellers
    var similarTo: [ClipID: Set<ClipID>] = [:]
    var everSimilar: Set<ClipID> = []
    var pairsOfClip: [ClipID: Int] = [:]
    for (pair, labels) in labellers {
      for (clip, other) in [(pair.low, pair.high), (pair.high, pair.low)] {
        pairsOfClip[clip, default: 0] += 1
        if labels[.similar] != nil { everSimilar.insert(clip) }
        if labels[.dissimilar] == nil { similarTo[clip, default: []].insert(other) }
      }
    }
    self.similarTo = similarTo
    self.everSimilar = everSimilar
    self.pairsOfClip = pairsOfClip
    dissimilar = labellers.filter { $0.value[.similar] == nil }.map(\.key).sorted(by: Self.precedes)
  }

  var disagreements: [Disagreement] {
    labellers.compactMap { pair, labels in
      guard let similar = labels[.similar], let dissimilar = labels[.dissimilar] else { return nil }
      return Disagreement(pair: pair, similar: similar.sorted(), dissimilar: dissimilar.sorted())
    }.sorted { Self.precedes($0.pair, $1.pair) }
  }

  /// Every clip, the most used first.
  var uses: [ClipUse] {
    pairsOfClip.map { clip, pairs in
      ClipUse(clip: clip, pairs: pairs, share: Double(pairs) / Double(labellers.count))
    }.sorted { ($1.pairs, $0.clip) < ($0.pairs, $1.clip) }
  }

  static func precedes(_ a: ClipPair, _ b: ClipPair) -> Bool { (a.low, a.high) < (b.low, b.high) }
}

/// Two clips that are each similar to a third, and dissimilar to each other.
///
/// That can be so, since similarity is not transitive; often one of the three answers is a slip.
public struct SimilarityTriangle: Hashable, Sendable {
  /// The clip that both are similar to.
  public let middle: ClipID
  /// The two that are dissimilar.
  public let ends: ClipPair

  /// All of them, by their ends, then by their middle.
  ///
  /// - Complexity: O(dissimilar pairs × similar partners of a clip).
  static func all(in decided: DecidedPairs) -> [SimilarityTriangle] {
    decided.dissimilar.flatMap { ends in
      let partners = decided.similarTo[ends.low] ?? []
      return partners.intersection(decided.similarTo[ends.high] ?? []).sorted()
        .map { SimilarityTriangle(middle: $0, ends: ends) }
    }
  }
}
