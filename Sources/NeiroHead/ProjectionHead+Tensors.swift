/// A head in a file of tensors.
extension ProjectionHead {
  private static let weightsName = "weights"
  private static let downName = "residual.down"
  private static let upName = "residual.up"
  private static let basisName = "memory.basis"
  private static let linearName = "memory.linear"
  private static let keysName = "memory.keys"
  private static let valuesName = "memory.values"

  /// - Parameter prefix: Stands before each name: several heads share a file.
  /// - Returns: Its tensors by name.
  func tensors(prefix: String = "") -> [String: SafetensorsFile.Tensor] {
    var tensors: [String: SafetensorsFile.Tensor] = [:]
    if let weights {
      tensors[prefix + Self.weightsName] = .init(shape: [dimension], values: weights)
    }
    if rank > 0 {
      tensors[prefix + Self.downName] = .init(shape: [dimension, rank], values: down)
      tensors[prefix + Self.upName] = .init(shape: [dimension, rank], values: up)
    }
    if let memory {
      let m = memory.directions
      tensors[prefix + Self.basisName] = .init(shape: [m, dimension], values: memory.basis)
      tensors[prefix + Self.linearName] = .init(shape: [m, m], values: memory.linear)
      if memory.keyCount > 0 {
        tensors[prefix + Self.keysName] = .init(shape: [memory.keyCount, m], values: memory.keys)
        tensors[prefix + Self.valuesName] = .init(
          shape: [memory.keyCount, m], values: memory.values)
      }
    }
    return tensors
  }

  /// - Parameters:
  ///   - files: Where its tensors are.
  ///   - shape: Theirs.
  ///   - prefix: What stands before each name.
  /// - Throws: ``CheckpointError``.
  init(
    in files: CheckpointFolder, _ shape: HeadShape, prefix: String = ""
  ) throws(CheckpointError) {
    guard shape.isPossible else {
      throw .damagedManifest(reason: "no head has the shape that it tells")
    }
    let moved = [shape.dimension, shape.rank]
    var memory: ClipMemory?
    if let m = shape.directions {
      let keys = [shape.keys ?? 0, m]
      memory = ClipMemory(
        basis: try files.values(of: prefix + Self.basisName, shape: [m, shape.dimension]),
        linear: try files.values(of: prefix + Self.linearName, shape: [m, m]),
        keys: keys[0] > 0 ? try files.values(of: prefix + Self.keysName, shape: keys) : [],
        values: keys[0] > 0 ? try files.values(of: prefix + Self.valuesName, shape: keys) : [],
        directions: m, temperature: shape.temperature ?? 1)
    }
    self.init(
      residual: shape.rank > 0 ? try files.values(of: prefix + Self.downName, shape: moved) : [],
      shape.rank > 0 ? try files.values(of: prefix + Self.upName, shape: moved) : [],
      dimension: shape.dimension, rank: shape.rank, scale: shape.scale,
      weights: shape.isWeighted
        ? try files.values(of: prefix + Self.weightsName, shape: [shape.dimension]) : nil,
      memory: memory)
  }
}
