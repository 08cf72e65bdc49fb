import NeiroCore
import NeiroHead
import NeiroTestSupport
import NeiroTorch
import Testing

@testable import NeiroPairs
@testable import NeiroTraining

@Suite struct TrainingSampleTests {
  private static let count = 56
  /// Few columns, so that many clips are near each other; the last eight are near-duplicates.
  private static let embeddings: EmbeddingMatrix = {
    let random = SyntheticEmbeddings.random(count: count - 8, dimension: 5, seed: 51)
    let values = (0..<count).flatMap { row in
      let x = random[row % (count - 8)]
      guard row >= count - 8 else { return x }
      let moved = x.enumerated().map { $0.offset == 0 ? $0.element + 0.01 : $0.element }
      return UnitVector.normalized(moved) ?? x
    }
    return EmbeddingMatrix(dimension: 5, values: values)
  }()

  /// A sample whose features tell the row.
  private static func sample(
    _ pairs: TrainingPairs, _ library: [Int], _ generator: inout SeededGenerator
  ) throws -> TrainingSample {
    try TrainingSample(
      pairs, inputs: { [Float($0), 1] }, raw: embeddings, library: library,
      poolSize: TrainingSample.poolSize, generator: &generator)
  }

  private static func pairs(_ seed: UInt64, labelled: Int) -> TrainingPairs {
    var generator = SeededGenerator(seed: seed)
    func draw(_ count: Int) -> [RowPair] {
      (0..<count).map { _ in
        let a = generator.index(below: labelled)
        return RowPair(a, (a + 1 + generator.index(below: labelled - 1)) % labelled)
      }
    }
    return HeadSample.pairs(draw(12), draw(20))
  }

  /// With many clips that nobody labelled the pool is of these, with few of all.
  @Test(arguments: 1...6, [24, 44])
  func negativesAreThoseThatTheMasksAllow(seed: UInt64, labelled: Int) throws {
    let pairs = Self.pairs(seed, labelled: labelled)
    var generator = SeededGenerator(seed: seed)
    let library = Array(0..<Self.count)
    let sample = try Self.sample(pairs, library, &generator)
    let rows = try sample.features.values.enumerated()
      .filter { $0.offset.isMultiple(of: 2) }.map { Int($0.element) }
    #expect(Array(rows[sample.labelled]) == pairs.rows)
    let drawn = sample.drawNegatives(30_000, &generator)
    let found = Set(
      zip(drawn.left, drawn.right).map { RowPair(rows[$0], rows[$1]) })

    let isFree = library.filter { !pairs.rows.contains($0) }
    let pool = isFree.count >= 20 ? isFree : library
    var partners: [Int: Set<Int>] = [:]
    for pair in pairs.similar {
      partners[pair.a, default: []].insert(pair.b)
      partners[pair.b, default: []].insert(pair.a)
    }
    var (allowed, forbidden): (Set<RowPair>, Set<RowPair>) = ([], [])
    for (anchor, positives) in partners {
      let nearest =
        positives.map { cosine(Self.embeddings[anchor], Self.embeddings[$0]) }
        .map { $0 - 0.05 * abs($0) }.max() ?? 0
      let known = positives.reduce(positives) { $0.union(partners[$1] ?? []) }
      for row in pool {
        let limit = min(nearest, Double(ClipGroups.nearDuplicateCosine))
        let similarity = cosine(Self.embeddings[anchor], Self.embeddings[row])
        let pair = RowPair(anchor, row)
        if row == anchor || known.contains(row) || similarity > limit + 1e-6 {
          forbidden.insert(pair)
        } else if similarity < limit - 1e-6 {
          allowed.insert(pair)
        }
      }
    }
    #expect(!allowed.isEmpty && !forbidden.isEmpty)
    #expect(found.isDisjoint(with: forbidden))
    #expect(allowed.isSubset(of: found))
  }

  @Test func placesTellThePairs() throws {
    let pairs = Self.pairs(3, labelled: 24)
    var generator = SeededGenerator(seed: 1)
    let sample = try Self.sample(pairs, Array(0..<Self.count), &generator)
    let values = try sample.features.values
    func rows(_ places: PlacePairs) -> [RowPair] {
      zip(places.left, places.right).map {
        RowPair(Int(values[2 * $0]), Int(values[2 * $1]))
      }
    }
    #expect(rows(sample.similar) == pairs.similar)
    #expect(rows(sample.dissimilar) == pairs.dissimilar)
    #expect(rows(sample.implied) == KnownSimilar(pairs.similar).impliedPairs)
    #expect(sample.structure.allSatisfy { !sample.labelled.contains($0) })
  }

  @Test func withoutAnchorsOrLibraryNothingIsDrawn() throws {
    var generator = SeededGenerator(seed: 1)
    for (pairs, library) in [
      (HeadSample.pairs([], [RowPair(0, 1)]), Array(0..<Self.count)),
      (HeadSample.pairs([], []), Array(0..<Self.count)),
      (HeadSample.pairs([RowPair(0, 1)], []), []),
    ] {
      let sample = try Self.sample(pairs, library, &generator)
      #expect(sample.drawNegatives(50, &generator).count == 0)
    }
  }
}
