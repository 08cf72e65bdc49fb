import Foundation
import NeiroCore
import NeiroTestSupport
import Testing

@Suite struct TemperatureScalingTests {
  @Test func probabilitiesAreTheSoftmaxOfScaledLogits() {
    // softmax(1, 0) = e / (e + 1); softmax(ln 1, ln 2, ln 5) = 1/8, 2/8, 5/8.
    expectClose(
      TemperatureScaling.none.probabilities(of: [1, 0]), [0.731058578630005, 0.268941421369995],
      within: 1e-12)
    expectClose(
      TemperatureScaling.none.probabilities(of: [log(1), log(2), log(5)]), [0.125, 0.25, 0.625],
      within: 1e-12)
    expectClose(
      TemperatureScaling(temperature: 2).probabilities(of: [2e6 + 2, 2e6]),
      [0.731058578630005, 0.268941421369995], within: 1e-12)
    expectClose(
      TemperatureScaling(temperature: .infinity).probabilities(of: [9, -9, 0, 1]),
      [0.25, 0.25, 0.25, 0.25], within: 1e-12)
    #expect(TemperatureScaling.none.probabilities(of: []) == [])
    #expect(TemperatureScaling.none.probabilities(of: [-1e308]) == [1])
  }

  /// Two classes and one margin d: the probability of the higher logit is the share that is right,
  /// so T = d / ln(p / (1 − p)).
  @Test(arguments: [(right: 7, of: 10), (90, 100), (10, 10), (6, 10)])
  func ofOneMarginItIsKnown(right: Int, of count: Int) {
    let margin = 3.0
    let logits = [[Double]](repeating: [margin, 0], count: count)
    let classes = (0..<count).map { $0 < right ? 0 : 1 }
    let share = Double(count + 1) / Double(count + 2)
    let accuracy = Double(right) / Double(count)
    let p = accuracy * share + (1 - accuracy) * (1 - share)
    let found = TemperatureScaling(fitting: logits, classes: classes).temperature
    #expect(abs(found - margin / log(p / (1 - p))) < 1e-9)
  }

  /// No temperature of a fine grid has a higher likelihood.
  @Test(arguments: 1...12)
  func noOtherTemperatureIsMoreLikely(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let (count, classCount, scale) = (40, 4, seed.isMultiple(of: 2) ? 30.0 : 0.3)
    let classes = (0..<count).map { _ in generator.index(below: classCount) }
    let logits = classes.map { known in
      (0..<classCount).map { ($0 == known ? scale : 0) + scale * generator.normal() }
    }
    let share = Double(count + 1) / Double(count + 2)
    func loss(_ temperature: Double) -> Double {
      let scaling = TemperatureScaling(temperature: temperature)
      return zip(logits, classes).reduce(0) { sum, example in
        scaling.probabilities(of: example.0).enumerated().reduce(sum) { sum, entry in
          let target =
            entry.offset == example.1 ? share : (1 - share) / Double(classCount - 1)
          return sum - target * log(max(entry.element, 1e-300))
        }
      }
    }
    let found = TemperatureScaling(fitting: logits, classes: classes).temperature
    let least = loss(found)
    for step in -300...300 where step != 0 {
      #expect(loss(found * exp(Double(step) * 0.01)) >= least - 1e-9)
    }
    // Logits ten times as high need ten times the temperature.
    let higher = TemperatureScaling(
      fitting: logits.map { $0.map { 10 * $0 + 5 } }, classes: classes)
    #expect(abs(higher.temperature / found - 10) < 1e-6)
  }

  @Test func logitsThatTellNothingMakeAllClassesAlike() {
    let nothing: [([[Double]], [Int])] = [
      ([], []), ([[1, 1], [2, 2]], [0, 1]), ([[3, 0], [0, 3]], [1, 0]), ([[5]], [0]),
      ([[1, 0], [1, 0]], [0, 1]),
    ]
    for (logits, classes) in nothing {
      #expect(TemperatureScaling(fitting: logits, classes: classes).temperature == .infinity)
    }
  }
}
