import GRDB
import NeiroCore

/// A pair that is asked again in one session, to see how steady the person is, keeps both answers.
enum RepeatedAnswerMigration {
  static func migrate(_ database: Database) throws {
    try database.execute(sql: "DROP TRIGGER labelEventOneAnswer")
    try database.execute(
      sql: """
        CREATE TRIGGER labelEventOneAnswer BEFORE INSERT ON labelEvent
        WHEN NEW.kind = 'answer' AND NEW.reason IS NOT '\(QuestionReason.repeat.rawValue)'
          AND EXISTS (
            SELECT 1 FROM labelEvent AS earlier
            WHERE earlier.clipLow = min(NEW.clipA, NEW.clipB)
              AND earlier.clipHigh = max(NEW.clipA, NEW.clipB)
              AND earlier.sessionId = NEW.sessionId AND earlier.kind = 'answer'
              AND NOT EXISTS (SELECT 1 FROM labelEvent AS undo WHERE undo.undoes = earlier.id))
        BEGIN SELECT RAISE(ABORT, 'this pair already has an answer in this session'); END
        """)
  }
}
