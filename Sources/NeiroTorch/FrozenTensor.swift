internal import CTorch

/// A float32 tensor that never changes: the weights of a frozen network.
///
/// Several threads may read it at once. Sendable is unchecked because the compiler cannot see what
/// holds: nobody is given a way to write, libtorch only reads what it is handed as an operand, and
/// counts its references atomically.
public final class FrozenTensor: @unchecked Sendable {
  let handle: OpaquePointer
  public let shape: [Int]

  private init(owning handle: OpaquePointer, shape: [Int]) {
    self.handle = handle
    self.shape = shape
  }

  deinit { ct_free(handle) }

  /// Copies the numbers.
  ///
  /// - Parameters:
  ///   - values: As many numbers as the product of `shape`, row-major.
  ///   - shape: The length of each dimension.
  /// - Throws: ``TorchError`` if the counts disagree.
  public convenience init(_ values: [Float], shape: [Int]) throws(TorchError) {
    guard shape.allSatisfy({ $0 >= 0 }), shape.reduce(1, *) == values.count else {
      throw TorchError(message: "\(values.count) numbers don't fill the shape \(shape)")
    }
    let lengths = shape.map(Int64.init)
    self.init(
      owning: try produced { ct_from_floats(values, lengths, lengths.count, $0) }, shape: shape)
  }

  /// Uses memory in place, such as that of a mapped file.
  ///
  /// - Parameters:
  ///   - memory: As many numbers as the product of `shape`, row-major. They must not change.
  ///   - shape: The length of each dimension.
  ///   - owner: Keeps `memory` alive; held as long as libtorch uses it.
  /// - Throws: ``TorchError`` if the counts disagree.
  public convenience init(
    borrowing memory: UnsafeBufferPointer<Float>, shape: [Int], from owner: any AnyObject & Sendable
  ) throws(TorchError) {
    guard shape.allSatisfy({ $0 >= 0 }), shape.reduce(1, *) == memory.count else {
      throw TorchError(message: "\(memory.count) numbers don't fill the shape \(shape)")
    }
    guard let base = memory.baseAddress else {
      try self.init([], shape: shape)
      return
    }
    let lengths = shape.map(Int64.init)
    let held = Unmanaged.passRetained(owner as AnyObject)
    do {
      let handle = try produced { out in
        ct_from_memory(
          base, lengths, lengths.count,
          { context in
            if let context { Unmanaged<AnyObject>.fromOpaque(context).release() }
          }, held.toOpaque(), out)
      }
      self.init(owning: handle, shape: shape)
    } catch {
      held.release()
      throw error
    }
  }

  /// The numbers of `tensor`, without its history.
  public convenience init(_ tensor: Tensor) throws(TorchError) {
    try self.init(tensor.values, shape: tensor.shape)
  }

  /// A tensor to compute with, over the same numbers.
  public var tensor: Tensor {
    get throws(TorchError) { try .make { ct_alias(handle, $0) } }
  }
}
