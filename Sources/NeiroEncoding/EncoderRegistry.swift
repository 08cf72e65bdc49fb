internal import NeiroCore

/// The encoders that can be asked for by name: the built-in ones, and those that a workspace holds.
/// To build one in, write a type that conforms to ``AudioEncoder`` and give it a line in `makers`.
public enum EncoderRegistry {
  private static let makers: [(name: String, make: @Sendable () -> any AudioEncoder)] = [
    (SpectralEncoder.name, { SpectralEncoder() }),
    (MFCCEncoder.name, { MFCCEncoder() }),
  ]

  /// The names of the built-in encoders, the default one first.
  public static let names: [String] = makers.map(\.name)

  /// Encoders that are not built in.
  public struct Others {
    /// Their names, for people; looked for only where somebody is to be told.
    public let names: () -> [String]
    /// The encoder of a name; nil if there is none.
    public let encoder: (_ name: String) throws -> (any AudioEncoder)?

    public init(
      names: @escaping () -> [String],
      encoder: @escaping (_ name: String) throws -> (any AudioEncoder)?
    ) {
      self.names = names
      self.encoder = encoder
    }

    public static var none: Others { Others(names: { [] }) { _ in nil } }
  }

  /// - Parameters:
  ///   - name: One of `names` or of `others`, or several with a plus between, in any order.
  ///   - others: Encoders that are not built in.
  /// - Returns: The encoder, or the one that joins those that are named.
  /// - Throws: ``EncodingError/unknownEncoder(name:known:)`` with the names that exist,
  ///   ``EncodingError/repeatedEncoder(name:)``; what `others` throws.
  public static func encoder(
    named name: String, others: Others = .none
  ) throws -> any AudioEncoder {
    var parts: [any AudioEncoder] = []
    for part in name.split(separator: "+", omittingEmptySubsequences: false) {
      guard
        let encoder = try makers.first(where: { $0.name == part })?.make()
          ?? others.encoder(String(part))
      else {
        throw EncodingError.unknownEncoder(name: String(part), known: names + others.names())
      }
      guard !parts.contains(where: { $0.identity.name == part }) else {
        throw EncodingError.repeatedEncoder(name: String(part))
      }
      parts.append(encoder)
    }
    return parts.count == 1 ? parts[0] : JoinedEncoder(parts)
  }
}
