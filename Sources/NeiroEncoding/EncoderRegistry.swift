internal import NeiroCore

/// The encoders that can be asked for by name. To add one, write a type that conforms to
/// ``AudioEncoder`` and give it a line in `makers`.
public enum EncoderRegistry {
  private static let makers: [(name: String, make: @Sendable () -> any AudioEncoder)] = [
    (SpectralEncoder.name, { SpectralEncoder() }),
    (MFCCEncoder.name, { MFCCEncoder() }),
  ]

  /// All names, the default one first.
  public static let names: [String] = makers.map(\.name)

  /// - Parameter name: One of `names`, or several with a plus between, in any order.
  /// - Returns: The encoder, or the one that joins those that are named.
  /// - Throws: ``EncodingError/unknownEncoder(name:known:)`` with the names that exist,
  ///   ``EncodingError/repeatedEncoder(name:)``.
  public static func encoder(named name: String) throws(EncodingError) -> any AudioEncoder {
    var parts: [any AudioEncoder] = []
    for part in name.split(separator: "+", omittingEmptySubsequences: false) {
      guard let maker = makers.first(where: { $0.name == part }) else {
        throw .unknownEncoder(name: String(part), known: names)
      }
      guard !parts.contains(where: { $0.identity.name == part }) else {
        throw .repeatedEncoder(name: String(part))
      }
      parts.append(maker.make())
    }
    return parts.count == 1 ? parts[0] : JoinedEncoder(parts)
  }
}
