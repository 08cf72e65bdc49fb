import Foundation
import NeiroCommands
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
  /// - Returns: The clip and its embedding.
  /// - Throws: `StoreError` if nothing is meant by the reference, ``TargetError`` if the sound cannot
  ///   be encoded.
  func sound(_ reference: String, resolver: ClipResolver) throws -> Sound {
    let resolved = try resolver.resolve(reference)
    if let embedding = library?.embedding(of: resolved.clip) {
      return Sound(clip: resolved.clip, embedding: embedding)
    }
    guard let path = resolved.path else { throw TargetError.notIndexed(reference: reference) }
    let embedding = try TargetError.naming(reference) {
      try queries.embedding(of: URL(fileURLWithPath: path))
    }
    return Sound(clip: resolved.clip, embedding: embedding)
  }

  /// Gets many sounds, several at once, and tells how far it has come. Ctrl-C ends it early.
  ///
  /// - Parameters:
  ///   - references: What ``sound(_:resolver:)`` takes.
  ///   - resolver: Finds what is meant.
  ///   - body: Called for each in their order; after Ctrl-C for those that are done.
  /// - Throws: What `body` throws; `EncodingError.unavailable` if no sound can be encoded.
  func forEachSound(
    _ references: [String], resolver: ClipResolver,
    _ body: (_ index: Int, Result<Sound, any Error>) throws -> Void
  ) throws {
    Interrupt.listen()
    var progress = ProgressLine()
    defer { progress.clear() }
    let batchCount = 2 * ProcessInfo.processInfo.activeProcessorCount
    var done = 0
    while done < references.count, !Interrupt.isRequested {
      let batch = Array(references[done...].prefix(batchCount))
      let sounds = Parallel.map(batch) { reference in
        Result { try sound(reference, resolver: resolver) }
      }
      for (index, sound) in sounds.enumerated() {
        if case .failure(let error as EncodingError) = sound { throw error }
        try body(done + index, sound)
      }
      done += batch.count
      progress.update(done, of: references.count, "sounds")
    }
  }
}
