import Foundation
import GRDB

/// Ways to open the databases of a workspace.
enum SQLiteFile {
  enum Journal: String {
    /// Commits survive a kill at once, and readers never wait for the writer.
    case wal = "WAL"
    /// One plain file between transactions, which a reader can open on a read-only disk too.
    case rollback = "DELETE"
  }

  /// Opens or creates the database at `path`. Each commit is on the disk when it returns.
  static func openForWriting(at path: String, journal: Journal) throws -> DatabaseQueue {
    var configuration = Configuration()
    // Another Neiro holds the lock for milliseconds; anyone else who holds it this long is told.
    configuration.busyMode = .timeout(10)
    configuration.prepareDatabase { database in
      // Not by `configuration.journalMode`, which would lower `synchronous` to NORMAL.
      try database.execute(sql: "PRAGMA journal_mode = \(journal.rawValue)")
      try database.execute(sql: "PRAGMA synchronous = FULL")
      // So that the triggers that refuse a DELETE see that of INSERT OR REPLACE too.
      try database.execute(sql: "PRAGMA recursive_triggers = ON")
    }
    return try DatabaseQueue(path: path, configuration: configuration)
  }

  /// Brings a database to the tables of this version.
  ///
  /// - Throws: ``StoreError/newerDatabase(path:)``; the file is then left as it is.
  static func migrate(
    _ database: DatabaseQueue, by migrator: DatabaseMigrator, path: String
  ) throws {
    if try database.read(migrator.hasBeenSuperseded) { throw StoreError.newerDatabase(path: path) }
    // Two programs that open one file at once both set out to migrate it; one of them comes second, and
    // may find that the first has only begun.
    for attempt in 1... {
      do {
        return try migrator.migrate(database)
      } catch {
        if (try? database.read(migrator.hasCompletedMigrations)) == true { return }
        guard attempt < 4 else { throw error }
        usleep(50_000)
      }
    }
  }

  /// Opens the database at `path` without ever changing it.
  ///
  /// Where the folder allows, the connection is a writable one all the same: SQLite needs that to
  /// undo a transaction that a killed writer left behind.
  static func openForReading(at path: String) throws -> DatabaseQueue {
    var configuration = Configuration()
    configuration.busyMode = .timeout(10)
    if access(path, W_OK) == 0 {
      configuration.prepareDatabase { try $0.execute(sql: "PRAGMA query_only = ON") }
    } else {
      configuration.readonly = true
    }
    return try DatabaseQueue(path: path, configuration: configuration)
  }
}
