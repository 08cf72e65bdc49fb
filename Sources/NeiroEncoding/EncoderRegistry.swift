/// The encoders that can be asked for by name. To add one, write a type that conforms to
/// ``AudioEncoder`` and give it a line in `makers`.
public enum EncoderRegistry {
  private static let makers: [(name: String, make: @Sendable () -> any AudioEncoder)] = [
    (SpectralEncoder.name, { SpectralEncoder() }),
    (MFCCEncoder.name, { MFCCEncoder() }),
  ]

  /// All names, the default one first.
  public static let names: [String] = makers.map(\.name)

  /// - Throws: ``EncodingError/unknownEncoder(name:known:)`` with the names that exist.
  public static func encoder(named name: String) throws(EncodingError) -> any AudioEncoder {
    guard let maker = makers.first(where: { $0.name == name }) else {
      throw .unknownEncoder(name: name, known: names)
    }
    return maker.make()
  }
}
