import NeiroCore
import NeiroTensorFiles
import Synchronization

extension ClapWeights {
  /// Tells the audio tower from others: the same numbers give the same hash, whichever file they
  /// come from.
  ///
  /// - Returns: 16 hexadecimal digits.
  public func audioHash() -> String { hash(of: ["audio_model.", "audio_projection."]) }

  /// Tells the text tower from others.
  ///
  /// - Returns: 16 hexadecimal digits.
  public func textHash() -> String { hash(of: ["text_model.", "text_projection."]) }

  /// FNV-1a of name, shape and hash of each tensor, in the order of the names; a tensor's hash is
  /// that of its numbers as little-endian float32.
  private func hash(of prefixes: [String]) -> String {
    let chosen = tensors.filter { entry in prefixes.contains { entry.key.hasPrefix($0) } }
      .sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    let hashes = Mutex([String](repeating: "", count: chosen.count))
    let bytes = chosen.reduce(0) { $0 + 4 * $1.value.count }
    Parallel.forEachPart(of: chosen.count, operations: bytes) { part in
      for index in part {
        let hash = Self.hash(of: chosen[index].value)
        hashes.withLock { $0[index] = hash }
      }
    }
    var all = FNV1a()
    for ((name, tensor), hash) in zip(chosen, hashes.withLock { $0 }) {
      all.combine("\(name) \(tensor.shape) \(hash)\n")
    }
    return all.hex
  }

  private static func hash(of tensor: StoredTensor) -> String {
    var hash = FNV1a()
    if let mapped = tensor.mappedFloats {
      withExtendedLifetime(mapped.owner) { hash.combine(UnsafeRawBufferPointer(mapped.values)) }
    } else if let values = try? tensor.floats() {  // all that is kept can be read
      values.withUnsafeBytes { hash.combine($0) }
    }
    return hash.hex
  }
}
