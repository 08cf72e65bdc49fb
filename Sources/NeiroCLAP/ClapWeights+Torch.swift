import NeiroTensorFiles
public import NeiroTorch

extension ClapWeights {
  /// A tensor's numbers as float32: in place where the file holds such, else converted.
  ///
  /// - Throws: As ``stored(_:shape:)``, and ``ClapError/badTensor(name:path:reason:)``.
  public func tensor(_ name: String, shape: [Int]) throws(ClapError) -> FrozenTensor {
    let stored = try stored(name, shape: shape)
    do {
      if let mapped = stored.mappedFloats {
        return try FrozenTensor(borrowing: mapped.values, shape: shape, from: mapped.owner)
      }
      return try FrozenTensor(stored.floats(), shape: shape)
    } catch {
      throw .badTensor(name: name, path: path, reason: "\(error)")
    }
  }
}
