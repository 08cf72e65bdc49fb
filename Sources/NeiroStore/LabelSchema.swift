import GRDB

/// The tables of `labels.sqlite`. Migrations are only ever added, never changed.
enum LabelSchema {
  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("createLabels") { database in
      for statement in tables + triggers { try database.execute(sql: statement) }
    }
    migrator.registerMigration("createAnswerDetails", migrate: AnswerDetailsMigration.migrate)
    migrator.registerMigration("keepRepeatedAnswers", migrate: RepeatedAnswerMigration.migrate)
    return migrator
  }

  static let timeCheck = "GLOB '????-??-??T??:??:??.???Z'"
  static let clipCheck = "CHECK (length(%) = 64 AND % NOT GLOB '*[^0-9a-f]*')"

  private static let tables = [
    // A sitting in which one person answers, or one import.
    """
    CREATE TABLE labelSession (
      id INTEGER NOT NULL PRIMARY KEY,
      labeller TEXT NOT NULL CHECK (trim(labeller) <> ''),
      startedAt TEXT NOT NULL CHECK (startedAt \(timeCheck)),
      source TEXT NOT NULL CHECK (source IN ('asked', 'added') OR source GLOB 'import:?*')
    ) STRICT
    """,
    // An append-only log. An answer stands until an undo names it; nothing is ever changed.
    """
    CREATE TABLE labelEvent (
      id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
      sessionId INTEGER NOT NULL REFERENCES labelSession(id),
      kind TEXT NOT NULL CHECK (kind IN ('answer', 'undo')),
      clipA TEXT \(clipCheck.replacing("%", with: "clipA")),
      clipB TEXT \(clipCheck.replacing("%", with: "clipB")),
      label TEXT CHECK (label IN ('similar', 'dissimilar', 'unsure')),
      createdAt TEXT NOT NULL CHECK (createdAt \(timeCheck)),
      undoes INTEGER UNIQUE REFERENCES labelEvent(id),
      clipLow TEXT GENERATED ALWAYS AS (min(clipA, clipB)) VIRTUAL,
      clipHigh TEXT GENERATED ALWAYS AS (max(clipA, clipB)) VIRTUAL,
      CHECK (clipA <> clipB),
      CHECK ((clipA IS NOT NULL) = (kind = 'answer')),
      CHECK ((clipB IS NOT NULL) = (kind = 'answer')),
      CHECK ((label IS NOT NULL) = (kind = 'answer')),
      CHECK ((undoes IS NOT NULL) = (kind = 'undo'))
    ) STRICT
    """,
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
        WHEN EXISTS (SELECT 1 FROM \(table) WHERE id = NEW.id)
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
          AND earlier.sessionId = NEW.sessionId
          AND NOT EXISTS (SELECT 1 FROM labelEvent AS undo WHERE undo.undoes = earlier.id))
      BEGIN SELECT RAISE(ABORT, 'this pair already has an answer in this session'); END
      """,
      """
      CREATE TRIGGER labelEventUndoesAnswer BEFORE INSERT ON labelEvent
      WHEN NEW.kind = 'undo' AND NOT EXISTS (
        SELECT 1 FROM labelEvent AS answer
        WHERE answer.id = NEW.undoes AND answer.kind = 'answer'
          AND NOT EXISTS (SELECT 1 FROM labelEvent AS undo WHERE undo.undoes = answer.id))
      BEGIN SELECT RAISE(ABORT, 'only an answer that stands can be undone'); END
      """,
    ]
}
