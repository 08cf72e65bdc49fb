import NeiroCore
import NeiroTensorFiles
import Synchronization

extension ClapWeights {
  /// Tells the audio tower from others: the same numbers give the same hash, whichever file they
  /// come from.
  ///
  /// - Returns: 16 hexadecimal digits.
  /// - Throws: ``ClapError/badTensor(name:path:reason:)`` for a number that is not finite, by which
  ///   the tower would make no embedding of anything.
  public func audioHash() throws(ClapError) -> String {
    try hash(of: ["audio_model.", "audio_projection."])
  }

  /// Tells the text tower from others.
  ///
  /// - Returns: 16 hexadecimal digits.
  /// - Throws: As ``audioHash()``.
  public func textHash() throws(ClapError) -> String {
    try hash(of: ["text_model.", "text_projection."])
  }

  /// FNV-1a of name, shape and hash of each tensor, in the order of the names; a tensor's hash is
  /// that of its numbers as little-endian float32.
  private func hash(of prefixes: [String]) throws(ClapError) -> String {
    let chosen = tensors.filter { entry in prefixes.contains { entry.key.hasPrefix($0) } }
      .sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    let hashes = Mutex([String?](repeating: nil, count: chosen.count))
    let bytes = chosen.reduce(0) { $0 + 4 * $1.value.count }
    Parallel.forEachPart(of: chosen.count, operations: bytes) { part in
      for index in part {
        let hash = Self.hash(of: chosen[index].value)
        hashes.withLock { $0[index] = hash }
      }
    }
    var all = FNV1a()
    for ((name, tensor), hash) in zip(chosen, hashes.withLock { $0 }) {
      guard let hash else {
        throw .badTensor(name: name, path: path, reason: "it holds a number that is not finite")
      }
      all.combine("\(name) \(tensor.shape) \(hash)\n")
    }
    return all.hex
  }

  /// - Returns: nil unless all numbers are finite.
  private static func hash(of tensor: StoredTensor) -> String? {
    func hash(_ values: UnsafeBufferPointer<Float>) -> String? {
      guard values.allSatisfy(\.isFinite) else { return nil }
      var hash = FNV1a()
      hash.combine(UnsafeRawBufferPointer(values))
      return hash.hex
    }
    if let mapped = tensor.mappedFloats {
      return withExtendedLifetime(mapped.owner) { hash(mapped.values) }
    }
    return try? tensor.floats().withUnsafeBufferPointer(hash)  // all that is kept can be read
  }
}
