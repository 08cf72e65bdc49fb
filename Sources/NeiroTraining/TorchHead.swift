internal import NeiroHead
internal import NeiroTorch

/// A finished head, for projecting many clips at once.
struct TorchHead {
  private let weights: Tensor?
  private let down: Tensor?
  private let up: Tensor?
  private let memory: Memory?
  private let scale: Double

  private struct Memory {
    let basis: Tensor  // Bᵀ, [m, D]
    let linear: Tensor
    let keys: Tensor?
    let values: Tensor?
    let temperature: Double
  }

  init(_ head: ProjectionHead) throws(TorchError) {
    let moved = [head.dimension, head.rank]
    weights = try head.weights.map { values throws(TorchError) in
      try Tensor(values, shape: [1, head.dimension])
    }
    down = head.rank > 0 ? try Tensor(head.down, shape: moved) : nil
    up = head.rank > 0 ? try Tensor(head.up, shape: moved) : nil
    scale = Double(head.scale)
    memory = try head.memory.map { memory throws(TorchError) in
      let m = memory.directions
      let keys = [memory.keyCount, m]
      return Memory(
        basis: try Tensor(memory.basis, shape: [m, head.dimension]),
        linear: try Tensor(memory.linear, shape: [m, m]),
        keys: keys[0] > 0 ? try Tensor(memory.keys, shape: keys) : nil,
        values: keys[0] > 0 ? try Tensor(memory.values, shape: keys) : nil,
        temperature: Double(memory.temperature))
    }
  }

  /// x `[N, D]` → z `[N, P]`.
  func project(_ x: Tensor) throws(TorchError) -> Tensor {
    var y = x
    if let weights { y = try y * weights }
    if let down, let up { y = try y + x.matmul(down).matmul(up.transposed()) * scale }
    if weights != nil || down != nil { y = try y.normalizedRows() }
    guard let memory else { return y }
    let coordinates = try y.matmul(memory.basis.transposed())
    var change = try coordinates.matmul(memory.linear)
    if let keys = memory.keys, let values = memory.values {
      let logits = try coordinates.matmul(keys.transposed()) * (1 / memory.temperature)
      change = try change + logits.softmaxOfRows().matmul(values)
    }
    return try (y + change.matmul(memory.basis)).normalizedRows()
  }
}
