import Foundation
import NeiroTestSupport
import NeiroTorch
import Testing

/// Operations of frozen networks against their definitions.
@Suite struct InferenceTests {
  private static let x: [Float] = (0..<24).map { Float(($0 * 7) % 11) / 5 - 1 }

  @Test func layersAreWhatTheirFormulasSay() throws {
    let x = try Tensor([1, -2, 3, 0.5], shape: [2, 2])
    let weight = try FrozenTensor([1, 2, 3, 4, 5, 6], shape: [3, 2])
    let bias = try FrozenTensor([0.5, 0, -1], shape: [3])
    #expect(try x.linear(weight, bias).values == [-2.5, -5, -8, 4.5, 11, 17])
    #expect(try x.linear(weight, nil).values == [-3, -5, -7, 4, 11, 18])
    expectClose(
      try x.gelu().values, [1, -2, 3, 0.5].map { $0 * 0.5 * erfc(-$0 / Float(2).squareRoot()) },
      within: 1e-6)
    expectClose(try x.tanh().values, [1, -2, 3, 0.5].map { tanh($0) }, within: 1e-6)
    expectClose(try x.sigmoid().values, [1, -2, 3, 0.5].map { 1 / (1 + exp(-$0)) }, within: 1e-6)
  }

  @Test func normsCentreAndScale() throws {
    let weight = try FrozenTensor([2, 3], shape: [2])
    let bias = try FrozenTensor([10, 20], shape: [2])
    let rows = try Tensor([1, 3, -2, -6], shape: [2, 2])
    expectClose(
      try rows.layerNorm(weight, bias, epsilon: 0).values, [8, 23, 12, 17], within: 1e-5)
    let mean = try FrozenTensor([1, 2], shape: [2])
    let variance = try FrozenTensor([4, 9], shape: [2])
    let channels = try Tensor([5, 3, 8, 5], shape: [1, 2, 2])
    expectClose(
      try channels.batchNorm(weight, bias, mean: mean, variance: variance, epsilon: 0).values,
      [14, 12, 26, 23], within: 1e-5)
  }

  @Test func aConvolutionSumsPatches() throws {
    let picture = try Tensor((0..<8).map { Float($0) }, shape: [1, 1, 2, 4])
    let weight = try FrozenTensor([1, 10, 100, 1000], shape: [1, 1, 2, 2])
    let bias = try FrozenTensor([0.5], shape: [1])
    let result = try picture.convolved(weight, bias, stride: (2, 2))
    #expect(try result.shape == [1, 1, 1, 2])
    #expect(try result.values == [5410.5, 7632.5])
  }

  @Test func shapesMoveNumbersAndChangeNone() throws {
    let x = try Tensor(Self.x, shape: [2, 3, 4])
    #expect(try x.reshaped([4, -1]).shape == [4, 6])
    let turned = try x.permuted([2, 0, 1])
    #expect(try turned.shape == [4, 2, 3])
    #expect(try turned.values[1 * 6 + 1 * 3 + 2] == Self.x[1 * 12 + 2 * 4 + 1])
    #expect(
      try x.rolled(by: [-1], along: [2]).values.prefix(4) == [
        Self.x[1], Self.x[2], Self.x[3], Self.x[0],
      ])
    #expect(try x.narrowed(1, to: 1..<2).values == Array(Self.x[4..<8] + Self.x[16..<20]))
    #expect(
      try x.zeroPadded(by: 1).values.prefix(5) == [Self.x[0], Self.x[1], Self.x[2], Self.x[3], 0])
    #expect(try Tensor.joining([x, x], along: 1).shape == [2, 6, 4])
  }

  @Test func meansAndDeviationsRunOverSomeDimensions() throws {
    let x = try Tensor([1, 2, 3, 4, 5, 9], shape: [3, 2])
    #expect(try x.mean(over: [0]).values == [3, 5])
    #expect(try x.mean(over: [0], keeping: true).shape == [1, 2])
    let moments = try x.columnMoments()
    #expect(moments.means == [3, 5])
    expectClose(
      moments.deviations, [(8.0 / 3).squareRoot(), (26.0 / 3).squareRoot()], within: 1e-6)
    #expect(throws: TorchError.self) { try Tensor([1, 2], shape: [2]).columnMoments() }
    #expect(throws: TorchError.self) { try Tensor([], shape: [0, 2]).columnMoments() }
  }

  @Test func whatDoesntFitIsAnErrorAndNoCrash() throws {
    let x = try Tensor(Self.x, shape: [2, 3, 4])
    let weight = try FrozenTensor([1, 2], shape: [2])
    #expect(throws: TorchError.self) { try x.linear(FrozenTensor([1, 2], shape: [1, 2]), nil) }
    #expect(throws: TorchError.self) { try x.layerNorm(weight, weight, epsilon: 0) }
    #expect(throws: TorchError.self) { try x.reshaped([5, 5]) }
    #expect(throws: TorchError.self) { try x.permuted([0, 0, 1]) }
    #expect(throws: TorchError.self) { try x.narrowed(0, to: 1..<3) }
    #expect(throws: TorchError.self) { try x.rolled(by: [1], along: []) }
    #expect(throws: TorchError.self) { try FrozenTensor([1, 2, 3], shape: [2, 2]) }
  }

  private final class Owner: Sendable {
    nonisolated(unsafe) let memory: UnsafeMutableBufferPointer<Float>
    let released: @Sendable () -> Void

    init(_ values: [Float], released: @escaping @Sendable () -> Void) {
      memory = .allocate(capacity: values.count)
      _ = memory.initialize(from: values)
      self.released = released
    }

    deinit {
      memory.deallocate()
      released()
    }
  }

  /// The memory is used in place, and its owner kept as long as a tensor shows it.
  @Test func borrowedMemoryIsHeldAsLongAsItIsUsed() async throws {
    try await confirmation(expectedCount: 1) { released in
      var view: Tensor?
      do {
        let owner = Owner([1, 2, 3, 4]) { released() }
        let frozen = try FrozenTensor(
          borrowing: UnsafeBufferPointer(owner.memory), shape: [2, 2], from: owner)
        owner.memory[3] = 5  // seen only if nothing was copied
        view = try frozen.tensor
      }
      #expect(try view?.values == [1, 2, 3, 5])
      view = nil
    }
  }

  @Test func memoryThatDoesntFitIsNotHeld() async {
    await confirmation(expectedCount: 1) { released in
      let owner = Owner([1, 2, 3]) { released() }
      #expect(throws: TorchError.self) {
        try FrozenTensor(
          borrowing: UnsafeBufferPointer(owner.memory), shape: [2, 2], from: owner)
      }
    }
  }
}
