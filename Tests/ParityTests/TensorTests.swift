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
