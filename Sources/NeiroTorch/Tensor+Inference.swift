internal import CTorch

// What a frozen network computes. Nothing here is recorded for autograd, and nothing that comes
// out of here can take part in a training.

// MARK: - Layers

extension Tensor {
  /// x · weightᵀ + bias: […, n] → […, m], with weight [m, n] and bias [m].
  public func linear(_ weight: FrozenTensor, _ bias: FrozenTensor?) throws(TorchError) -> Tensor {
    try withExtendedLifetime((weight, bias)) { () throws(TorchError) in
      try .make { ct_linear(handle, weight.handle, bias?.handle, $0) }
    }
  }

  /// Each row made to have mean 0 and variance 1, then scaled and shifted: […, n] → […, n].
  public func layerNorm(
    _ weight: FrozenTensor, _ bias: FrozenTensor, epsilon: Double
  ) throws(TorchError) -> Tensor {
    try withExtendedLifetime((weight, bias)) { () throws(TorchError) in
      try .make { ct_layer_norm(handle, weight.handle, bias.handle, epsilon, $0) }
    }
  }

  /// Each channel by its stored mean and variance, then scaled and shifted: [B, C, …] → the same.
  public func batchNorm(
    _ weight: FrozenTensor, _ bias: FrozenTensor, mean: FrozenTensor, variance: FrozenTensor,
    epsilon: Double
  ) throws(TorchError) -> Tensor {
    try withExtendedLifetime((weight, bias, mean, variance)) { () throws(TorchError) in
      try .make {
        ct_batch_norm(
          handle, weight.handle, bias.handle, mean.handle, variance.handle, epsilon, $0)
      }
    }
  }

  /// Cross-correlation without padding: [B, C, H, W] by [O, C, h, w] → [B, O, …, …].
  public func convolved(
    _ weight: FrozenTensor, _ bias: FrozenTensor, stride: (Int, Int)
  ) throws(TorchError) -> Tensor {
    let stride = [Int64(stride.0), Int64(stride.1)]
    return try withExtendedLifetime((weight, bias)) { () throws(TorchError) in
      try .make { ct_conv2d(handle, weight.handle, bias.handle, stride, $0) }
    }
  }

  /// x · Φ(x), with the normal distribution's Φ itself and not its approximation by tanh.
  public func gelu() throws(TorchError) -> Tensor {
    try .make { ct_gelu(handle, $0) }
  }

  public func tanh() throws(TorchError) -> Tensor {
    try .make { ct_tanh(handle, $0) }
  }

  /// 1 / (1 + exp(−x)).
  public func sigmoid() throws(TorchError) -> Tensor {
    try .make { ct_sigmoid(handle, $0) }
  }
}

// MARK: - Shape

extension Tensor {
  /// The same numbers in the same order under another shape; −1 for one length that follows.
  public func reshaped(_ shape: [Int]) throws(TorchError) -> Tensor {
    let shape = shape.map(Int64.init)
    return try .make { ct_reshape(handle, shape, shape.count, $0) }
  }

  /// Dimension `order[i]` becomes dimension i.
  public func permuted(_ order: [Int]) throws(TorchError) -> Tensor {
    let order = order.map(Int64.init)
    return try .make { ct_permute(handle, order, order.count, $0) }
  }

  /// Moved along `dimensions`; what falls out at one end comes in at the other.
  public func rolled(by shifts: [Int], along dimensions: [Int]) throws(TorchError) -> Tensor {
    guard shifts.count == dimensions.count else {
      throw TorchError(message: "\(shifts.count) shifts for \(dimensions.count) dimensions")
    }
    let shifts = shifts.map(Int64.init)
    let dimensions = dimensions.map(Int64.init)
    return try .make { ct_roll(handle, shifts, dimensions, shifts.count, $0) }
  }

  /// One after the other along a dimension; the other lengths agree.
  public static func joining(_ parts: [Tensor], along dimension: Int) throws(TorchError) -> Tensor {
    let handles = parts.map { Optional($0.handle) }
    return try withExtendedLifetime(parts) { () throws(TorchError) in
      try .make { ct_join(handles, handles.count, Int64(dimension), $0) }
    }
  }

  /// A part of one dimension.
  public func narrowed(_ dimension: Int, to range: Range<Int>) throws(TorchError) -> Tensor {
    try .make {
      ct_narrow(handle, Int64(dimension), Int64(range.lowerBound), Int64(range.count), $0)
    }
  }

  /// With `count` zeros behind the last dimension.
  public func zeroPadded(by count: Int) throws(TorchError) -> Tensor {
    try .make { ct_pad_last(handle, Int64(count), $0) }
  }
}

// MARK: - Reductions

extension Tensor {
  /// The mean over some dimensions.
  public func mean(over dimensions: [Int], keeping: Bool = false) throws(TorchError) -> Tensor {
    let dimensions = dimensions.map(Int64.init)
    return try .make { ct_mean_over(handle, dimensions, dimensions.count, keeping, $0) }
  }

  /// Mean and the population's standard deviation of each column of a matrix: [m, n] → n and n.
  public func columnMoments() throws(TorchError) -> (means: [Float], deviations: [Float]) {
    let columns = try shape.last ?? 0
    var means = [Float](repeating: 0, count: columns)
    var deviations = means
    try check(ct_column_moments(handle, &means, &deviations, columns))
    return (means, deviations)
  }
}
