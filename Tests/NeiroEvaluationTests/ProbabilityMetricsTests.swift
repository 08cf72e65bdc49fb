import Foundation
import NeiroCore
import NeiroEvaluation
import NeiroTestSupport
import Testing

@Suite struct ProbabilityMetricsTests {
  /// Worked out by hand: right, wrong, right; confidences 0.7, 0.6 and 0.75 in bins 11, 9 and 12.
  @Test func threeExamplesByHand() throws {
    let metrics = try #require(
      ProbabilityMetrics([[0.7, 0.2, 0.1], [0.6, 0.4, 0], [0.25, 0, 0.75]], classes: [0, 1, 2]))
    #expect(abs(metrics.accuracy - 2 / 3) < 1e-12)
    // 0.09 + 0.04 + 0.01; 0.36 + 0.36; 0.0625 + 0.0625
    #expect(abs(metrics.brierScore - (0.14 + 0.72 + 0.125) / 3) < 1e-12)
    #expect(abs(metrics.expectedCalibrationError - (0.3 + 0.6 + 0.25) / 3) < 1e-12)
  }

  @Test func oneBinAveragesBeforeItCompares() throws {
    // Confidence 0.5 four times, two of them right: nothing is wrong with that.
    let even = try #require(
      ProbabilityMetrics(
        [[0.5, 0.3, 0.2], [0.5, 0.3, 0.2], [0.5, 0.2, 0.3], [0.5, 0.2, 0.3]], classes: [0, 0, 1, 2]
      ))
    #expect(even.expectedCalibrationError == 0 && even.accuracy == 0.5)
  }

  @Test func sureAndRightIsNoneSureAndWrongIsTwo() throws {
    let right = try #require(ProbabilityMetrics([[1, 0], [0, 1]], classes: [0, 1]))
    #expect(right.accuracy == 1 && right.brierScore == 0 && right.expectedCalibrationError == 0)
    let wrong = try #require(ProbabilityMetrics([[1, 0], [0, 1]], classes: [1, 0]))
    #expect(wrong.accuracy == 0 && wrong.brierScore == 2 && wrong.expectedCalibrationError == 1)
  }

  @Test func tiesCountTheirShare() throws {
    let ties = try #require(
      ProbabilityMetrics([[0.25, 0.25, 0.25, 0.25], [0.5, 0.5, 0, 0]], classes: [3, 2]))
    #expect(ties.accuracy == 0.125)
    #expect(ProbabilityMetrics([], classes: []) == nil)
  }

  /// Bin by bin, each time over all examples.
  @Test(arguments: 1...5)
  func equalsASlowLoop(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let rows = (0..<200).map { _ in
      TemperatureScaling.none.probabilities(of: (0..<5).map { _ in 2 * generator.normal() })
    }
    let classes = rows.map { _ in generator.index(below: 5) }
    var error = 0.0
    for bin in 0..<15 {
      let (low, high) = (Double(bin) / 15, Double(bin + 1) / 15)
      let inside = rows.indices.filter {
        low < (rows[$0].max() ?? 0) && (rows[$0].max() ?? 0) <= high
      }
      guard !inside.isEmpty else { continue }
      let size = Double(inside.count)
      let right = inside.count { rows[$0].firstIndex(of: rows[$0].max() ?? 0) == classes[$0] }
      let confidence = inside.reduce(0) { $0 + (rows[$1].max() ?? 0) } / size
      error += size / 200 * abs(Double(right) / size - confidence)
    }
    let metrics = try #require(ProbabilityMetrics(rows, classes: classes))
    #expect(abs(metrics.expectedCalibrationError - error) < 1e-12)
  }
}
