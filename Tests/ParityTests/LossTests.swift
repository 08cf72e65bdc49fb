import Foundation
import NeiroCore
import NeiroPairs
import NeiroTestSupport
import NeiroTorch
import Testing

@testable import NeiroTraining

/// The losses against slow, obvious loops, and their gradients against finite differences.
@Suite struct LossTests {
  private let temperature = 0.1

  @Test func pairLevelEqualsTheDoubleLoop() throws {
    let similar = [0.9, 0.2, -0.4]
    let dissimilar = [0.5, 0.1, 0.85, -0.9]
    let expected =
      similar.map { positive in
        log(1 + dissimilar.reduce(0) { $0 + exp(($1 - positive) / temperature) })
      }.reduce(0, +) / 3
    let loss = try InfoNCELoss(temperature: temperature).pairLevel(
      similar: column(similar), dissimilar: column(dissimilar)
    ).scalar
    #expect(abs(Double(loss) - expected) < 1e-5)
  }

  @Test func withOneNegativeItIsSoftplus() throws {
    let loss = try InfoNCELoss(temperature: 0.5).pairLevel(
      similar: column([0.3]), dissimilar: column([0.7])
    ).scalar
    #expect(abs(Double(loss) - log(1 + exp(0.4 / 0.5))) < 1e-6)
  }

  @Test func aLowerTemperatureWeighsAnErrorMore() throws {
    let losses = try [1.0, 0.5, 0.1].map { temperature in
      try InfoNCELoss(temperature: temperature).pairLevel(
        similar: column([0.3]), dissimilar: column([0.7])
      ).scalar
    }
    #expect(losses == losses.sorted())
  }

  @Test func anchorLevelCountsOnlyWhatTheMaskLeaves() throws {
    let positives = [0.8, 0.4]
    let negatives = [[0.7, 0.9, 0.1], [0.5, 0.3, 0.95]]
    let isNegative = [[true, false, true], [true, true, false]]
    var expected = 0.0
    for anchor in 0..<2 {
      var sum = 1.0
      for other in 0..<3 where isNegative[anchor][other] {
        sum += exp((negatives[anchor][other] - positives[anchor]) / temperature)
      }
      expected += log(sum) / 2
    }
    let mask = isNegative.flatMap { $0.map { $0 ? 0 : InfoNCELoss.excluded } }
    let loss = try InfoNCELoss(temperature: temperature).anchorLevel(
      positives: column(positives),
      negatives: Tensor(negatives.flatMap { $0.map(Float.init) }, shape: [2, 3]),
      mask: Tensor(mask, shape: [2, 3])
    ).scalar
    #expect(abs(Double(loss) - expected) < 1e-5)
  }

  @Test func anAnchorWithoutAnyNegativeCostsNothing() throws {
    let loss = try InfoNCELoss(temperature: temperature).anchorLevel(
      positives: column([0.2]), negatives: Tensor([0.9], shape: [1, 1]),
      mask: Tensor([InfoNCELoss.excluded], shape: [1, 1])
    ).scalar
    #expect(loss == 0)
  }

  @Test func structureLossIsZeroForTheIdentityAndTheMeanSquareElsewhere() throws {
    let left = try Tensor([1, 0, 0, 1], shape: [2, 2])
    let right = try Tensor([1, 0, 1, 0], shape: [2, 2])
    let turned = try Tensor([0, 1, 0, 1], shape: [2, 2])
    let same = try StructureLoss.loss(raw: (left, right), projected: (left, right)).scalar
    #expect(same == 0)
    // Cosines 1 and 0 become 0 and 1.
    let moved = try StructureLoss.loss(raw: (left, right), projected: (left, turned)).scalar
    #expect(moved == 1)
  }

  /// d(loss)/d(similar) by autograd and by central differences.
  @Test func gradientEqualsFiniteDifferences() throws {
    let similar = [0.9, 0.2, -0.4]
    let dissimilar = [0.5, 0.1, 0.3]
    let temperature = 0.5
    let loss = InfoNCELoss(temperature: temperature)
    let parameter = try column(similar)
    try parameter.requireGradient()
    try loss.pairLevel(similar: parameter, dissimilar: column(dissimilar)).backward()
    let gradient = try parameter.gradient.values

    let step = 1e-2
    let numeric = try similar.indices.map { index in
      let values = try [step, -step].map { step in
        var moved = similar
        moved[index] += step
        return try loss.pairLevel(similar: column(moved), dissimilar: column(dissimilar)).scalar
      }
      return (values[0] - values[1]) / Float(2 * step)
    }
    expectClose(gradient, numeric, within: 2e-3)
  }

  private func column(_ values: [Double]) throws -> Tensor {
    try Tensor(values.map(Float.init), shape: [values.count, 1])
  }
}
