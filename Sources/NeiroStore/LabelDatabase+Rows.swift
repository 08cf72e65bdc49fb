import Foundation
import GRDB
import NeiroCore

/// Rows of the log, written and read inside a transaction.
extension LabelDatabase {
  /// The answers that no undo names. More conditions may follow.
  static let liveAnswers = """
    SELECT event.*, labeller FROM labelEvent AS event
    JOIN labelSession AS session ON session.id = event.sessionId
    WHERE kind = 'answer'
      AND NOT EXISTS (SELECT 1 FROM labelEvent AS undo WHERE undo.undoes = event.id)
    """

  static func insertSession(
    _ database: Database, labeller: String, source: LabelSource, at startedAt: Date
  ) throws -> LabelSession {
    let labeller = labeller.trimmingCharacters(in: .whitespacesAndNewlines)
    guard !labeller.isEmpty else { throw StoreError.emptyLabeller }
    try database.execute(
      sql: "INSERT INTO labelSession (labeller, startedAt, source) VALUES (?, ?, ?)",
      arguments: [labeller, Timestamp.text(startedAt), source.text])
    return LabelSession(
      id: database.lastInsertedRowID, labeller: labeller, source: source,
      startedAt: Timestamp.rounded(startedAt))
  }

  static func insertAnswer(
    _ database: Database, _ answer: LabelledPair, in session: Int64
  ) throws -> LabelledPair {
    guard answer.a != answer.b else { throw StoreError.sameClip(answer.a) }
    guard
      try Bool.fetchOne(
        database, sql: "SELECT EXISTS (SELECT 1 FROM labelSession WHERE id = ?)",
        arguments: [session]) == true
    else { throw StoreError.noSuchSession(id: session) }
    guard try liveAnswer(database, answer.pair, in: session) == nil else {
      throw StoreError.alreadyAnswered(a: answer.a, b: answer.b)
    }
    try database.execute(
      sql: """
        INSERT INTO labelEvent (sessionId, kind, clipA, clipB, label, createdAt)
        VALUES (?, 'answer', ?, ?, ?, ?)
        """,
      arguments: [
        session, answer.a.hex, answer.b.hex, answer.label.rawValue,
        Timestamp.text(answer.createdAt),
      ])
    return LabelledPair(
      a: answer.a, b: answer.b, label: answer.label, labeller: answer.labeller,
      createdAt: Timestamp.rounded(answer.createdAt))
  }

  static func insertUndo(
    _ database: Database, of answer: Int64, in session: Int64, at createdAt: Date
  ) throws {
    try database.execute(
      sql: "INSERT INTO labelEvent (sessionId, kind, undoes, createdAt) VALUES (?, 'undo', ?, ?)",
      arguments: [session, answer, Timestamp.text(createdAt)])
  }

  /// The id of the pair's answer that stands in `session`.
  static func liveAnswer(
    _ database: Database, _ pair: ClipPair, in session: Int64
  ) throws -> Int64? {
    try Int64.fetchOne(
      database,
      sql: """
        SELECT id FROM (\(liveAnswers) AND clipLow = ? AND clipHigh = ? AND sessionId = ?)
        """,
      arguments: [pair.low.hex, pair.high.hex, session])
  }

  static func labelledPair(_ row: Row) throws -> LabelledPair {
    guard let a = ClipID(hex: row["clipA"] as String), let b = ClipID(hex: row["clipB"] as String),
      let label = PairLabel(rawValue: row["label"]),
      let createdAt = Timestamp.date(row["createdAt"])
    else { throw DatabaseError(message: "label event \(row["id"] as Int64) is damaged") }
    return LabelledPair(
      a: a, b: b, label: label, labeller: row["labeller"], createdAt: createdAt)
  }

  static func event(_ row: Row) throws -> LabelEvent {
    let kind: LabelEvent.Kind
    if let undone = row["undoes"] as Int64? {
      kind = .undo(of: undone)
    } else {
      let answer = try labelledPair(row)
      kind = .answer(a: answer.a, b: answer.b, label: answer.label)
    }
    guard let createdAt = Timestamp.date(row["createdAt"]) else {
      throw DatabaseError(message: "label event \(row["id"] as Int64) is damaged")
    }
    return LabelEvent(
      id: row["id"], sessionID: row["sessionId"], labeller: row["labeller"],
      source: LabelSource(text: row["source"]), kind: kind, createdAt: createdAt,
      isUndone: row["isUndone"])
  }
}
