import Foundation
import NeiroCore
import NeiroHead
import NeiroTestSupport
import Testing

@testable import NeiroPairs
@testable import NeiroTraining

/// Ranks for loops, which ask by phrases, against a slow oracle in double.
@Suite struct HeldOutLoopsTests {
  private static let dimension = 12
  private static let presets = 40
  private static let loops = 4
  private static let count = presets + loops
  private static let raw = SyntheticEmbeddings.random(
    count: count, dimension: dimension, seed: 71)
  private static let roles = (0..<count).map {
    $0 < presets ? RetrievalRole.gallery : .query
  }

  private static let map: BaseMap = {
    var generator = SeededGenerator(seed: 72)
    func tower() -> BaseMap.Tower {
      BaseMap.Tower(
        mean: (0..<dimension).map { _ in Float(0.1 * generator.normal()) },
        map: (0..<dimension * dimension).map { _ in Float(generator.normal()) })
    }
    return BaseMap(
      query: tower(), gallery: tower(), alphas: RoleAlphas(loops: 0.7, oneShots: 0.4),
      phrases: (0..<15 * dimension).map { _ in Float(0.3 * generator.normal()) })
  }()

  private static func head(dimension: Int) -> ProjectionHead {
    var generator = SeededGenerator(seed: 73)
    func numbers(_ count: Int) -> [Float] {
      (0..<count).map { _ in Float(0.5 * generator.normal()) }
    }
    return ProjectionHead(
      residual: numbers(2 * dimension), numbers(2 * dimension), dimension: dimension, rank: 2,
      scale: 1,
      memory: ClipMemory(
        basis: numbers(3 * dimension), linear: numbers(9), keys: numbers(12), values: numbers(12),
        directions: 3, temperature: 0.2))
  }

  /// Pairs of presets, and of a preset with a loop.
  private static let pairs = HeadSample.pairs(
    [
      RowPair(0, 1), RowPair(1, 2), RowPair(5, 9), RowPair(41, 7), RowPair(12, 42),
      RowPair(42, 43), RowPair(30, 31),
    ], [RowPair(0, 9)])

  @Test(arguments: [true, false])
  func equalsTheSlowLoop(isAdapted: Bool) throws {
    let adaptation =
      isAdapted
      ? Adaptation(
        map: Self.map, projections: Self.map.projections(of: Self.raw, roles: Self.roles)) : nil
    let space = EmbeddingSpace(raw: Self.raw, roles: Self.roles, adaptation: adaptation)
    let library = (0..<Self.presets).filter { $0 != 31 }  // labelled, but not in the library
    let material = HeadTraining.Material(
      encoder: HeadSample.encoder, space: space, baseName: nil,
      clips: (0..<Self.count).map(SyntheticEmbeddings.clip), library: library, labels: [])
    let ground = try HeadMaterial(material, labelled: Self.pairs.rows, seed: 1)
    let played = SyntheticEmbeddings.random(count: 12, dimension: Self.dimension, seed: 74)
    // Two phrases of some; 9 played nothing, and 20 is in no pair.
    let phrases = [0: [played[0], played[1]], 1: [played[2]], 5: [played[3]], 20: [played[4]]]
    let alphas: [Float] = [0.75, 0.3]
    let head = Self.head(dimension: ground.input.dimension)
    let ranks = try HeldOutRanks(
      Self.pairs, as: .query, material: ground, phrases: phrases, alphas: alphas)
    let fold: Set<Int> = [0, 1, 2, 5, 9, 12, 41, 42, 30]
    let found = try ranks.ranks(of: fold, by: TorchHead(head))

    var expected: [RankChange] = []
    let directed =
      Self.pairs.similar.map { ($0.a, $0.b) } + Self.pairs.similar.map { ($0.b, $0.a) }
    for (row, partner) in directed where library.contains(partner) && fold.contains(row) {
      let asked = row >= Self.presets ? [Self.raw[row]] : phrases[row] ?? []
      for x in asked {
        expected.append(Self.change(row, partner, x, library, space, head, alphas))
      }
    }
    #expect(found.count == expected.count && found.count > 6)
    for (found, expected) in zip(found, expected) {
      #expect(found.query == expected.query)
      #expect(found.before == expected.before)
      #expect(found.after == expected.after)
    }
    #expect(found.contains { $0.after[0] != $0.before })
  }

  private static func change(
    _ row: Int, _ partner: Int, _ x: [Float], _ library: [Int], _ space: EmbeddingSpace,
    _ head: ProjectionHead, _ alphas: [Float]
  ) -> RankChange {
    var before = library.map { cosine(x, space.raw[$0]) }
    var penalties = library.map { _ in 0.0 }
    let input = HeadInput(space)
    var asked = x
    if let adaptation = space.adaptation {
      let z = map.project(x, as: .query)
      for (place, row) in library.enumerated() {
        let projection = adaptation.projections[row]
        let phrases = stride(from: 0, to: map.phrases.count, by: dimension)
        let cosines: [Double] = phrases.map {
          cosine(Array(map.phrases[$0..<$0 + dimension]), projection)
        }
        let hubness = cosines.sorted(by: >).prefix(10).reduce(0, +) / 10
        penalties[place] = 0.7 * hubness / 2
        before[place] = 0.3 * before[place] + 0.7 * (cosine(z, projection) - hubness / 2)
      }
      let nearest = before.indices.sorted { (before[$1], $0) < (before[$0], $1) }.prefix(10)
      var sum = [Double](repeating: 0, count: input.dimension)
      for place in nearest {
        let weight = exp((before[place] - before[nearest[0]]) / 0.05)
        for (d, value) in input[library[place]].enumerated() { sum[d] += weight * Double(value) }
      }
      let length = sum.reduce(0) { $0 + $1 * $1 }.squareRoot()
      asked = sum.map { Float($0 / length) }
    }
    let projected = head.project(asked)
    let similarities = library.indices.map {
      cosine(projected, head.project(input[library[$0]])) - penalties[$0]
    }
    let known = slowKnown(row)
    let place = library.firstIndex(of: partner) ?? 0
    func rank(_ scores: [Double]) -> Int {
      1 + library.indices.count { !known.contains(library[$0]) && scores[$0] > scores[place] }
    }
    return RankChange(
      query: row, before: rank(before),
      after: alphas.map { alpha in
        rank(zip(before, similarities).map { (1 - Double(alpha)) * $0 + Double(alpha) * $1 })
      })
  }

  /// The clip itself, what is labelled similar to it, and what is similar to that.
  private static func slowKnown(_ row: Int) -> Set<Int> {
    func partners(_ row: Int) -> [Int] {
      pairs.similar.compactMap { $0.a == row ? $0.b : $0.b == row ? $0.a : nil }
    }
    return Set([row] + partners(row) + partners(row).flatMap(partners))
  }
}
