import GRDB
import NeiroCore

/// The tables of `library.sqlite`. Migrations are only ever added, never changed.
enum LibrarySchema {
  private static let creation = "createLibrary"

  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration(creation) { database in
      // Whose embeddings these are; exactly one row.
      try database.execute(
        sql: """
          CREATE TABLE encoder (
            id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
            identity TEXT NOT NULL CHECK (identity <> ''),
            dimension INTEGER NOT NULL CHECK (dimension > 0)
          ) STRICT
          """)
      // One row for each sound. embeddingRow counts from 0 in embeddings.npy; it is NULL where
      // the embedding was lost and has to be made again.
      try database.execute(
        sql: """
          CREATE TABLE clip (
            id INTEGER NOT NULL PRIMARY KEY,
            contentHash TEXT NOT NULL UNIQUE
              CHECK (length(contentHash) = 64 AND contentHash NOT GLOB '*[^0-9a-f]*'),
            embeddingRow INTEGER UNIQUE CHECK (embeddingRow >= 0),
            durationSeconds REAL NOT NULL CHECK (durationSeconds >= 0)
          ) STRICT
          """)
      // One row for each path that was ever indexed. name is the path's last component, for
      // finding a file by the end of its path.
      try database.execute(
        sql: """
          CREATE TABLE file (
            id INTEGER NOT NULL PRIMARY KEY,
            path TEXT NOT NULL UNIQUE CHECK (path GLOB '/*'),
            name TEXT NOT NULL
              CHECK (name <> '' AND substr(path, -length(name) - 1) = '/' || name),
            sizeBytes INTEGER NOT NULL CHECK (sizeBytes >= 0),
            modifiedNanoseconds INTEGER NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('indexed', 'failed')),
            reason TEXT CHECK ((reason IS NOT NULL) = (state = 'failed')),
            clipId INTEGER REFERENCES clip(id) CHECK ((clipId IS NOT NULL) = (state = 'indexed')),
            isMissing INTEGER NOT NULL DEFAULT 0 CHECK (isMissing IN (0, 1))
          ) STRICT
          """)
      try database.execute(sql: "CREATE INDEX fileOnName ON file(name)")
      try database.execute(sql: "CREATE INDEX fileOnClip ON file(clipId, isMissing)")
    }
    migrator.registerMigration("addRole") { database in
      // Until then, everything that was indexed was meant to be found.
      try database.execute(
        sql: """
          ALTER TABLE clip ADD COLUMN role TEXT NOT NULL DEFAULT 'gallery'
            CHECK (role IN ('query', 'gallery'))
          """)
    }
    return migrator
  }

  /// Whether the tables are there. Those of an earlier Neiro are enough for reading.
  static func isThere(_ database: Database) throws -> Bool {
    try migrator.appliedMigrations(database).contains(creation)
  }

  /// What gives a clip's role in SQL: a reader leaves a library from before roles as it is.
  static func roleExpression(_ database: Database) throws -> String {
    let isRecorded = try database.columns(in: "clip").contains { $0.name == "role" }
    return isRecorded ? "clip.role" : "'\(RetrievalRole.gallery.rawValue)'"
  }
}
