import Foundation
import NeiroAudio
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

  /// - Parameters:
  ///   - reference: A path, the end of a library path, or a content hash.
  ///   - library: Where to look first.
  ///   - folders: Where a relative path may start.
  /// - Throws: ``StoreError`` if nothing is meant by the reference, ``TargetError`` if the sound
  ///   cannot be encoded.
  init(_ reference: String, in library: Library, folders: [URL] = [.currentDirectory()]) throws {
    let clip = try library.references(folders: folders).resolve(reference)
    name = reference
    if let embedding = library.embedding(of: clip) {
      self.embedding = embedding
      self.clip = clip
      return
    }
    let files = folders.map { URL(fileURLWithPath: reference, relativeTo: $0) }
    guard let file = files.first(where: { FileManager.default.fileExists(atPath: $0.path) }) else {
      throw TargetError.notIndexed(reference: reference)
    }
    do {
      let waveform = try AudioDecoder.decode(
        file, sampleRateHz: library.encoder.sampleRateHz,
        maximumSeconds: library.encoder.maximumSeconds)
      embedding = try library.encoder.encode([waveform])[0]
    } catch {
      throw TargetError.notEncoded(reference: reference, reason: "\(error)")
    }
    self.clip = nil
  }
}

enum TargetError: Error, CustomStringConvertible {
  case notIndexed(reference: String)
  case notEncoded(reference: String, reason: String)

  var description: String {
    switch self {
    case .notIndexed(let reference):
      "\(reference) is neither a file nor a clip with an embedding. Index it with `neiro index`."
    case .notEncoded(let reference, let reason):
      "\(reference): \(reason)"
    }
  }
}
