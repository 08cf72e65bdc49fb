import NeiroTorch

/// Weighs two pictures against each other, channel by channel and place by place.
///
/// Source: Dai et al., "Attentional feature fusion", 2021, <https://arxiv.org/abs/2009.14082>.
struct AttentionalFusion: Sendable {
  private let local: Branch
  private let global: Branch

  init(
    _ weights: ClapWeights, _ name: String, width: Int, reduction: Int
  ) throws(ClapError) {
    let inner = width / reduction
    local = try Branch(
      weights, ["\(name).local_att.0", "\(name).local_att.3"],
      norms: ["\(name).local_att.1", "\(name).local_att.4"], width: width, inner: inner)
    // One further: its first entry is the mean over all places, which has no weights.
    global = try Branch(
      weights, ["\(name).global_att.1", "\(name).global_att.4"],
      norms: ["\(name).global_att.2", "\(name).global_att.5"], width: width, inner: inner)
  }

  /// 2·s·x + 2·(1 − s)·y: [1, width, H, W] twice → the same.
  func callAsFunction(_ x: Tensor, _ y: Tensor) throws(TorchError) -> Tensor {
    let sum = try x + y
    let logits = try local(sum) + global(sum.mean(over: [2, 3], keeping: true))
    let share = try logits.sigmoid()
    // s·x + (1 − s)·y = y + s·(x − y)
    return try (y + share * (x - y)) * 2
  }

  private struct Branch: Sendable {
    let first: Convolution
    let firstNorm: BatchNorm
    let second: Convolution
    let secondNorm: BatchNorm

    init(
      _ weights: ClapWeights, _ names: [String], norms: [String], width: Int, inner: Int
    ) throws(ClapError) {
      first = try Convolution(weights, names[0], kernel: [inner, width, 1, 1])
      firstNorm = try BatchNorm(weights, norms[0], width: inner)
      second = try Convolution(weights, names[1], kernel: [width, inner, 1, 1])
      secondNorm = try BatchNorm(weights, norms[1], width: width)
    }

    func callAsFunction(_ x: Tensor) throws(TorchError) -> Tensor {
      try secondNorm(second(firstNorm(first(x)).relu()))
    }
  }
}
