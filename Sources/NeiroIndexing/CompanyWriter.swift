import NeiroCore
import NeiroStore

/// What is to be written to the cache of an encoder, and what its companions made of the same sound.
struct PendingChange {
  let change: LibraryChange
  /// In the order of the companions; empty if the sound wasn't encoded now.
  let companions: [FreshRow]

  init(change: LibraryChange, companions: [FreshRow] = []) {
    self.change = change
    self.companions = companions
  }
}

/// Writes to the caches of an encoder and of its companions.
///
/// The companions' rows land first: if the encoder's don't, the next run makes both again, and what
/// is there already stays.
struct CompanyWriter {
  private let main: EmbeddingCacheWriter
  private let companions: [EmbeddingCacheWriter]
  private var known: [Set<ClipID>]

  init(_ main: EmbeddingCacheWriter, _ companions: [EmbeddingCacheWriter]) throws {
    self.main = main
    self.companions = companions
    known = try companions.map { try $0.embeddedClips() }
  }

  mutating func commit(_ changes: [PendingChange]) throws {
    for (index, companion) in companions.enumerated() {
      try companion.commit(changes.compactMap { change(of: $0, for: index) })
    }
    try main.commit(changes.map(\.change))
  }

  /// nil for what a companion cannot know of: a clip that it has no row for, as it was added later.
  private mutating func change(of pending: PendingChange, for companion: Int) -> LibraryChange? {
    switch pending.change {
    case .encoded(let path, let stamp, let row):
      known[companion].insert(row.clip)
      return .encoded(path: path, stamp: stamp, pending.companions[companion])
    case .sameContent(_, _, let clip), .role(_, of: let clip):
      return known[companion].contains(clip) ? pending.change : nil
    case .failed, .vanished, .returned:
      return pending.change
    }
  }
}
