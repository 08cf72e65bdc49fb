import Foundation
import NeiroAudio
import NeiroCore
import NeiroEncoding
import NeiroStore

/// Encodes what is searched for and isn't in the library. Each sound and text is encoded once in the
/// life of a workspace.
struct QueryEncoder {
  private let encoder: any AudioEncoder
  private let workspace: Workspace
  private let store: QueryStore?

  init(_ encoder: any AudioEncoder, in workspace: Workspace) {
    self.encoder = encoder
    self.workspace = workspace
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
    let encoder = try TextError.reader(encoder, in: workspace)
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
  /// - readers: Encoders in the workspace that do.
  case readsNoText(EncoderIdentity, readers: [String])
  case empty
  case notEncoded(text: String, reason: String)

  /// - Returns: `encoder`, if it reads text.
  /// - Throws: ``readsNoText(_:readers:)`` if not.
  static func reader(
    _ encoder: any AudioEncoder, in workspace: Workspace
  ) throws -> any TextEncoder {
    if let encoder = encoder as? any TextEncoder { return encoder }
    let readers = workspace.encoderNames().filter {
      (try? workspace.encoderManifest(named: $0))?.text != nil
    }
    throw TextError.readsNoText(encoder.identity, readers: readers)
  }

  var description: String {
    switch self {
    case .readsNoText(let encoder, let readers):
      (encoder.parts.isEmpty
        ? "The encoder \(encoder.name) reads no text. "
        : "\(encoder.name) joins encoders, and text needs a single one. ")
        + (readers.isEmpty
          ? "Add one that does with `neiro encoders add FOLDER`, and name it with --encoder."
          : "Name one that does: \(readers.map { "--encoder \($0)" }.joined(separator: ", ")).")
    case .empty: "The text is empty. Describe a sound, such as --text \"warm analog pad\"."
    case .notEncoded(let text, let reason):
      "“\(text.prefix(60))\(text.count > 60 ? "…" : "")” can't be used: \(reason)"
    }
  }
}
