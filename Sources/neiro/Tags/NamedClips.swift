import Foundation
import NeiroCommands
import NeiroCore
import NeiroStore

/// The clips that texts name, each once, and the texts that name none.
struct NamedClips {
  struct Failure: Encodable {
    let clip: String
    let reason: String
  }

  private(set) var clips: [ClipID] = []
  private(set) var failed: [Failure] = []
  private var seen: Set<ClipID> = []

  private let cache: EmbeddingCache?
  private let encoder: EncoderIdentity
  private let resolver: ClipResolver

  /// - Parameters:
  ///   - cache: nil if nothing is indexed yet; then folders have no clips.
  ///   - encoder: Whose library it is, or would be.
  ///   - workspace: What relative paths may start from, after the current folder.
  init(_ cache: EmbeddingCache?, of encoder: EncoderIdentity, in workspace: Workspace) {
    self.cache = cache
    self.encoder = encoder
    resolver = ClipResolver(library: cache, baseFolders: [.currentDirectory(), workspace.root])
  }

  /// Adds what `text` names, or says on stderr why it names nothing.
  ///
  /// - Throws: ``StoreError`` if it is not the text that is wrong.
  mutating func add(_ text: String) throws(StoreError) {
    do {
      try add([resolver.clip(text)])
    } catch {
      switch error {
      case .clipIsFolder(let path):
        let clips = try cache?.clips(inside: path) ?? []
        if clips.isEmpty {
          fail(text, "No clip of the library lies in \(path). Index it with `\(indexing)`.")
        } else {
          add(clips.sorted())
        }
      case .noSuchClip, .ambiguousClip, .unreadable: fail(text, "\(error)")
      default: throw error
      }
    }
  }

  private var indexing: String { encoder.command("index", "FOLDER") }

  private mutating func add(_ clips: [ClipID]) {
    self.clips += clips.filter { seen.insert($0).inserted }
  }

  private mutating func fail(_ text: String, _ reason: String) {
    failed.append(Failure(clip: text, reason: reason))
    Output.note(reason)
  }
}
