import Foundation
import NeiroCore
import NeiroHead
import NeiroPairs
import NeiroRetrieval
import NeiroStore

extension AskingGround {
  /// - Parameters:
  ///   - library: Whose presets are asked about.
  ///   - space: The library as it is ranked before any head.
  ///   - targets: A folder with what one searches with; nil: the presets themselves.
  ///   - flagged: Clips that nobody should be asked about.
  /// - Throws: ``AskingFailure``, `StoreError`.
  init(
    _ library: Library, _ space: EmbeddingSpace, targets: String?, flagged: Set<ClipID>
  ) throws {
    let clips = Array(library.gallery.clips)
    let rows = clips.indices.filter {
      !library.neverResults.contains(clips[$0]) && !flagged.contains(clips[$0])
    }
    guard rows.count >= 2 else { throw LabelFailure.tooFewClips(rows.count) }
    let asking =
      try targets.map { folder in
        let path = StandardPath.absolute(folder, from: .currentDirectory())
        let found = try library.cache.clips(inside: path).subtracting(flagged)
        guard !found.isEmpty else { throw AskingFailure.noTargets(folder: folder) }
        return clips.indices.filter { found.contains(clips[$0]) }
      } ?? Array(rows)
    let presets = Array(rows)
    self.init(embeddings: library.gallery.embeddings, library: presets, targets: asking) { target in
      Parallel.map(presets) { space.similarity(of: target, to: $0) }
    }
  }
}

enum AskingFailure: Error, CustomStringConvertible {
  case noTargets(folder: String)

  var description: String {
    switch self {
    case .noTargets(let folder):
      "No sound in \(folder) is indexed. Index your loops first: `neiro index \(folder) --loops`."
    }
  }
}
