import Foundation
import NeiroTestSupport
import NeiroTorch
import Testing

@Suite struct TensorTests {
  @Test func roundTripsValuesAndShape() throws {
    let tensor = try Tensor([1, 2, 3, 4, 5, 6], shape: [2, 3])
    #expect(try tensor.shape == [2, 3])
    #expect(try tensor.transposed().values == [1, 4, 2, 5, 3, 6])
    #expect(try tensor.rows([1, 0]).values == [4, 5, 6, 1, 2, 3])
  }

  @Test func aShapeThatDoesntFitIsAnErrorAndNoCrash() throws {
    #expect(throws: TorchError.self) { try Tensor([1, 2, 3], shape: [2, 2]) }
    let wide = try Tensor([1, 2], shape: [1, 2])
    #expect(throws: TorchError.self) { try wide.matmul(wide) }
    #expect(throws: TorchError.self) { try wide.rows([7]) }
    #expect(throws: TorchError.self) { try wide.scalar }
    #expect(throws: TorchError.self) { try wide.gradient }
  }

  @Test func joinsColumnsAndReducesRows() throws {
    let left = try Tensor([1, 2], shape: [2, 1])
    let right = try Tensor([3, 4, 5, 6], shape: [2, 2])
    #expect(try Tensor.joiningColumns([left, right]).values == [1, 3, 4, 2, 5, 6])
    #expect(try right.sumOfRows().values == [7, 11])
    expectClose(
      try right.normalizedRows().values, [0.6, 0.8, 0.640_184_4, 0.768_221_3], within: 1e-6)
  }

  @Test func rootsQuotientsAndSoftmaxesAreWhatTheyAre() throws {
    let x = [0.25, 4, 1, 2.25, 0.5, 3]
    try expectFunction({ try $0.squareRoot() }, of: x, toBe: { $0.map { $0.squareRoot() } })
    try expectFunction(
      { try $0 / $0.sumOfRows() }, of: x,
      toBe: { x in x.indices.map { x[$0] / x[($0 / 3 * 3)..<($0 / 3 * 3 + 3)].reduce(0, +) } })
    try expectFunction(
      { try $0.softmaxOfRows() }, of: x,
      toBe: { x in
        x.indices.map { exp(x[$0]) / x[($0 / 3 * 3)..<($0 / 3 * 3 + 3)].map(exp).reduce(0, +) }
      })
    let signed = [-0.5, 0.25, -2, 3, 1, -1]
    try expectFunction({ try $0.relu() }, of: signed, toBe: { $0.map { max(0, $0) } })
    try expectFunction({ try $0.sum() }, of: signed, toBe: { [$0.reduce(0, +)] })
  }

  @Test func softmaxOfLargeNumbersDoesntOverflow() throws {
    let large = try Tensor([1e30, -1e30, 1e4, 1e4], shape: [2, 2])
    #expect(try large.softmaxOfRows().values == [1, 0, 0.5, 0.5])
  }

  @Test func theSumOfNothingIsZeroWithAGradient() throws {
    let none = try Tensor([], shape: [0, 3])
    try none.requireGradient()
    let sum = try none.sum()
    try sum.backward()
    #expect(try sum.scalar == 0)
    #expect(try none.gradient.shape == [0, 3])
  }

  /// Compares a function of a `[2, 3]` tensor, and the gradient of its numbers' weighted sum, with
  /// one in double and its finite differences.
  private func expectFunction(
    _ function: (Tensor) throws -> Tensor, of x: [Double], toBe expected: ([Double]) -> [Double],
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let parameter = try Tensor(x.map(Float.init), shape: [2, 3])
    try parameter.requireGradient()
    let result = try function(parameter)
    let values = expected(x)
    expectClose(
      try result.values, values.map(Float.init), within: 1e-6, sourceLocation: sourceLocation)
    let weights = values.indices.map { Double($0 + 1) }
    try (result * Tensor(weights.map(Float.init), shape: result.shape)).sum().backward()
    let numeric = centralDifferences(at: x) { zip(expected($0), weights).map(*).reduce(0, +) }
    expectClose(
      try parameter.gradient.values, numeric.map(Float.init), within: 1e-5, "gradient",
      sourceLocation: sourceLocation)
  }

  /// One step of AdamW by hand: decay first, then the learning rate against the gradient's sign.
  @Test func adamTakesItsFirstStepAsThePaperSays() throws {
    let parameter = try Tensor([2], shape: [1])
    try parameter.requireGradient()
    let optimizer = try Adam([parameter], learningRate: 0.1, weightDecay: 0.5)
    try optimizer.zeroGradients()
    try parameter.squared().mean().backward()
    try optimizer.step()
    // 2·(1 − 0.1·0.5) − 0.1·g/|g| with g = 4
    expectClose(try parameter.values, [1.8], within: 1e-5)
  }
}
