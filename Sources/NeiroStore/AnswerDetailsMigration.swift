import COpenSSL
import Foundation
import GRDB

/// Sessions get a taste, events get details, and both an identity that other databases know them by;
/// the log takes skips, flags and notes.
///
/// SQLite can't add columns with such checks, so both tables are built anew and the rows copied, ids
/// and all, in the one transaction of the migration.
enum AnswerDetailsMigration {
  static func migrate(_ database: Database) throws {
    for statement in tables { try database.execute(sql: statement) }
    try copySessions(database)
    try copyEvents(database)
    // Dropping a table fires no trigger, and takes the table's own along.
    for table in ["labelEvent", "labelSession"] {
      try database.execute(sql: "DROP TABLE \(table)")
      try database.execute(sql: "ALTER TABLE \(table)Detailed RENAME TO \(table)")
    }
    for statement in indexes + triggers { try database.execute(sql: statement) }
  }

  private static let uid =
    "uid TEXT NOT NULL UNIQUE DEFAULT (lower(hex(randomblob(16)))) "
    + "CHECK (length(uid) = 32 AND uid NOT GLOB '*[^0-9a-f]*')"

  private static func text(_ column: String) -> String {
    "\(column) TEXT CHECK (trim(\(column)) <> '')"
  }

  private static func milliseconds(_ column: String) -> String {
    "\(column) INTEGER CHECK (\(column) >= 0)"
  }

  private static let tables = [
    // A sitting in which one person answers by one taste, or one import.
    """
    CREATE TABLE labelSessionDetailed (
      id INTEGER NOT NULL PRIMARY KEY,
      \(uid),
      labeller TEXT NOT NULL CHECK (trim(labeller) <> ''),
      taste TEXT NOT NULL DEFAULT 'default' CHECK (trim(taste) <> '' AND taste <> 'all'),
      startedAt TEXT NOT NULL CHECK (startedAt \(LabelSchema.timeCheck)),
      source TEXT NOT NULL CHECK (source IN ('asked', 'added') OR source GLOB 'import:?*')
    ) STRICT
    """,
    // An append-only log. An event stands until an undo names it; nothing is ever changed. A flag is
    // about one clip, an answer, a skip and a note are about two.
    """
    CREATE TABLE labelEventDetailed (
      id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
      \(uid),
      sessionId INTEGER NOT NULL REFERENCES labelSession(id),
      kind TEXT NOT NULL CHECK (kind IN ('answer', 'undo', 'skip', 'flag', 'note')),
      clipA TEXT \(LabelSchema.clipCheck.replacing("%", with: "clipA")),
      clipB TEXT \(LabelSchema.clipCheck.replacing("%", with: "clipB")),
      label TEXT CHECK (label IN ('similar', 'dissimilar', 'unsure')),
      createdAt TEXT NOT NULL CHECK (createdAt \(LabelSchema.timeCheck)),
      undoes INTEGER UNIQUE REFERENCES labelEvent(id),
      \(text("note")),
      firstSide TEXT CHECK (firstSide IN ('a', 'b')),
      \(milliseconds("heardA")),
      \(milliseconds("heardB")),
      \(milliseconds("taken")),
      \(text("reason")),
      \(text("headName")),
      \(text("headFingerprint")),
      clipLow TEXT GENERATED ALWAYS AS (min(clipA, clipB)) VIRTUAL,
      clipHigh TEXT GENERATED ALWAYS AS (max(clipA, clipB)) VIRTUAL,
      CHECK (clipA <> clipB),
      CHECK ((clipA IS NOT NULL) = (kind <> 'undo')),
      CHECK ((clipB IS NOT NULL) = (kind IN ('answer', 'skip', 'note'))),
      CHECK ((label IS NOT NULL) = (kind = 'answer')),
      CHECK ((undoes IS NOT NULL) = (kind = 'undo')),
      CHECK (kind <> 'note' OR note IS NOT NULL),
      CHECK (kind IN ('flag', 'note') OR note IS NULL),
      CHECK ((heardA IS NULL) = (heardB IS NULL)),
      CHECK ((headName IS NULL) = (headFingerprint IS NULL)),
      CHECK (kind IN ('answer', 'skip') OR coalesce(
        firstSide, heardA, taken, reason, headName) IS NULL),
      CHECK (kind <> 'answer' OR heardA IS NULL OR min(heardA, heardB) > 0)
    ) STRICT
    """,
  ]

  private static let indexes = [
    "CREATE INDEX labelEventOnSession ON labelEvent(sessionId)",
    "CREATE INDEX labelEventOnPair ON labelEvent(clipLow, clipHigh, sessionId)",
    "CREATE INDEX labelSessionOnLabeller ON labelSession(labeller)",
  ]

  private static let triggers =
    ["labelSession", "labelEvent"].flatMap { table in
      ["UPDATE", "DELETE"].map { verb in
        """
        CREATE TRIGGER \(table)Refuses\(verb) BEFORE \(verb) ON \(table)
        BEGIN SELECT RAISE(ABORT, 'labels are only ever added, never changed or removed'); END
        """
      } + [
        // INSERT OR REPLACE would delete the row it replaces without asking the trigger above.
        """
        CREATE TRIGGER \(table)RefusesReplace BEFORE INSERT ON \(table)
        WHEN EXISTS (SELECT 1 FROM \(table) WHERE id = NEW.id OR uid = NEW.uid)
        BEGIN SELECT RAISE(ABORT, 'labels are only ever added, never changed or removed'); END
        """
      ]
    } + [
      """
      CREATE TRIGGER labelEventOneAnswer BEFORE INSERT ON labelEvent
      WHEN NEW.kind = 'answer' AND EXISTS (
        SELECT 1 FROM labelEvent AS earlier
        WHERE earlier.clipLow = min(NEW.clipA, NEW.clipB)
          AND earlier.clipHigh = max(NEW.clipA, NEW.clipB)
          AND earlier.sessionId = NEW.sessionId AND earlier.kind = 'answer'
          AND NOT EXISTS (SELECT 1 FROM labelEvent AS undo WHERE undo.undoes = earlier.id))
      BEGIN SELECT RAISE(ABORT, 'this pair already has an answer in this session'); END
      """,
      """
      CREATE TRIGGER labelEventUndoesWhatStands BEFORE INSERT ON labelEvent
      WHEN NEW.kind = 'undo' AND NOT EXISTS (
        SELECT 1 FROM labelEvent AS undone
        WHERE undone.id = NEW.undoes AND undone.kind <> 'undo'
          AND undone.sessionId = NEW.sessionId
          AND NOT EXISTS (SELECT 1 FROM labelEvent AS undo WHERE undo.undoes = undone.id))
      BEGIN
        SELECT RAISE(ABORT, 'only an answer that stands, a skip, a flag or a note can be undone');
      END
      """,
    ]

  // MARK: - Copying

  private static func copySessions(_ database: Database) throws {
    for row in try Row.fetchAll(database, sql: "SELECT * FROM labelSession ORDER BY id") {
      try database.execute(
        sql: """
          INSERT INTO labelSessionDetailed (id, uid, labeller, startedAt, source)
          VALUES (?, ?, ?, ?, ?)
          """,
        arguments: [row["id"], uid(of: row), row["labeller"], row["startedAt"], row["source"]])
    }
  }

  private static func copyEvents(_ database: Database) throws {
    let rows = try Row.fetchAll(
      database,
      sql: """
        SELECT event.id, session.uid AS session, sessionId, kind, clipA, clipB, label, createdAt,
          undoes
        FROM labelEvent AS event JOIN labelSessionDetailed AS session ON session.id = sessionId
        ORDER BY event.id
        """)
    for row in rows {
      try database.execute(
        sql: """
          INSERT INTO labelEventDetailed
            (id, uid, sessionId, kind, clipA, clipB, label, createdAt, undoes)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          row["id"], uid(of: row), row["sessionId"], row["kind"], row["clipA"], row["clipB"],
          row["label"], row["createdAt"], row["undoes"],
        ])
    }
  }

  /// The identity of a row that was written before rows had one: a hash of all it holds, so that two
  /// copies of one database give it the same one. New rows draw theirs at random.
  private static func uid(of row: Row) -> String {
    let text: String = row.map { column, value -> String in
      switch value.storage {
      case .int64(let number): "\(column)=\(number)"
      case .string(let text): "\(column)=\(text)"
      case .null, .double, .blob: "\(column)="
      }
    }.joined(separator: "\n")
    var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
    let bytes = Array(text.utf8)
    EVP_Digest(bytes, bytes.count, &digest, nil, EVP_sha256(), nil)
    return digest.prefix(16).map { byte in
      (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }.joined()
  }
}
