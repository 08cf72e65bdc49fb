import Foundation
import NeiroCore
import NeiroEvaluation
import NeiroTestSupport
import Testing

@Suite struct TemperatureCheckTests {
  /// Classes drawn from the softmax of the logits, which are then told `factor` times as high.
  private func example(
    _ count: Int, factor: Double, seed: UInt64 = 1
  ) -> (logits: [[Double]], classes: [Int]) {
    var generator = SeededGenerator(seed: seed)
    let logits = (0..<count).map { _ in (0..<4).map { _ in 1.5 * generator.normal() } }
    let classes = logits.map { row in
      var left = generator.unit()
      let probabilities = TemperatureScaling.none.probabilities(of: row)
      return probabilities.firstIndex {
        left -= $0
        return left < 0
      } ?? 3
    }
    return (logits.map { $0.map { factor * $0 } }, classes)
  }

  @Test(arguments: [0.2, 8])
  func aWrongScaleIsFoundAndMended(factor: Double) throws {
    let (logits, classes) = example(800, factor: factor)
    let check = try #require(TemperatureCheck(logits: logits, classes: classes))
    #expect(abs(check.scaling.temperature / factor - 1) < 0.15)
    #expect(check.after.accuracy == check.before.accuracy)
    #expect(check.after.brierScore < check.before.brierScore - 0.02)
    #expect(check.after.expectedCalibrationError < check.before.expectedCalibrationError / 2)
    #expect(check.after.expectedCalibrationError < 0.06)
  }

  /// Each probability is by a temperature of the other nine folds: found again by hand.
  @Test func noExampleHelpsToFitItsOwnTemperature() throws {
    let (logits, classes) = example(10, factor: 3)
    let check = try #require(TemperatureCheck(logits: logits, classes: classes))
    // Ten folds of ten examples: all others but the one.
    let heldOut = logits.indices.map { left in
      let others = logits.indices.filter { $0 != left }
      return TemperatureScaling(
        fitting: others.map { logits[$0] }, classes: others.map { classes[$0] }
      ).probabilities(of: logits[left])
    }
    #expect(check.after == ProbabilityMetrics(heldOut, classes: classes))
  }

  @Test func tooFewTellNothing() {
    let (logits, classes) = example(9, factor: 1)
    #expect(TemperatureCheck(logits: logits, classes: classes) == nil)
  }

  @Test func labelsAtRandomHaveNoTemperature() throws {
    var generator = SeededGenerator(seed: 3)
    let classes = (0..<300).map { _ in generator.index(below: 3) }
    let logits = classes.map { known in
      (0..<3).map { generator.normal() - ($0 == known ? 0.5 : 0) }
    }
    let check = try #require(TemperatureCheck(logits: logits, classes: classes))
    #expect(check.scaling.temperature == .infinity)
    #expect(abs(check.after.accuracy - 1 / 3) < 1e-12)
  }
}
