internal import CTorch

/// Adam with decoupled weight decay.
///
/// Sources: Kingma and Ba, "Adam", 2015, <https://arxiv.org/abs/1412.6980>; Loshchilov and Hutter,
/// "Decoupled weight decay regularization", 2019, <https://arxiv.org/abs/1711.05101>.
public final class Adam {
  private let handle: OpaquePointer
  /// libtorch's optimizer points into these.
  private let parameters: [Tensor]

  /// - Parameters:
  ///   - parameters: Tensors on which `requireGradient` was called.
  ///   - learningRate: The size of an update.
  ///   - weightDecay: The share of each weight, times `learningRate`, that a step takes away.
  /// - Throws: ``TorchError`` if a tensor is no parameter.
  public init(
    _ parameters: [Tensor], learningRate: Double, weightDecay: Double
  ) throws(TorchError) {
    let handles = parameters.map { Optional($0.handle) }
    handle = try produced {
      ct_adam_new(handles, handles.count, learningRate, weightDecay, $0)
    }
    self.parameters = parameters
  }

  deinit { ct_adam_free(handle) }

  public func zeroGradients() throws(TorchError) {
    try check(ct_adam_zero_gradients(handle))
  }

  /// Updates every parameter by its gradient.
  public func step() throws(TorchError) {
    try check(ct_adam_step(handle))
  }
}
