public import NeiroAudio
public import NeiroCore

/// An encoder that ran elsewhere: its embeddings were imported, and it can encode nothing here.
public struct ImportedEncoder: AudioEncoder {
  public let identity: EncoderIdentity
  public var sampleRateHz: Int { 48_000 }
  public var maximumSeconds: Double { 60 }

  public init(_ identity: EncoderIdentity) {
    self.identity = identity
  }

  /// - Throws: ``EncodingError/onlyImported(encoder:)``, always.
  public func encode(_ batch: [Waveform]) throws -> [Embedding] {
    throw EncodingError.onlyImported(encoder: identity.name)
  }
}

extension AudioEncoder {
  /// The parts whose embeddings were imported: with one of them, no sound can be encoded here.
  public var importedParts: [EncoderIdentity] {
    parts.filter { $0 is ImportedEncoder }.map(\.identity)
  }
}
