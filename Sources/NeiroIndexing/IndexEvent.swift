public import NeiroStore

/// What an indexing run tells while it works.
public enum IndexEvent: Hashable, Sendable {
  /// The walk is done; `total` files were found.
  case found(total: Int)
  /// Embeddings were lost since last time, and will be made again.
  case lost(embeddings: Int)
  /// How far the run has come.
  ///
  /// - `done` counts files that are dealt with, whatever came of them; `failed` those that failed.
  /// - `perSecond` counts files that were read, over this run; those skipped are not among them.
  /// - `secondsLeft` is nil until a rate can be told.
  case progress(done: Int, total: Int, failed: Int, perSecond: Double, secondsLeft: Double?)
  case failed(path: String, reason: String)
}

/// What an indexing run came to.
///
/// As JSON it has the keys that scripts rely on.
public struct IndexSummary: Hashable, Sendable, Codable {
  /// Distinct sounds in the whole library with a file that is there: presets and loops.
  public internal(set) var clips = 0
  public internal(set) var presets = 0
  public internal(set) var loops = 0
  /// Files of this run that were read: new, moved, copied or changed ones.
  public internal(set) var indexed = 0
  /// Files of this run that are as they were.
  public internal(set) var skipped = 0
  /// Files of this run that cannot be indexed, by path; also those that failed before.
  public internal(set) var failed: [FailedFile] = []
  /// Files whose sound lay elsewhere before.
  public internal(set) var moved = 0
  /// Files with another sound than before.
  public internal(set) var changed = 0
  /// Files that are gone, without those that were moved.
  public internal(set) var vanished = 0
  /// Files in the whole library that have the same sound as another.
  public internal(set) var duplicates = 0
  /// Clips that were in the library with the other role.
  public internal(set) var roleChanged = 0
  /// Embeddings that had been lost; those whose files are there were made again.
  public internal(set) var lostEmbeddings = 0
  public internal(set) var seconds = 0.0

  init() {}

  enum CodingKeys: String, CodingKey {
    case clips, presets, loops, indexed, skipped, failed, moved, changed, vanished, duplicates
    case roleChanged = "role_changed"
    case lostEmbeddings = "lost_embeddings"
    case seconds
  }
}
