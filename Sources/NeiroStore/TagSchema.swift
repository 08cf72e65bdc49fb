import GRDB

/// The table of `tags.sqlite`. Migrations are only ever added, never changed.
enum TagSchema {
  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("createTags") { database in
      for statement in tables { try database.execute(sql: statement) }
    }
    return migrator
  }

  /// Whether the tables are there: a killed program can leave a file without any.
  static func isThere(_ database: Database) throws -> Bool {
    try database.tableExists("clipTag")
  }

  private static let tables = [
    // One row for each tag of a clip. SQLite knows the case of A to Z alone; that of other letters
    // is `Tag`'s to see to.
    """
    CREATE TABLE clipTag (
      tag TEXT NOT NULL
        CHECK (length(tag) BETWEEN 1 AND 64 AND tag = trim(tag) AND tag NOT GLOB '*[A-Z,]*')
        CHECK (tag NOT GLOB '*[' || char(1) || '-' || char(31) || char(127) || ']*'),
      clip TEXT NOT NULL \(LabelSchema.clipCheck.replacing("%", with: "clip")),
      PRIMARY KEY (tag, clip)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX clipTagOnClip ON clipTag(clip)",
  ]
}
