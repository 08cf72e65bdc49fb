import NeiroTorch

/// x · weightᵀ + bias over the last dimension.
struct Linear: Sendable {
  let weight: FrozenTensor
  let bias: FrozenTensor

  init(
    _ weights: ClapWeights, _ name: String, inputs: Int, outputs: Int
  ) throws(ClapError) {
    weight = try weights.tensor("\(name).weight", shape: [outputs, inputs])
    bias = try weights.tensor("\(name).bias", shape: [outputs])
  }

  func callAsFunction(_ x: Tensor) throws(TorchError) -> Tensor { try x.linear(weight, bias) }
}

struct LayerNorm: Sendable {
  let weight: FrozenTensor
  let bias: FrozenTensor
  let epsilon: Double

  init(
    _ weights: ClapWeights, _ name: String, width: Int, epsilon: Double
  ) throws(ClapError) {
    weight = try weights.tensor("\(name).weight", shape: [width])
    bias = try weights.tensor("\(name).bias", shape: [width])
    self.epsilon = epsilon
  }

  func callAsFunction(_ x: Tensor) throws(TorchError) -> Tensor {
    try x.layerNorm(weight, bias, epsilon: epsilon)
  }
}

/// Over the second dimension, by stored statistics.
struct BatchNorm: Sendable {
  /// PyTorch's default; no configuration of CLAP has another.
  static let epsilon = 1e-5

  let weight: FrozenTensor
  let bias: FrozenTensor
  let mean: FrozenTensor
  let variance: FrozenTensor

  init(_ weights: ClapWeights, _ name: String, width: Int) throws(ClapError) {
    weight = try weights.tensor("\(name).weight", shape: [width])
    bias = try weights.tensor("\(name).bias", shape: [width])
    mean = try weights.tensor("\(name).running_mean", shape: [width])
    variance = try weights.tensor("\(name).running_var", shape: [width])
  }

  func callAsFunction(_ x: Tensor) throws(TorchError) -> Tensor {
    try x.batchNorm(weight, bias, mean: mean, variance: variance, epsilon: Self.epsilon)
  }
}

/// Over pictures, [B, C, H, W], without padding.
struct Convolution: Sendable {
  let weight: FrozenTensor
  let bias: FrozenTensor
  let stride: Stride

  struct Stride: Sendable {
    var rows = 1
    var columns = 1
  }

  /// Takes `name.weight` with the shape of the `kernel`, [outputs, inputs, rows, columns], and
  /// `name.bias`, [outputs].
  init(
    _ weights: ClapWeights, _ name: String, kernel: [Int], stride: Stride = Stride()
  ) throws(ClapError) {
    weight = try weights.tensor("\(name).weight", shape: kernel)
    bias = try weights.tensor("\(name).bias", shape: [kernel[0]])
    self.stride = stride
  }

  func callAsFunction(_ x: Tensor) throws(TorchError) -> Tensor {
    try x.convolved(weight, bias, stride: (stride.rows, stride.columns))
  }
}

/// Two layers into the space that sounds and texts share, onto its unit sphere.
struct Projection: Sendable {
  private let first: Linear
  private let second: Linear

  init(
    _ weights: ClapWeights, _ name: String, inputs: Int, outputs: Int
  ) throws(ClapError) {
    first = try Linear(weights, "\(name).linear1", inputs: inputs, outputs: outputs)
    second = try Linear(weights, "\(name).linear2", inputs: outputs, outputs: outputs)
  }

  func callAsFunction(_ x: Tensor) throws(TorchError) -> Tensor { try second(first(x).relu()) }

  /// x / max(|x|, 1e-12).
  static func normalised(_ x: [Float]) -> [Float] {
    let length = x.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
    return x.map { Float(Double($0) / max(length, 1e-12)) }
  }
}
