import Foundation
import NeiroCore
import NeiroEvaluation
import NeiroPairs
import NeiroTestSupport
import Testing

@testable import NeiroTraining

@Suite struct LearningCurveTests {
  private let bootstrap = PairedBootstrap(seed: 3, draws: 400, confidence: 0.9)

  @Test func aStraightLineGoesOn() throws {
    // Every group gains 0.01 with each doubling: then 50 on top of 200 bring log₂(1.25) of that.
    let gains = (0..<8).map { group in [0, 0.01, 0.02].map { $0 + 0.001 * Double(group) } }
    let curve = LearningCurve(labels: [50, 100, 200], gains: gains, bootstrap)
    #expect(curve.points.map(\.labels) == [50, 100, 200])
    #expect(abs(curve.points[1].gain.mean - 0.0135) < 1e-12)
    #expect(curve.confidence == 0.9)
    let next = try #require(curve.next)
    #expect(abs(next.mean - 0.01 * log2(1.25)) < 1e-12)
    #expect(abs(next.high - next.low) < 1e-12)
  }

  @Test func theIntervalIsThatOfTheGroups() throws {
    var generator = SeededGenerator(seed: 4)
    let gains = (0..<40).map { _ in (0..<3).map { _ in 0.1 * generator.normal() } }
    let next = try #require(
      LearningCurve(labels: [50, 100, 200], gains: gains, bootstrap).next)
    #expect(next.low < next.mean && next.mean < next.high)
    #expect(next.low < 0 && next.high > 0)
    #expect(next.low.isFinite && next.high.isFinite)
  }

  @Test func fewAnswersForetellNothing() {
    let gains = (0..<8).map { _ in [0, 0.01, 0.02] }
    #expect(LearningCurve(labels: [14, 29, 59], gains: gains, bootstrap).next == nil)
    #expect(LearningCurve(labels: [15, 30, 60], gains: gains, bootstrap).next != nil)
    #expect(
      LearningCurve(labels: [15, 30, 60], gains: Array(gains.prefix(4)), bootstrap).next == nil)
    #expect(LearningCurve(labels: [60], gains: gains.map { [$0[0]] }, bootstrap).next == nil)
    #expect(LearningCurve(labels: [15, 30, 60], gains: [], bootstrap).points.isEmpty)
  }

  @Test(arguments: [UInt64(1), 2, 3]) func whatIsDrawnIsWholeGroups(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let clips = (0..<120).map(SyntheticEmbeddings.clip)
    let rowOfClip = Dictionary(uniqueKeysWithValues: clips.enumerated().map { ($1, $0) })
    let labels = (0..<200).map { index in
      let a = generator.index(below: 120)
      return LabelledPair(
        a: clips[a], b: clips[(a + 1 + generator.index(below: 118)) % 120],
        label: index % 3 == 0 ? .similar : .dissimilar, labeller: "x",
        createdAt: Date(timeIntervalSince1970: 0))
    }
    let pairs = TrainingPairs(labels) { rowOfClip[$0] }
    let groups = Dictionary(uniqueKeysWithValues: (0..<120).map { ($0, $0 / 3) })
    let quarter = pairs.drawing(0.25, groupOfRow: groups, seed: seed)
    let half = pairs.drawing(0.5, groupOfRow: groups, seed: seed)
    for (share, drawn) in [(0.25, quarter), (0.5, half)] {
      #expect(abs(Double(drawn.count) - share * Double(pairs.count)) < 12)
      // Both kinds come in about their share.
      let similar = Double(drawn.similar.count) / Double(drawn.count)
      #expect(abs(similar - Double(pairs.similar.count) / Double(pairs.count)) < 0.2)
      let left = Set(drawn.similar + drawn.dissimilar)
      let taken = Set(left.map { groups[$0.a] })
      #expect(
        (pairs.similar + pairs.dissimilar).allSatisfy {
          taken.contains(groups[$0.a]) == left.contains($0)
        })
    }
    #expect(Set(quarter.similar).isSubset(of: half.similar))
    #expect(Set(quarter.dissimilar).isSubset(of: half.dissimilar))
    #expect(pairs.drawing(1, groupOfRow: groups, seed: seed).count == pairs.count)
  }
}
