public import NeiroStore

/// What an indexing run tells while it works.
public enum IndexEvent: Hashable, Sendable {
  /// The walk is done; `total` files were found.
  case found(total: Int)
  /// Embeddings were lost since last time, and will be made again.
  case lost(embeddings: Int)
  case progress(IndexProgress)
  case failed(FailedFile)
}

/// How far an indexing run has come.
public struct IndexProgress: Hashable, Sendable {
  /// Files that are dealt with, whatever came of them.
  public let done: Int
  public let total: Int
  public let failed: Int
  /// Files read in a second, over this run; those that were skipped don't count.
  public let perSecond: Double
  /// nil until a rate can be told.
  public let secondsLeft: Double?

  public init(done: Int, total: Int, failed: Int, perSecond: Double, secondsLeft: Double?) {
    self.done = done
    self.total = total
    self.failed = failed
    self.perSecond = perSecond
    self.secondsLeft = secondsLeft
  }
}

/// What an indexing run came to.
public struct IndexSummary: Hashable, Sendable {
  /// Distinct sounds in the whole library with a file that is there.
  public internal(set) var clips = 0
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
  /// Embeddings that had been lost; those whose files are there were made again.
  public internal(set) var lostEmbeddings = 0
  public internal(set) var seconds = 0.0
  /// Whether the run was cancelled. What it did is kept, and the next run goes on from there.
  public internal(set) var isCancelled = false

  public init() {}
}
