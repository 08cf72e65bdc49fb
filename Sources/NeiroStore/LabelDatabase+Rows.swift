import Foundation
import GRDB
import NeiroCore

/// An event before it is in the log.
struct NewLabelEvent {
  /// nil: a new one is drawn.
  var uid: String?
  let session: Int64
  let kind: LabelEvent.Kind
  var details = AnswerDetails()
  let createdAt: Date
}

/// Rows of the log, written and read inside a transaction.
extension LabelDatabase {
  /// The answers that no undo names. More conditions may follow.
  static let liveAnswers = """
    SELECT event.*, labeller, taste, source, 0 AS isUndone FROM labelEvent AS event
    JOIN labelSession AS session ON session.id = event.sessionId
    WHERE kind = 'answer'
      AND NOT EXISTS (SELECT 1 FROM labelEvent AS undo WHERE undo.undoes = event.id)
    """

  /// Every event.
  static let allEvents = """
    SELECT event.*, labeller, taste, source,
      EXISTS (SELECT 1 FROM labelEvent AS undo WHERE undo.undoes = event.id) AS isUndone
    FROM labelEvent AS event JOIN labelSession AS session ON session.id = event.sessionId
    """

  static func insertSession(
    _ database: Database, uid: String? = nil, labeller: String, taste: String,
    source: LabelSource, at startedAt: Date
  ) throws -> LabelSession {
    let labeller = labeller.trimmingCharacters(in: .whitespacesAndNewlines)
    guard !labeller.isEmpty else { throw StoreError.emptyLabeller }
    let taste = Taste.named(taste)
    guard taste != Taste.all else { throw StoreError.reservedTaste(taste) }
    let row = try Row.fetchOne(
      database,
      sql: """
        INSERT INTO labelSession (uid, labeller, taste, startedAt, source)
        VALUES (coalesce(?, lower(hex(randomblob(16)))), ?, ?, ?, ?) RETURNING id, uid
        """,
      arguments: [uid, labeller, taste, Timestamp.text(startedAt), source.text])
    guard let row else { throw DatabaseError(message: "a session was not written") }
    return LabelSession(
      id: row["id"], uid: row["uid"], labeller: labeller, taste: taste, source: source,
      startedAt: Timestamp.rounded(startedAt))
  }

  static func insertAnswer(
    _ database: Database, _ answer: LabelledPair, in session: Int64
  ) throws -> LabelledPair {
    guard answer.a != answer.b else { throw StoreError.sameClip(answer.a) }
    try requireSession(database, session)
    try insert(
      database,
      NewLabelEvent(
        session: session, kind: .answer(a: answer.a, b: answer.b, label: answer.label),
        details: answer.details, createdAt: answer.createdAt))
    return LabelledPair(
      a: answer.a, b: answer.b, label: answer.label, labeller: answer.labeller,
      taste: answer.taste, createdAt: Timestamp.rounded(answer.createdAt),
      details: answer.details)
  }

  static func requireSession(_ database: Database, _ session: Int64) throws {
    let isThere = try Bool.fetchOne(
      database, sql: "SELECT EXISTS (SELECT 1 FROM labelSession WHERE id = ?)",
      arguments: [session])
    guard isThere == true else { throw StoreError.noSuchSession(id: session) }
  }

  /// - Returns: The event's id.
  @discardableResult
  static func insert(_ database: Database, _ event: NewLabelEvent) throws -> Int64 {
    var a: ClipID?
    var b: ClipID?
    var label: PairLabel?
    var undoes: Int64?
    var note: String?
    let kind: String
    switch event.kind {
    case .answer(let first, let second, let given):
      (kind, a, b, label) = ("answer", first, second, given)
      try event.details.requireHeard(first, second)
    case .undo(let undone): (kind, undoes) = ("undo", undone)
    case .skip(let first, let second): (kind, a, b) = ("skip", first, second)
    case .flag(let clip, let text): (kind, a, note) = ("flag", clip, text)
    case .note(let first, let second, let text): (kind, a, b, note) = ("note", first, second, text)
    }
    let details = event.details
    try details.validate()
    try database.execute(
      sql: """
        INSERT INTO labelEvent (
          uid, sessionId, kind, clipA, clipB, label, createdAt, undoes, note, firstSide, heardA,
          heardB, taken, reason, headName, headFingerprint)
        VALUES (
          coalesce(?, lower(hex(randomblob(16)))), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        event.uid, event.session, kind, a?.hex, b?.hex, label?.rawValue,
        Timestamp.text(event.createdAt), undoes, note, details.firstSide?.rawValue,
        details.heardMilliseconds?.a, details.heardMilliseconds?.b, details.takenMilliseconds,
        details.reason, details.headVersion?.name, details.headVersion?.fingerprint,
      ])
    return database.lastInsertedRowID
  }

  static func insertUndo(
    _ database: Database, of event: Int64, in session: Int64, at createdAt: Date
  ) throws {
    try insert(
      database, NewLabelEvent(session: session, kind: .undo(of: event), createdAt: createdAt))
  }

  /// The id of the pair's last answer that stands in `session`.
  static func liveAnswer(
    _ database: Database, _ pair: ClipPair, in session: Int64
  ) throws -> Int64? {
    try Int64.fetchOne(
      database,
      sql: """
        SELECT max(id) FROM (\(liveAnswers) AND clipLow = ? AND clipHigh = ? AND sessionId = ?)
        """,
      arguments: [pair.low.hex, pair.high.hex, session])
  }

  /// When the answer that counts for this labeller, taste and pair was given.
  static func timeOfCurrent(_ database: Database, _ answer: LabelledPair) throws -> Date? {
    try String.fetchOne(
      database,
      sql: """
        SELECT max(createdAt)
        FROM (\(liveAnswers) AND clipLow = ? AND clipHigh = ? AND labeller = ? AND taste = ?)
        """,
      arguments: [answer.pair.low.hex, answer.pair.high.hex, answer.labeller, answer.taste]
    ).flatMap(Timestamp.date)
  }

  static func labelledPair(_ row: Row) throws -> LabelledPair {
    guard let answer = try event(row).answer else { throw damaged(row) }
    return answer
  }

  static func session(_ row: Row) throws -> LabelSession {
    guard let startedAt = Timestamp.date(row["startedAt"]) else {
      throw DatabaseError(message: "label session \(row["id"] as Int64) is damaged")
    }
    return LabelSession(
      id: row["id"], uid: row["uid"], labeller: row["labeller"], taste: row["taste"],
      source: LabelSource(text: row["source"]), startedAt: startedAt)
  }

  static func event(_ row: Row) throws -> LabelEvent {
    func clip(_ column: String) throws -> ClipID {
      guard let clip = (row[column] as String?).flatMap({ ClipID(hex: $0) }) else {
        throw damaged(row)
      }
      return clip
    }
    let kind: LabelEvent.Kind
    switch row["kind"] as String {
    case "answer":
      guard let label = PairLabel(rawValue: row["label"]) else { throw damaged(row) }
      kind = .answer(a: try clip("clipA"), b: try clip("clipB"), label: label)
    case "undo": kind = .undo(of: row["undoes"])
    case "skip": kind = .skip(a: try clip("clipA"), b: try clip("clipB"))
    case "flag": kind = .flag(try clip("clipA"), note: row["note"])
    case "note": kind = .note(a: try clip("clipA"), b: try clip("clipB"), text: row["note"])
    default: throw damaged(row)
    }
    guard let createdAt = Timestamp.date(row["createdAt"]) else { throw damaged(row) }
    return LabelEvent(
      id: row["id"], uid: row["uid"], sessionID: row["sessionId"], labeller: row["labeller"],
      taste: row["taste"], source: LabelSource(text: row["source"]), kind: kind,
      details: details(row), createdAt: createdAt, isUndone: row["isUndone"])
  }

  private static func details(_ row: Row) -> AnswerDetails {
    var details = AnswerDetails(
      firstSide: (row["firstSide"] as String?).flatMap(AnswerDetails.Side.init),
      takenMilliseconds: row["taken"], reason: row["reason"])
    if let a = row["heardA"] as Int?, let b = row["heardB"] as Int? {
      details.heardMilliseconds = .init(a: a, b: b)
    }
    if let name = row["headName"] as String?, let print = row["headFingerprint"] as String? {
      details.headVersion = HeadVersion(name: name, fingerprint: print)
    }
    return details
  }

  private static func damaged(_ row: Row) -> DatabaseError {
    DatabaseError(message: "label event \(row["id"] as Int64) is damaged")
  }
}

extension AnswerDetails {
  /// - Throws: ``StoreError/badDetails(reason:)``.
  func validate() throws(StoreError) {
    for (name, value) in [
      ("heard of A", heardMilliseconds?.a), ("heard of B", heardMilliseconds?.b),
      ("taken", takenMilliseconds),
    ] {
      if let value, value < 0 { throw .badDetails(reason: "\(value) milliseconds \(name)") }
    }
    for (name, text) in [
      ("reason", reason), ("head's name", headVersion?.name),
      ("head's fingerprint", headVersion?.fingerprint),
    ] {
      guard let text else { continue }
      guard !text.allSatisfy(\.isWhitespace), text.count <= Self.longestText else {
        throw .badDetails(
          reason: "the \(name) has \(text.count) characters; it needs 1 to \(Self.longestText)")
      }
    }
  }

  /// A sound that was not heard makes no label.
  fileprivate func requireHeard(_ a: ClipID, _ b: ClipID) throws(StoreError) {
    guard let heard = heardMilliseconds else { return }
    if heard.a == 0 { throw .unheard(a) }
    if heard.b == 0 { throw .unheard(b) }
  }
}
