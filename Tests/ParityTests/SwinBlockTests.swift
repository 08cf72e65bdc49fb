import Foundation
import NeiroCore
import NeiroTestSupport
import Testing

@testable import NeiroTorch

/// The block in one go against its steps one by one, by libtorch.
@Suite struct SwinBlockTests {
  struct Shape: CustomTestStringConvertible {
    let grid: Int
    let shift: Int
    let width: Int
    let headCount: Int
    let hidden: Int

    var testDescription: String {
      "\(grid)² shifted by \(shift), \(width) channels, \(headCount) heads, \(hidden) hidden"
    }
  }

  /// Widths that fill vectors and panels and that don't, heads of 3, 6, 24, 32, 40 and 128.
  static let shapes = [
    Shape(grid: 8, shift: 0, width: 96, headCount: 4, hidden: 384),
    Shape(grid: 24, shift: 4, width: 12, headCount: 2, hidden: 50),
    Shape(grid: 16, shift: 3, width: 6, headCount: 2, hidden: 24),
    Shape(grid: 16, shift: 4, width: 128, headCount: 4, hidden: 500),
    Shape(grid: 16, shift: 0, width: 40, headCount: 1, hidden: 33),
    Shape(grid: 8, shift: 0, width: 128, headCount: 1, hidden: 800),
  ]

  private struct Weights {
    let attentionNorm: SwinBlockWeights.Norm
    let queryKeyValue: (FrozenTensor, FrozenTensor)
    let positionBias: FrozenTensor
    let mask: FrozenTensor
    let attentionOutput: (FrozenTensor, FrozenTensor)
    let perceptronNorm: SwinBlockWeights.Norm
    let expand: (FrozenTensor, FrozenTensor)
    let contract: (FrozenTensor, FrozenTensor)

    init(_ shape: Shape) throws {
      var generator = SeededGenerator(seed: 7)
      func random(_ lengths: [Int], scale: Double = 1, mean: Double = 0) throws -> FrozenTensor {
        try FrozenTensor(
          (0..<lengths.reduce(1, *)).map { _ in Float(mean + scale * generator.normal()) },
          shape: lengths)
      }
      func layer(_ inputs: Int, _ outputs: Int) throws -> (FrozenTensor, FrozenTensor) {
        (
          try random([outputs, inputs], scale: 1.3 / Double(inputs).squareRoot()),
          try random([outputs], scale: 0.1)
        )
      }
      let width = shape.width
      attentionNorm = (try random([width], scale: 0.2, mean: 1), try random([width], scale: 0.1))
      queryKeyValue = try layer(width, 3 * width)
      positionBias = try random([shape.headCount, 64, 64])
      let side = shape.grid / 8
      mask = try FrozenTensor(
        (0..<side * side).flatMap { window in
          (0..<64 * 64).map { pair in
            // Only windows at the far ends have one; here of no pattern.
            let isLast = window / side == side - 1 || window % side == side - 1
            return isLast && (pair * 31 + window) % 3 == 0 ? -100 : 0
          }
        }, shape: [side * side, 64, 64])
      attentionOutput = try layer(width, width)
      perceptronNorm = (try random([width], scale: 0.2, mean: 1), try random([width], scale: 0.1))
      expand = try layer(width, shape.hidden)
      contract = try layer(shape.hidden, width)
    }

    func packed(_ shape: Shape) throws -> SwinBlockWeights {
      SwinBlockWeights(
        attentionNorm: attentionNorm,
        queryKeyValue: try PackedLinear(queryKeyValue.0, queryKeyValue.1),
        positionBias: positionBias, mask: shape.shift > 0 ? mask : nil,
        attentionOutput: try PackedLinear(attentionOutput.0, attentionOutput.1),
        perceptronNorm: perceptronNorm, expand: try PackedLinear(expand.0, expand.1),
        contract: try PackedLinear(contract.0, contract.1))
    }
  }

  private func slowly(_ x: Tensor, _ weights: Weights, _ shape: Shape) throws -> Tensor {
    let (grid, width, heads) = (shape.grid, shape.width, shape.headCount)
    let (side, size) = (grid / 8, width / heads)
    let normed = try x.layerNorm(
      weights.attentionNorm.weight, weights.attentionNorm.bias, epsilon: 1e-5)
    let parts = try normed.reshaped([grid, grid, width])
      .rolled(by: [-shape.shift, -shape.shift], along: [0, 1])
      .reshaped([side, 8, side, 8, width]).permuted([0, 2, 1, 3, 4])
      .reshaped([side * side, 64, width])
      .linear(weights.queryKeyValue.0, weights.queryKeyValue.1)
      .reshaped([-1, 64, 3, heads, size]).permuted([2, 0, 3, 1, 4])
    func part(_ index: Int) throws -> Tensor {
      try parts.narrowed(0, to: index..<index + 1).reshaped([-1, heads, 64, size])
    }
    var scores = try part(0).matmul(part(1).permuted([0, 1, 3, 2]))
    scores = try scores * (1 / Double(size).squareRoot()) + weights.positionBias.tensor
    if shape.shift > 0 {
      scores = try scores + weights.mask.tensor.reshaped([side * side, 1, 64, 64])
    }
    let mixed = try scores.softmaxOfRows().matmul(part(2))
      .permuted([0, 2, 1, 3]).reshaped([-1, 64, width])
      .linear(weights.attentionOutput.0, weights.attentionOutput.1)
      .reshaped([side, side, 8, 8, width]).permuted([0, 2, 1, 3, 4])
      .reshaped([grid, grid, width])
      .rolled(by: [shape.shift, shape.shift], along: [0, 1])
      .reshaped([grid * grid, width])
    let attended = try x + mixed
    return try attended
      + attended.layerNorm(
        weights.perceptronNorm.weight, weights.perceptronNorm.bias, epsilon: 1e-5
      )
      .linear(weights.expand.0, weights.expand.1).gelu()
      .linear(weights.contract.0, weights.contract.1)
  }

  private func tokens(_ shape: Shape) throws -> Tensor {
    var generator = SeededGenerator(seed: 3)
    let count = shape.grid * shape.grid * shape.width
    return try Tensor(
      (0..<count).map { _ in Float(generator.normal()) },
      shape: [shape.grid * shape.grid, shape.width])
  }

  /// On every kind of machine that this one can stand for.
  @Test(arguments: shapes, Torch.Kernels.allCases)
  func isTheSameAsItsSteps(shape: Shape, kernels: Torch.Kernels) throws {
    let weights = try Weights(shape)
    let x = try tokens(shape)
    let found = try Torch.with(kernels) {
      try x.swinBlock(
        weights.packed(shape), grid: shape.grid, shift: shape.shift, headCount: shape.headCount,
        epsilon: 1e-5
      ).values
    }
    guard let found else { return }
    expectClose(found, try slowly(x, weights, shape).values, within: 2e-5, "tokens")
  }

  @Test func everyMachineRunsThePlainLoops() {
    #expect(Torch.with(.plain) { true } == true)
  }

  @Test(arguments: Torch.Kernels.allCases)
  func momentsAreTheSameEverywhere(kernels: Torch.Kernels) throws {
    let x = try tokens(Self.shapes[1])
    let means = try x.mean(over: [0]).values
    guard let moments = try Torch.with(kernels, { try x.columnMoments() }) else { return }
    expectClose(moments.means, means, within: 1e-6)
    let squares = try x.squared().mean(over: [0]).values
    expectClose(
      moments.deviations, zip(squares, means).map { ($0 - $1 * $1).squareRoot() }, within: 1e-5)
  }

  /// Sums of up to 800 products, up to 10 in size; a number in the wrong place is off by tenths.
  @Test(arguments: [1, 7, 64, 67], [1, 5, 400, 800])
  func aPackedLayerIsTheLayer(rows: Int, inputs: Int) throws {
    for kernels in Torch.Kernels.allCases {
      try Torch.with(kernels) { try expectPackedLayers(rows: rows, inputs: inputs) }
    }
  }

  private func expectPackedLayers(rows: Int, inputs: Int) throws {
    for outputs in [1, 47, 48, 130] {
      let weight = try FrozenTensor(
        (0..<outputs * inputs).map { Float(($0 * 7919) % 1009) / 1009 - 0.5 },
        shape: [outputs, inputs])
      let bias = try FrozenTensor((0..<outputs).map { Float($0) / 10 }, shape: [outputs])
      let x = try Tensor(
        (0..<rows * inputs).map { Float(($0 * 104_729) % 997) / 997 - 0.5 },
        shape: [rows, inputs])
      expectClose(
        try x.linear(PackedLinear(weight, bias)).values, try x.linear(weight, bias).values,
        within: 1e-4, "\(outputs) outputs")
      expectClose(
        try x.linear(PackedLinear(weight, nil)).values, try x.linear(weight, nil).values,
        within: 1e-4, "\(outputs) outputs without bias")
    }
  }

  /// Scores far apart, as of a model gone wrong: no NaN, and the nearest one wins.
  @Test func extremeScoresDontOverflow() throws {
    let shape = Self.shapes[0]
    let weights = try Weights(shape)
    let x = try tokens(shape)
    var packed = try weights.packed(shape)
    packed.positionBias = try FrozenTensor(
      (0..<4 * 64 * 64).map { $0 % 64 == 5 ? 1e30 : -1e30 }, shape: [4, 64, 64])
    let found = try x.swinBlock(packed, grid: 8, shift: 0, headCount: 4, epsilon: 1e-5)
    #expect(try found.values.allSatisfy { $0.isFinite })
  }

  /// Whatever its bits: a score that is no number must not become a weight of attention.
  @Test(arguments: Torch.Kernels.allCases)
  func oneScoreThatIsNaNSpoilsItsTokensRow(kernels: Torch.Kernels) throws {
    let shape = Self.shapes[0]
    let x = try tokens(shape)
    for bits: UInt32 in [0x7FC0_0000, 0x7FC0_0181, 0xFFFF_FFFF] {
      var packed = try Weights(shape).packed(shape)
      var bias = [Float](repeating: 0, count: 4 * 64 * 64)
      bias[9 * 64 + 5] = Float(bitPattern: bits)
      packed.positionBias = try FrozenTensor(bias, shape: [4, 64, 64])
      let found = try Torch.with(kernels) {
        try x.swinBlock(packed, grid: 8, shift: 0, headCount: 4, epsilon: 1e-5).values
      }
      guard let found else { return }
      let spoilt = (0..<64).filter { row in
        !found[row * 96..<row * 96 + 96].contains(where: \.isFinite)
      }
      #expect(spoilt == [9], "\(String(bits, radix: 16))")
    }
  }

  @Test func whatDoesntFitIsAnErrorAndNoCrash() throws {
    let shape = Self.shapes[1]
    let weights = try Weights(shape)
    let x = try tokens(shape)
    let packed = try weights.packed(shape)
    func block(
      _ x: Tensor, _ weights: SwinBlockWeights, grid: Int = 24, shift: Int = 4, heads: Int = 2
    ) throws {
      _ = try x.swinBlock(weights, grid: grid, shift: shift, headCount: heads, epsilon: 1e-5)
    }
    try block(x, packed)
    #expect(throws: TorchError.self) { try block(x, packed, grid: 16) }
    #expect(throws: TorchError.self) { try block(x, packed, grid: 1 << 35) }
    #expect(throws: TorchError.self) { try block(x, packed, grid: 0) }
    #expect(throws: TorchError.self) { try block(x, packed, shift: 8) }
    #expect(throws: TorchError.self) { try block(x, packed, heads: 5) }
    #expect(throws: TorchError.self) { try block(x, packed, heads: 0) }
    #expect(throws: TorchError.self) { try block(x.transposed(), packed) }
    var wrong = packed
    wrong.mask = nil
    #expect(throws: TorchError.self) { try block(x, wrong) }
    wrong = packed
    wrong.contract = packed.expand
    #expect(throws: TorchError.self) { try block(x, wrong) }
    wrong = packed
    wrong.positionBias = try FrozenTensor([1], shape: [1])
    #expect(throws: TorchError.self) { try block(x, wrong) }
    #expect(throws: TorchError.self) {
      try PackedLinear(FrozenTensor([1, 2], shape: [1, 2]), FrozenTensor([1, 2], shape: [2]))
    }
    #expect(throws: TorchError.self) {
      try x.linear(PackedLinear(FrozenTensor([1, 2], shape: [1, 2]), nil))
    }
  }
}
