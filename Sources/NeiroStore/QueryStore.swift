import Foundation
import GRDB
public import NeiroCore

/// `queries.sqlite`: the embeddings of what was searched for and isn't in the library, sounds and
/// texts, so that asking again needs no encoder.
public struct QueryStore: Sendable {
  public enum Query: Hashable, Sendable {
    case sound(ClipID)
    /// - encoder: What tells the way of encoding texts from others.
    case text(String, encoder: String)

    fileprivate var key: String {
      switch self {
      case .sound(let clip): "sound \(clip.hex)"
      case .text(let text, let encoder): "text \(encoder) \(text)"
      }
    }
  }

  private let database: DatabaseQueue
  private let path: String
  private let dimension: Int

  /// Opens or creates the store beside the embedding cache of `encoder`.
  ///
  /// - Throws: ``StoreError/newerDatabase(path:)``, ``StoreError/unwritable(path:problem:)``.
  public init(in workspace: Workspace, encoder: EncoderIdentity) throws(StoreError) {
    let folder = try workspace.makeFolder(workspace.cacheFolder(for: encoder))
    let path = folder.appending(path: "queries.sqlite", directoryHint: .notDirectory).path
    database = try StoreError.inDatabase(at: path) {
      let database = try SQLiteFile.openForWriting(at: path, journal: .rollback)
      try SQLiteFile.migrate(database, by: Self.migrator, path: path)
      return database
    }
    self.path = path
    dimension = encoder.dimension
  }

  private static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("createQueries") { database in
      try database.execute(
        sql: """
          CREATE TABLE query (
            key TEXT NOT NULL PRIMARY KEY CHECK (key <> ''),
            embedding BLOB NOT NULL
          ) STRICT
          """)
    }
    return migrator
  }

  /// - Returns: nil if it was never asked for.
  public func embedding(of query: Query) throws(StoreError) -> Embedding? {
    try StoreError.inDatabase(at: path) {
      try database.read { database in
        try Data.fetchOne(
          database, sql: "SELECT embedding FROM query WHERE key = ?", arguments: [query.key])
      }
    }.flatMap { Embedding(blob: $0, dimension: dimension) }
  }

  public func keep(_ embedding: Embedding, of query: Query) throws(StoreError) {
    try StoreError.inDatabase(at: path) {
      try database.write { database in
        try database.execute(
          sql: "INSERT OR REPLACE INTO query VALUES (?, ?)",
          arguments: [query.key, embedding.blob])
      }
    }
  }
}
