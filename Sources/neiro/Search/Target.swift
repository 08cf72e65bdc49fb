import Foundation
import NeiroCore
import NeiroEncoding
import NeiroStore

/// What is searched for: a file that is encoded now, or a clip of the library.
struct Target {
  /// As the person wrote it.
  let name: String
  let embedding: Embedding
  /// The clip, if the library holds it.
  let clip: ClipID?
  /// The content hash, whether or not the library holds it.
  let content: ClipID
  /// Where it lies; nil for a clip whose files are gone.
  let file: URL?
  /// As recorded for a clip of the library; any other file is taken for a loop.
  let role: RetrievalRole

  /// - Parameters:
  ///   - reference: A path, the end of a library path, or a content hash.
  ///   - role: What the person says it is, whatever is recorded; nil if they don't say.
  ///   - library: Where to look first.
  ///   - resolver: Finds what is meant.
  /// - Throws: ``StoreError`` if nothing is meant by the reference, ``TargetError`` if the sound
  ///   cannot be encoded.
  init(
    _ reference: String, as role: RetrievalRole? = nil, in library: Library, resolver: ClipResolver
  ) throws {
    let resolved = try resolver.resolve(reference)
    name = reference
    content = resolved.clip
    file = resolved.path.map { URL(fileURLWithPath: $0) }
    self.role = role ?? library.role(of: resolved.clip) ?? .query
    if let embedding = library.embedding(of: resolved.clip) {
      self.embedding = embedding
      clip = resolved.clip
      return
    }
    guard let path = resolved.path else { throw TargetError.notIndexed(reference: reference) }
    embedding = try TargetError.naming(reference) {
      try library.queries.embedding(of: URL(fileURLWithPath: path))
    }
    clip = nil
  }
}

enum TargetError: Error, CustomStringConvertible {
  case notIndexed(reference: String)
  case notEncoded(reference: String, reason: String)

  /// Says of which sound an error tells, unless the encoder fails for all: that goes through as it is.
  static func naming<Value>(_ reference: String, _ encode: () throws -> Value) throws -> Value {
    do {
      return try encode()
    } catch EncodingError.unavailable(let reason) {
      throw EncodingError.unavailable(reason: reason)
    } catch {
      throw TargetError.notEncoded(reference: reference, reason: "\(error)")
    }
  }

  var description: String {
    switch self {
    case .notIndexed(let reference):
      "\(reference) is neither a file nor a clip with an embedding. Index it with `neiro index`."
    case .notEncoded(let reference, let reason):
      "\(reference): \(reason)"
    }
  }
}
