public import NeiroAudio
public import NeiroCore

/// Several encoders at once: `spectral+mfcc`. Its embedding is theirs, one behind the other, each
/// counting alike, so that its cosine is the mean of theirs.
///
/// It is one encoder to whatever learns, searches or evaluates; a library is indexed with each part
/// by itself.
public struct JoinedEncoder: AudioEncoder {
  public let identity: EncoderIdentity
  /// In the order of the embedding's blocks, see ``EncoderIdentity/blocks``.
  public let parts: [any AudioEncoder]

  /// The highest rate of a part; the others are given the sound at their own.
  public var sampleRateHz: Int { parts.map(\.sampleRateHz).max() ?? 0 }
  /// The longest of a part; the others are given the beginning.
  public var maximumSeconds: Double { parts.map(\.maximumSeconds).max() ?? 0 }

  /// - Parameter parts: Two or more, of different names.
  public init(_ parts: [any AudioEncoder]) {
    identity = EncoderIdentity(joining: parts.map(\.identity))
    self.parts = parts.sorted { $0.identity.name < $1.identity.name }
  }

  /// - Throws: What the first part throws that cannot encode a waveform.
  public func encode(_ batch: [Waveform]) throws -> [Embedding] {
    let embeddings = try parts.map { part in
      try part.encode(
        batch.map {
          try $0.prefix(seconds: part.maximumSeconds).resampled(toHz: part.sampleRateHz)
        })
    }
    return batch.indices.map { index in Embedding(joining: embeddings.map { $0[index] }) }
  }
}
