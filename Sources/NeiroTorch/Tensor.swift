internal import CTorch

/// A float32 tensor of libtorch, with its part of the autograd graph.
///
/// Owns one handle of the shim and frees it with the last reference. Not to be shared between
/// threads: autograd's graph isn't.
public final class Tensor {
  let handle: OpaquePointer

  /// Takes over a handle that the shim handed out.
  private init(owning handle: OpaquePointer) {
    self.handle = handle
  }

  deinit { ct_free(handle) }

  /// - Parameters:
  ///   - values: As many numbers as the product of `shape`, row-major.
  ///   - shape: The length of each dimension.
  /// - Throws: ``TorchError`` if the counts disagree.
  public convenience init(_ values: [Float], shape: [Int]) throws(TorchError) {
    guard shape.allSatisfy({ $0 >= 0 }), shape.reduce(1, *) == values.count else {
      throw TorchError(message: "\(values.count) numbers don't fill the shape \(shape)")
    }
    let lengths = shape.map(Int64.init)
    self.init(owning: try produced { ct_from_floats(values, lengths, lengths.count, $0) })
  }

  public var shape: [Int] {
    get throws(TorchError) {
      var rank = 0
      try check(ct_rank(handle, &rank))
      var lengths = [Int64](repeating: 0, count: rank)
      try check(ct_shape(handle, &lengths, rank))
      return lengths.map(Int.init)
    }
  }

  /// A copy of all numbers, row-major.
  public var values: [Float] {
    get throws(TorchError) {
      var values = [Float](repeating: 0, count: try shape.reduce(1, *))
      try check(ct_to_floats(handle, &values, values.count))
      return values
    }
  }

  /// The number of a tensor that holds just one.
  public var scalar: Float {
    get throws(TorchError) {
      var value: Float = 0
      try check(ct_to_floats(handle, &value, 1))
      return value
    }
  }

  /// Runs a shim function that makes a tensor.
  static func make(_ call: (UnsafeMutablePointer<OpaquePointer?>) -> Int32) throws(TorchError)
    -> Tensor
  {
    Tensor(owning: try produced(call))
  }
}

// MARK: - Elementwise, with broadcasting

extension Tensor {
  public static func + (a: Tensor, b: Tensor) throws(TorchError) -> Tensor {
    try make { ct_add(a.handle, b.handle, $0) }
  }

  public static func - (a: Tensor, b: Tensor) throws(TorchError) -> Tensor {
    try make { ct_subtract(a.handle, b.handle, $0) }
  }

  public static func * (a: Tensor, b: Tensor) throws(TorchError) -> Tensor {
    try make { ct_multiply(a.handle, b.handle, $0) }
  }

  public static func / (a: Tensor, b: Tensor) throws(TorchError) -> Tensor {
    try make { ct_divide(a.handle, b.handle, $0) }
  }

  public static func * (a: Tensor, factor: Double) throws(TorchError) -> Tensor {
    try make { ct_scale(a.handle, factor, $0) }
  }

  public func squared() throws(TorchError) -> Tensor {
    try .make { ct_square(handle, $0) }
  }

  /// √x; without a finite gradient at 0.
  public func squareRoot() throws(TorchError) -> Tensor {
    try .make { ct_sqrt(handle, $0) }
  }

  /// max(0, x); its gradient at 0 is 0.
  public func relu() throws(TorchError) -> Tensor {
    try .make { ct_relu(handle, $0) }
  }

  /// log(1 + exp(x)) without overflow.
  public func softplus() throws(TorchError) -> Tensor {
    try .make { ct_softplus(handle, $0) }
  }
}

// MARK: - Matrices

extension Tensor {
  /// The matrix product: [m, k] × [k, n] → [m, n].
  public func matmul(_ other: Tensor) throws(TorchError) -> Tensor {
    try .make { ct_matmul(handle, other.handle, $0) }
  }

  /// [m, n] → [n, m].
  public func transposed() throws(TorchError) -> Tensor {
    try .make { ct_transpose(handle, $0) }
  }

  /// Rows `indices` of a matrix, in that order: [m, n] → [indices.count, n].
  public func rows(_ indices: [Int]) throws(TorchError) -> Tensor {
    let indices = indices.map(Int64.init)
    return try .make { ct_rows(handle, indices, indices.count, $0) }
  }

  /// The columns of all `parts` side by side: [m, n₁], [m, n₂], … → [m, n₁ + n₂ + …].
  public static func joiningColumns(_ parts: [Tensor]) throws(TorchError) -> Tensor {
    let handles = parts.map { Optional($0.handle) }
    return try withExtendedLifetime(parts) { () throws(TorchError) in
      try .make { ct_join_columns(handles, handles.count, $0) }
    }
  }

  /// Eigenvalues, ascending, and eigenvectors, as columns, of a symmetric matrix: [n, n] → [n] and
  /// [n, n].
  public func symmetricEigen() throws(TorchError) -> (values: [Float], vectors: Tensor) {
    var values: OpaquePointer?
    let vectors = try Tensor.make { ct_symmetric_eigen(handle, &values, $0) }
    guard let values else { throw TorchError(message: "a call succeeded but returned nothing") }
    return (try Tensor(owning: values).values, vectors)
  }

  /// Each row scaled to unit length.
  public func normalizedRows() throws(TorchError) -> Tensor {
    try .make { ct_normalize_rows(handle, $0) }
  }

  /// exp(x) over its sum along each row, without overflow.
  public func softmaxOfRows() throws(TorchError) -> Tensor {
    try .make { ct_softmax_rows(handle, $0) }
  }
}

// MARK: - Reductions

extension Tensor {
  /// The sum of all numbers, 0 of none: a scalar.
  public func sum() throws(TorchError) -> Tensor {
    try .make { ct_sum(handle, $0) }
  }

  /// [m, n] → [m, 1].
  public func sumOfRows() throws(TorchError) -> Tensor {
    try .make { ct_sum_rows(handle, $0) }
  }

  /// log Σ exp along each row: [m, n] → [m, 1].
  public func logSumExpOfRows() throws(TorchError) -> Tensor {
    try .make { ct_log_sum_exp_rows(handle, $0) }
  }

  /// The mean of all numbers: a scalar.
  public func mean() throws(TorchError) -> Tensor {
    try .make { ct_mean(handle, $0) }
  }
}

// MARK: - Autograd

extension Tensor {
  /// Makes this a parameter: `backward` will leave a gradient here.
  public func requireGradient() throws(TorchError) {
    try check(ct_require_gradient(handle))
  }

  /// Adds the derivative of this scalar to the gradient of every parameter it depends on.
  public func backward() throws(TorchError) {
    try check(ct_backward(handle))
  }

  /// The gradient that `backward` left; as long as the parameter.
  public var gradient: Tensor {
    get throws(TorchError) { try .make { ct_gradient(handle, $0) } }
  }
}
