public import NeiroCore

/// A clip whose embedding is cached.
public struct ClipRecord: Hashable, Sendable {
  public let clip: ClipID
  /// Counted from 0 in the matrix that ``EmbeddingCache/embeddings()`` returns.
  public let row: Int
  public let durationSeconds: Double
  /// Whether a file with this content is there.
  public let hasFile: Bool
  public let role: RetrievalRole

  /// Whether results may show the clip: a preset that is there.
  public var isResult: Bool { hasFile && role == .gallery }
}

/// A file that could not be indexed.
public struct FailedFile: Hashable, Sendable, Codable {
  public let path: String
  public let reason: String

  public init(path: String, reason: String) {
    self.path = path
    self.reason = reason
  }
}

/// A file that was indexed once and is gone. Its embedding is kept: labels may refer to it.
public struct MissingFile: Hashable, Sendable {
  public let path: String
  /// Where the same sound lies now, if it was moved or there is a copy.
  public let foundAt: String?
}

/// How much a library holds.
public struct LibraryCounts: Hashable, Sendable {
  /// Distinct presets with at least one file that is there: what search ranks.
  public let presets: Int
  /// Distinct loops to search with, of which at least one file is there.
  public let loops: Int
  /// Files that are there and indexed; more than `clips` where there are copies.
  public let files: Int
  public let failed: Int
  public let missing: Int

  /// Distinct sounds with at least one file that is there.
  public var clips: Int { presets + loops }
}

/// What the library remembers of a path.
public struct KnownFile: Hashable, Sendable {
  public let stamp: FileStamp
  /// nil for a file that failed.
  public let clip: ClipID?
  /// Why it failed; nil for a file that was indexed.
  public let reason: String?
  public let isMissing: Bool
  /// Whether the clip's embedding is cached. False after a loss of rows.
  public let isEmbedded: Bool
}
