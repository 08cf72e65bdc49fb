public import NeiroAudio
public import NeiroCore

/// Turns sound into embeddings. Frozen: it has nothing that training could change, so what it
/// returns may be cached for ever under its identity.
///
/// To add an encoder, write one type that conforms and name it in ``EncoderRegistry``.
public protocol AudioEncoder: Sendable {
  var identity: EncoderIdentity { get }

  /// The encoders that have embeddings of their own in a library: those that it joins, or itself.
  var parts: [any AudioEncoder] { get }

  /// Encoders whose embeddings this one's pass over a sound yields too. Indexing caches them beside
  /// its own: asked right after `encode` for the same waveform, they have nothing left to do.
  var companions: [any AudioEncoder] { get }

  /// What its columns tell of a sound, in words for people; one block where they can't be told apart.
  var aspects: [EmbeddingBlock] { get }

  /// The rate, in hertz, of the waveforms that `encode` takes.
  var sampleRateHz: Int { get }

  /// How much of a clip is heard, from its first sound on; the rest of a longer file isn't read.
  var maximumSeconds: Double { get }

  /// Encodes a batch of mono waveforms at `sampleRateHz`.
  ///
  /// Each result depends on its own waveform alone, never on the others in the batch. Several
  /// threads may call this at once.
  ///
  /// - Returns: B embeddings of `identity.dimension` numbers, in the order of `batch`.
  /// - Throws: ``EncodingError`` for the whole batch if one waveform cannot be encoded.
  func encode(_ batch: [Waveform]) throws -> [Embedding]
}

extension AudioEncoder {
  public var parts: [any AudioEncoder] { [self] }
  public var companions: [any AudioEncoder] { [] }
  public var aspects: [EmbeddingBlock] { identity.blocks }
}

/// An encoder that puts texts into the same space as sounds.
public protocol TextEncoder: AudioEncoder {
  /// Tells this way of encoding texts from others.
  var textHash: String { get }

  /// The factor of the cosine in the encoder's own softmax over texts.
  var logitScale: Double { get }

  /// - Returns: One embedding of `identity.dimension` numbers for each text, in their order.
  func encode(texts: [String]) throws -> [Embedding]
}
