import Foundation
import NeiroCore
import NeiroEncoding
import NeiroStore

/// Gets embeddings of sounds for commands that need no library: from the cache where it knows the
/// sound, else by encoding the file.
struct SoundReader {
  struct Sound {
    let clip: ClipID
    let embedding: Embedding
  }

  let workspace: Workspace
  let encoder: any AudioEncoder
  /// nil if nothing was indexed yet.
  let library: Library?
  let queries: QueryEncoder

  init(_ options: LibraryOptions) throws {
    workspace = try options.openWorkspace()
    encoder = try options.openEncoder()
    // What is missing of a joined encoder's library is said by openCache.
    library = try options.openCache(workspace) == nil ? nil : Library(options)
    queries = QueryEncoder(encoder, in: workspace)
  }

  /// Finds what a text means, as seen from `folder`.
  func resolver(from folder: URL = .currentDirectory()) -> ClipResolver {
    ClipResolver(
      library: library?.cache, baseFolders: [folder, .currentDirectory(), workspace.root])
  }

  /// - Parameters:
  ///   - reference: A path, the end of a library path, or a content hash.
  ///   - resolver: Finds what is meant.
  /// - Throws: `StoreError` if nothing is meant by the reference, ``TargetError`` if the sound cannot
  ///   be encoded.
  func sound(_ reference: String, resolver: ClipResolver) throws -> Sound {
    let resolved = try resolver.resolve(reference)
    if let embedding = library?.embedding(of: resolved.clip) {
      return Sound(clip: resolved.clip, embedding: embedding)
    }
    guard let path = resolved.path else { throw TargetError.notIndexed(reference: reference) }
    do {
      let embedding = try queries.embedding(of: URL(fileURLWithPath: path))
      return Sound(clip: resolved.clip, embedding: embedding)
    } catch {
      throw TargetError.notEncoded(reference: reference, reason: "\(error)")
    }
  }
}
