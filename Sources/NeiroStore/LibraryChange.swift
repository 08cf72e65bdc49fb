import Foundation
import GRDB
public import NeiroCore

/// An embedding that was just made.
public struct FreshRow: Sendable {
  public let clip: ClipID
  public let embedding: Embedding
  public let durationSeconds: Double
  public let role: RetrievalRole

  public init(clip: ClipID, embedding: Embedding, durationSeconds: Double, role: RetrievalRole) {
    self.clip = clip
    self.embedding = embedding
    self.durationSeconds = durationSeconds
    self.role = role
  }
}

/// One thing that indexing found out about a path.
public enum LibraryChange: Sendable {
  /// The file was decoded and encoded.
  case encoded(path: String, stamp: FileStamp, FreshRow)
  /// The file's content is a clip that the cache has already.
  case sameContent(path: String, stamp: FileStamp, ClipID)
  case failed(path: String, stamp: FileStamp, reason: String)
  /// The file is gone.
  case vanished(path: String)
  /// The file was gone and is back, unchanged.
  case returned(path: String)
  /// A clip that the cache has already is something else to searches from now on.
  case role(RetrievalRole, of: ClipID)

  static func insert(_ row: FreshRow, atRow number: Int, in database: Database) throws {
    try database.execute(
      sql: """
        INSERT INTO clip (contentHash, embeddingRow, durationSeconds, role) VALUES (?, ?, ?, ?)
        ON CONFLICT (contentHash) DO UPDATE SET
          embeddingRow = excluded.embeddingRow, durationSeconds = excluded.durationSeconds,
          role = excluded.role
        """,
      arguments: [row.clip.hex, number, row.durationSeconds, row.role.rawValue])
  }

  func apply(in database: Database) throws {
    switch self {
    case .encoded(let path, let stamp, let row):
      try Self.record(path, stamp, clip: row.clip, reason: nil, in: database)
    case .sameContent(let path, let stamp, let clip):
      try Self.record(path, stamp, clip: clip, reason: nil, in: database)
    case .failed(let path, let stamp, let reason):
      try Self.record(path, stamp, clip: nil, reason: reason, in: database)
    case .vanished(let path):
      // A failed file has nothing that anybody could refer to.
      try database.execute(
        sql: "DELETE FROM file WHERE path = ? AND state = 'failed'", arguments: [path])
      try database.execute(
        sql: "UPDATE file SET isMissing = 1 WHERE path = ?", arguments: [path])
    case .returned(let path):
      try database.execute(
        sql: "UPDATE file SET isMissing = 0 WHERE path = ?", arguments: [path])
    case .role(let role, let clip):
      try database.execute(
        sql: "UPDATE clip SET role = ? WHERE contentHash = ?",
        arguments: [role.rawValue, clip.hex])
    }
  }

  private static func record(
    _ path: String, _ stamp: FileStamp, clip: ClipID?, reason: String?, in database: Database
  ) throws {
    try database.execute(
      sql: """
        INSERT INTO file
          (path, name, sizeBytes, modifiedNanoseconds, state, reason, clipId, isMissing)
        VALUES (:path, :name, :size, :modified, :state, :reason,
          (SELECT id FROM clip WHERE contentHash = :clip), 0)
        ON CONFLICT (path) DO UPDATE SET
          sizeBytes = excluded.sizeBytes, modifiedNanoseconds = excluded.modifiedNanoseconds,
          state = excluded.state, reason = excluded.reason, clipId = excluded.clipId,
          isMissing = 0
        """,
      arguments: [
        "path": path, "name": StandardPath.name(of: path), "size": stamp.sizeBytes,
        "modified": stamp.modifiedNanoseconds, "state": reason == nil ? "indexed" : "failed",
        "reason": reason, "clip": clip?.hex,
      ])
  }
}
