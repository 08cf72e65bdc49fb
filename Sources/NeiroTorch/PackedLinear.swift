internal import CTorch

/// A frozen layer x · weightᵀ + bias whose weight is laid out in the order in which the product
/// reads it. The product needs no BLAS, and is the same whichever one is installed.
///
/// Several threads may use it at once: it never changes.
public final class PackedLinear: @unchecked Sendable {
  let handle: OpaquePointer

  /// Copies the weights.
  ///
  /// - Parameters:
  ///   - weight: [outputs, inputs].
  ///   - bias: [outputs]; nil for none.
  /// - Throws: ``TorchError`` where the shapes disagree.
  public init(_ weight: FrozenTensor, _ bias: FrozenTensor?) throws(TorchError) {
    handle = try withExtendedLifetime((weight, bias)) { () throws(TorchError) in
      try produced { ct_pack(weight.handle, bias?.handle, $0) }
    }
  }

  deinit { ct_packed_free(handle) }
}

extension Tensor {
  /// [rows, inputs] → [rows, outputs].
  public func linear(_ layer: PackedLinear) throws(TorchError) -> Tensor {
    try withExtendedLifetime(layer) { () throws(TorchError) in
      try .make { ct_packed_linear(handle, layer.handle, $0) }
    }
  }
}
