import Foundation
import NeiroCore
import NeiroTestSupport
import Testing

@testable import NeiroPairs

private func label(
  _ a: Int, _ b: Int, _ label: PairLabel, by labeller: String = "ann"
) -> LabelledPair {
  LabelledPair(
    a: SyntheticEmbeddings.clip(a), b: SyntheticEmbeddings.clip(b), label: label,
    labeller: labeller, createdAt: Date(timeIntervalSince1970: 0))
}

private func pairs(_ labels: [LabelledPair], rows: Int = 100) -> TrainingPairs {
  let rowOfClip = Dictionary(
    uniqueKeysWithValues: (0..<rows).map { (SyntheticEmbeddings.clip($0), $0) })
  return TrainingPairs(labels) { rowOfClip[$0] }
}

@Suite struct TrainingPairsTests {
  @Test func countsWhatIsNotUsed() {
    let pairs = pairs([
      label(1, 2, .similar), label(3, 4, .dissimilar), label(5, 6, .unsure),
      label(7, 8, .similar, by: "ann"), label(8, 7, .dissimilar, by: "bob"),
      label(9, 1000, .similar),
    ])
    #expect(pairs.similar == [RowPair(1, 2)])
    #expect(pairs.dissimilar == [RowPair(3, 4)])
    #expect(pairs.counts.unsure == 1)
    #expect(pairs.counts.contradictory == 1)
    #expect(pairs.counts.withoutEmbedding == 1)
  }

  @Test func orderOfLabellingChangesNothing() {
    let labels = [label(1, 2, .similar), label(3, 4, .dissimilar), label(2, 5, .similar)]
    let forth = pairs(labels)
    let back = pairs(labels.reversed())
    #expect(forth.similar == back.similar)
    #expect(forth.hash == back.hash)
    #expect(forth.hash != pairs(Array(labels.dropLast())).hash)
  }

  @Test func holdingOutARowTakesEveryPairThatTouchesIt() {
    let pairs = pairs([label(1, 2, .similar), label(2, 3, .dissimilar), label(4, 5, .similar)])
    #expect(pairs.excluding([2]).similar == [RowPair(4, 5)])
    #expect(pairs.excluding([2]).dissimilar.isEmpty)
    #expect(pairs.touching([2]).similar == [RowPair(1, 2)])
    #expect(pairs.touching([2]).dissimilar == [RowPair(2, 3)])
  }
}

@Suite struct KnownSimilarTests {
  @Test func impliesOneHopAndNoMore() {
    let known = KnownSimilar([RowPair(1, 2), RowPair(2, 3), RowPair(3, 4)])
    #expect(known.contains(1, 1))
    #expect(known.contains(1, 2))
    #expect(known.contains(1, 3))
    #expect(!known.contains(1, 4))
    #expect(known.contains(3, 1))
  }

  @Test(arguments: 1...30)
  func equalsTheTripleLoop(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let count = 9
    // Also pairs that are given twice, in either order.
    let similar = (0..<generator.index(below: 14)).map { _ in
      let a = generator.index(below: count)
      return RowPair(a, (a + 1 + generator.index(below: count - 1)) % count)
    }
    func isGiven(_ a: Int, _ b: Int) -> Bool {
      similar.contains(RowPair(a, b)) || similar.contains(RowPair(b, a))
    }
    let known = KnownSimilar(similar)
    var implied: [RowPair] = []
    for a in 0..<count {
      for b in 0..<count {
        let isImplied = (0..<count).contains { isGiven(a, $0) && isGiven($0, b) }
        #expect(known.contains(a, b) == (a == b || isGiven(a, b) || isImplied))
        if a < b, isImplied, !isGiven(a, b) { implied.append(RowPair(a, b)) }
      }
    }
    #expect(known.impliedPairs == implied)
  }
}

@Suite struct ClipSplitTests {
  @Test func groupsFollowSimilarLabelsAndNearDuplicates() {
    // Rows 0–1 similar, 2–3 a degree apart (cosine 0.9998), 4–5 only dissimilar.
    var labels = [label(0, 1, .similar), label(2, 0, .dissimilar), label(3, 1, .dissimilar)]
    labels += [label(4, 5, .dissimilar)]
    let embeddings = SyntheticEmbeddings.angles([0, 40, 80, 81, 120, 160])
    let groups = ClipGroups(pairs(labels, rows: 6), embeddings: embeddings)
    #expect(groups.groups == [[0, 1], [2, 3], [4], [5]])
  }

  @Test func oneLongChainIsCutUpButDuplicatesStayTogether() {
    let labels = (0..<40).map { label($0, $0 + 1, .similar) }
    let scattered = SyntheticEmbeddings.random(count: 40, dimension: 32, seed: 2)
    let embeddings = EmbeddingMatrix(
      dimension: 32, values: scattered.withRows { Array($0) } + scattered[39])
    let groups = ClipGroups(pairs(labels), embeddings: embeddings)
    #expect(groups.groups.count == 40)
    #expect(groups.groups.contains([39, 40]))
  }

  /// The leak that a split by pair has: a clip on both sides.
  @Test func noClipIsOnBothSides() {
    let labels =
      (0..<30).map { label(2 * $0, 2 * $0 + 1, .similar) }
      + (0..<30).map { label(2 * $0, (2 * $0 + 7) % 60, .dissimilar) }
    let pairs = pairs(labels)
    let embeddings = SyntheticEmbeddings.random(count: 60, dimension: 32, seed: 1)
    let groups = ClipGroups(pairs, embeddings: embeddings)
    let split = ClipSplit(groups, heldOutShare: 0.2, foldCount: 5, seed: 3)
    #expect(split.heldOut.count == 12)
    #expect(split.folds.count == 5)
    var seen = split.heldOut
    for fold in split.folds {
      #expect(seen.isDisjoint(with: fold))
      seen.formUnion(fold)
      let trained = Set(pairs.excluding(fold.union(split.heldOut)).rows)
      #expect(trained.isDisjoint(with: fold))
      #expect(trained.isDisjoint(with: split.heldOut))
      // A similar partner would give the fold away as surely as the clip itself.
      for pair in pairs.similar {
        #expect(fold.contains(pair.a) == fold.contains(pair.b))
      }
    }
    #expect(seen == Set(pairs.rows))
  }
}

@Suite struct AnchorBatchTests {
  /// Anchor 0 and positive 1 are 40° apart: cosine 0.766, so the limit is 0.728 or 43.3°.
  private let embeddings = SyntheticEmbeddings.angles([0, 40, 42, 60, 90, 170, 5])

  private func cosine(_ a: Int, _ b: Int) -> Float {
    zip(embeddings[a], embeddings[b]).reduce(0) { $0 + $1.0 * $1.1 }
  }

  @Test func masksItselfKnownSimilarsAndWhatIsNearerThanThePositive() {
    let batch = AnchorBatch(
      pairs([label(0, 1, .similar), label(1, 4, .similar), label(0, 5, .dissimilar)], rows: 7),
      embeddings: embeddings)
    #expect(batch.anchors.first == 0)
    #expect(batch.positives.first == 1)
    #expect(batch.hardNegatives.first == [5])
    let allowed = (0..<7).filter { batch.allows($0, at: cosine(0, $0), asNegativeOf: 0) }
    // 0 is the anchor, 1 its positive, 2 and 6 too near, 4 implied similar through 1.
    #expect(allowed == [3, 5])
  }

  @Test func aClipWithoutPositiveIsItsOwn() {
    let batch = AnchorBatch(pairs([label(3, 5, .dissimilar)], rows: 7), embeddings: embeddings)
    #expect(batch.anchors == [3, 5])
    #expect(batch.positives == [3, 5])
    #expect(batch.hardNegatives == [[5], [3]])
  }
}
