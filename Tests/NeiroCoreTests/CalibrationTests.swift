import Foundation
import NeiroCore
import NeiroTestSupport
import Testing

@Suite struct CalibrationTests {
  private func pairs(_ similar: [Double], _ dissimilar: [Double]) -> [(Double, Bool)] {
    similar.map { ($0, true) } + dissimilar.map { ($0, false) }
  }

  @Test func equalsWhatSciPyFits() throws {
    for expected in try HeadFixture.read().calibrations {
      let found = Calibration(Array(zip(expected.scores, expected.isSimilar)))
      guard expected.slope > 0 else {
        #expect(found == nil)
        continue
      }
      let calibration = try #require(found)
      expectClose(
        [calibration.slope, calibration.offset], [expected.slope, expected.offset], within: 1e-4)
    }
  }

  /// At the best slope and offset the loss of Platt scaling has no gradient left.
  @Test(arguments: 1...20)
  func noGradientIsLeft(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let scores = (0..<40).map { index in
      let isSimilar = index.isMultiple(of: 3)
      // Also scores that lie far from zero, or close together.
      let score = (isSimilar ? 1 : 0) + 0.8 * generator.normal()
      return (seed.isMultiple(of: 2) ? 1e3 + 50 * score : 0.01 * score, isSimilar)
    }
    let found = try #require(Calibration(scores))
    let similar = Double(scores.count { $0.1 })
    let dissimilar = Double(scores.count) - similar
    var gradient = (slope: 0.0, offset: 0.0)
    var size = 0.0
    for (score, isSimilar) in scores {
      let target = isSimilar ? (similar + 1) / (similar + 2) : 1 / (dissimilar + 2)
      let error = found.probability(of: score) - target
      gradient.slope += error * score
      gradient.offset += error
      size += abs(error * score)
    }
    #expect(abs(gradient.slope) < 1e-4 * size)
    #expect(abs(gradient.offset) < 1e-3)
  }

  @Test func separableScoresStayFinite() throws {
    for scores in [pairs([0.9], [0.1]), pairs([0.9, 0.8, 0.7], [0.1, 0.2]), pairs([1e-9], [0])] {
      let found = try #require(Calibration(scores))
      #expect(found.slope > 0 && found.slope.isFinite && found.offset.isFinite)
      for (score, isSimilar) in scores {
        let probability = found.probability(of: score)
        #expect(probability > 0 && probability < 1)
        #expect((probability > 0.5) == isSimilar)
      }
    }
  }

  @Test func whatSaysNothingIsNone() {
    let nothing: [[(Double, Bool)]] = [
      [], pairs([0.5, 0.6], []), pairs([], [0.5]), pairs([0.1, 0.2], [0.8, 0.9]),
      pairs([0.5, 0.5], [0.5]), pairs([.nan, 0.9], [0.1]), pairs([0.9], [-.infinity]),
    ]
    for scores in nothing { #expect(Calibration(scores) == nil, "\(scores)") }
  }

  @Test func aHigherScoreIsMoreLikelyAndNothingOverflows() throws {
    let found = try #require(Calibration(pairs([0.8, 0.6, 0.4], [0.5, 0.2, 0.1])))
    let probabilities = [-1e9, -1, 0, 0.3, 0.6, 1, 1e9].map(found.probability)
    #expect(probabilities == probabilities.sorted())
    #expect(probabilities.allSatisfy { (0...1).contains($0) })
  }
}
