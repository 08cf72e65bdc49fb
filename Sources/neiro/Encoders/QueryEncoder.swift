import Foundation
import NeiroAudio
import NeiroCore
import NeiroEncoding
import NeiroStore

/// Encodes what is searched for and isn't in the library. Each sound and text is encoded once in the
/// life of a workspace.
struct QueryEncoder {
  private let encoder: any AudioEncoder
  private let store: QueryStore?

  init(_ encoder: any AudioEncoder, in workspace: Workspace) {
    self.encoder = encoder
    // On a disk that can't be written, everything is encoded anew.
    store = try? QueryStore(in: workspace, encoder: encoder.identity)
  }

  /// - Parameter file: A sound.
  /// - Returns: Its embedding.
  /// - Throws: `StoreError`, `AudioError`, `EncodingError`.
  func embedding(of file: URL) throws -> Embedding {
    try embedding(of: .sound(ClipID(contentsOfFileAt: file.path))) {
      let waveform = try AudioDecoder.decode(
        file, sampleRateHz: encoder.sampleRateHz, maximumSeconds: encoder.maximumSeconds)
      return try encoder.encode([waveform])[0]
    }
  }

  /// - Parameter texts: As the person typed them.
  /// - Returns: One embedding for each, in their order.
  /// - Throws: ``TextError``, what the encoder throws.
  func embeddings(ofTexts texts: [String]) throws -> [Embedding] {
    guard let encoder = encoder as? any TextEncoder else {
      throw TextError.readsNoText(encoder.identity)
    }
    return try texts.map { text in
      guard text.contains(where: { !$0.isWhitespace }) else { throw TextError.empty }
      do {
        return try embedding(of: .text(text, encoder: encoder.textHash)) {
          try encoder.encode(texts: [text])[0]
        }
      } catch let failure as EncodingFailure {
        throw TextError.notEncoded(text: text, reason: failure.description)
      }
    }
  }

  private func embedding(
    of query: QueryStore.Query, encode: () throws -> Embedding
  ) throws -> Embedding {
    if let known = try? store?.embedding(of: query) { return known }
    let embedding = try encode()
    try? store?.keep(embedding, of: query)
    return embedding
  }
}

enum TextError: Error, CustomStringConvertible {
  case readsNoText(EncoderIdentity)
  case empty
  case notEncoded(text: String, reason: String)

  var description: String {
    switch self {
    case .readsNoText(let encoder):
      encoder.parts.isEmpty
        ? "The encoder \(encoder.name) reads no text. Name one that does with --encoder; "
          + "`neiro encoders` lists them."
        : "\(encoder.name) joins encoders; for text, name the one that reads it with --encoder."
    case .empty: "The text is empty. Describe a sound, such as --text \"warm analog pad\"."
    case .notEncoded(let text, let reason): "“\(text.prefix(60))” can't be used: \(reason)"
    }
  }
}
