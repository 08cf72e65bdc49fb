import Foundation
import NeiroCore
import NeiroTestSupport
import Testing

@testable import NeiroHead

@Suite struct HeadInputTests {
  private static let dimension = 9
  private static let count = 14
  private static let raw = SyntheticEmbeddings.random(
    count: count, dimension: dimension, seed: 61)
  private static let roles = [RetrievalRole](repeating: .gallery, count: count)

  private static func space(oneShots: Double?) -> EmbeddingSpace {
    EmbeddingSpace(
      raw: raw, roles: roles,
      adaptation: oneShots.map { share in
        let map = SampleBase.map(
          dimension: dimension, alphas: RoleAlphas(loops: 0.9, oneShots: share))
        return Adaptation(map: map, projections: map.projections(of: raw, roles: roles))
      })
  }

  private static func dot(_ a: [Float], _ b: [Float]) -> Double {
    zip(a, b).reduce(0) { $0 + Double($1.0) * Double($1.1) }
  }

  @Test(arguments: [nil, 0, 0.25, 0.5, 1])
  func itsProductIsTheSimilarityBefore(share: Double?) {
    let space = Self.space(oneShots: share)
    let input = HeadInput(space)
    let isBoth = share.map { $0 > 0 && $0 < 1 } ?? false
    #expect(input.dimension == (isBoth ? 2 : 1) * Self.dimension)
    for a in 0..<Self.count {
      expectClose([Self.dot(input[a], input[a])], [1], within: 1e-6)
      for b in 0..<Self.count {
        var expected = Self.dot(Self.raw[a], Self.raw[b])
        if let share, let z = space.adaptation?.projections {
          expected = (1 - share) * expected + share * Self.dot(z[a], z[b])
        }
        expectClose([Self.dot(input[a], input[b])], [expected], within: 1e-6)
        let before = space.similarity(of: a, to: b) + space.penalty(of: b, for: .gallery)
        expectClose([Self.dot(input[a], input[b])], [Double(before)], within: 1e-6)
      }
    }
  }

  @Test(arguments: [nil, 0, 0.25, 1])
  func aClipWithoutARowIsTakenAsARowIs(share: Double?) {
    let space = Self.space(oneShots: share)
    let input = HeadInput(space)
    for row in 0..<Self.count {
      let adapted = space.adaptation?.projections[row]
      #expect(input.input(raw: Self.raw[row], adapted: adapted) == input[row])
    }
  }

  @Test(arguments: [nil, 0, 0.25, 1])
  func everyColumnBelongsToOneBlock(share: Double?) {
    let input = HeadInput(Self.space(oneShots: share))
    let encoder = EncoderIdentity(
      name: "test", weightsHash: "0123456789ab", preprocessingVersion: 1,
      dimension: Self.dimension)
    let blocks = input.blocks(of: encoder)
    #expect(blocks.flatMap(Array.init) == Array(0..<input.dimension))
    #expect(blocks.count == encoder.blocks.count + (share == 0.25 ? 1 : 0))
  }

  @Test(arguments: [nil, 0.25])
  func aStandInIsAWeightedMeanOfTheNearest(share: Double?) {
    let input = HeadInput(Self.space(oneShots: share))
    let nearest = (0..<Self.count).map { (row: $0, similarity: 0.9 - 0.03 * Float($0)) }
    let found = input.standIn(for: nearest)
    let weights = (0..<10).map { exp(-0.03 * Double($0) / 0.05) }
    let sum = (0..<input.dimension).map { d in
      (0..<10).reduce(0.0) { $0 + weights[$1] * Double(input[$1][d]) }
    }
    let length = sum.reduce(0) { $0 + $1 * $1 }.squareRoot()
    expectClose(found.map(Double.init), sum.map { $0 / length }, within: 1e-6)
    // The eleventh and those after it don't count.
    #expect(input.standIn(for: Array(nearest.prefix(10))) == found)
  }

  @Test func oneAloneStandsForTheLoop() {
    let input = HeadInput(Self.space(oneShots: 0.5))
    for similarity in [-1, 0, Float(0.7)] {
      expectClose(input.standIn(for: [(3, similarity)]), input[3], within: 1e-6)
    }
    // Something as much farther as this counts for nothing.
    expectClose(input.standIn(for: [(3, 1), (4, -1)]), input[3], within: 1e-6)
  }

  @Test func equallyNearCountAlikeInAnyOrder() {
    let input = HeadInput(Self.space(oneShots: 0.5))
    let nearest = (0..<4).map { (row: $0, similarity: Float(0.5)) }
    let mean = (0..<input.dimension).map { d in
      (0..<4).reduce(0.0) { $0 + Double(input[$1][d]) }
    }
    let length = mean.reduce(0) { $0 + $1 * $1 }.squareRoot()
    for order in [nearest, nearest.reversed()] {
      expectClose(
        input.standIn(for: order).map(Double.init), mean.map { $0 / length }, within: 1e-6)
    }
  }

  @Test func nobodyStandsForALoopInAnEmptyLibrary() {
    let input = HeadInput(Self.space(oneShots: 0.5))
    #expect(input.standIn(for: []) == [Float](repeating: 0, count: 2 * Self.dimension))
  }
}
