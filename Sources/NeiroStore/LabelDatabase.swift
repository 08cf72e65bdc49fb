public import Foundation
import GRDB
public import NeiroCore

/// What people answered about pairs of clips: `Labels/labels.sqlite`.
///
/// The log only grows: an undo is a new row. Each answer is on the disk when its method returns, so
/// it survives whatever happens next.
///
///     let labels = try LabelDatabase(file: workspace.labelDatabaseFile)
///     let session = try labels.startSession(labeller: "ada", source: .asked)
///     try labels.add(a, b, .similar, in: session)
///     try labels.undoLast(labeller: "ada")
public struct LabelDatabase: Sendable {
  /// The database's file; empty for one in memory.
  let path: String
  private let writer: DatabaseQueue

  /// Opens or creates the database at `file`, with the folder above it.
  ///
  /// - Throws: ``StoreError/newerDatabase(path:)``, ``StoreError/damagedDatabase(path:message:)``,
  ///   ``StoreError/unwritable(path:problem:)``.
  public init(file: URL) throws(StoreError) {
    let path = file.path
    try FolderMaker.make(file.deletingLastPathComponent())
    writer = try StoreError.inDatabase(at: path) {
      try Self.migrated(SQLiteFile.openForWriting(at: path, journal: .wal), path: path)
    }
    self.path = path
  }

  /// A database in memory, for tests.
  public init() throws(StoreError) {
    path = ""
    writer = try StoreError.inDatabase(at: "memory") {
      try Self.migrated(DatabaseQueue(), path: "memory")
    }
  }

  /// A database that is open already.
  init(migrating queue: DatabaseQueue, path: String) throws(StoreError) {
    self.path = path
    writer = try StoreError.inDatabase(at: path) { try Self.migrated(queue, path: path) }
  }

  private static func migrated(_ queue: DatabaseQueue, path: String) throws -> DatabaseQueue {
    try SQLiteFile.migrate(queue, by: LabelSchema.migrator, path: path)
    return queue
  }

  // MARK: - Writing

  /// - Throws: ``StoreError/emptyLabeller``, ``StoreError/reservedTaste(_:)``.
  public func startSession(
    labeller: String, taste: String = Taste.usual, source: LabelSource,
    at startedAt: Date = Date()
  ) throws(StoreError) -> LabelSession {
    try write {
      try Self.insertSession(
        $0, labeller: labeller, taste: taste, source: source, at: startedAt)
    }
  }

  /// What becomes of an answer about the same pair in the same session.
  public enum EarlierAnswer: Sendable {
    /// It stands, and the new one is refused.
    case refuse
    /// It is undone.
    case replace
    /// Both stand, the new one counts: the pair was asked again to see how steady the person is, and
    /// the new answer has ``QuestionReason/repeat`` as its reason.
    case keepBoth
  }

  /// Adds an answer.
  ///
  /// - Returns: The answer as stored: its time rounded to the millisecond, and no earlier than that of
  ///   the answer it takes the place of, so that it counts also if a clock was once ahead.
  /// - Throws: ``StoreError/sameClip(_:)``, ``StoreError/alreadyAnswered(a:b:)``,
  ///   ``StoreError/noSuchSession(id:)``, ``StoreError/unheard(_:)``,
  ///   ``StoreError/badDetails(reason:)``.
  @discardableResult
  public func add(
    _ a: ClipID, _ b: ClipID, _ label: PairLabel, in session: LabelSession,
    at createdAt: Date = Date(), earlier treatment: EarlierAnswer = .refuse,
    details: AnswerDetails = AnswerDetails()
  ) throws(StoreError) -> LabelledPair {
    func answer(at time: Date) -> LabelledPair {
      LabelledPair(
        a: a, b: b, label: label, labeller: session.labeller, taste: session.taste,
        createdAt: time, details: details)
    }
    return try write { database in
      let pair = ClipPair(a, b)
      if let earlier = try Self.liveAnswer(database, pair, in: session.id) {
        switch treatment {
        case .refuse: throw StoreError.alreadyAnswered(a: a, b: b)
        case .replace: try Self.insertUndo(database, of: earlier, in: session.id, at: createdAt)
        case .keepBoth: break
        }
      }
      let earlier = try Self.timeOfCurrent(database, answer(at: createdAt))
      return try Self.insertAnswer(
        database, answer(at: max(createdAt, earlier ?? createdAt)), in: session.id)
    }
  }

  /// Undoes the last answer of `labeller` that stands, in whatever session it was given. Can be
  /// repeated down to the first answer. A taste narrows that down to answers by it.
  ///
  /// - Returns: The answer that was undone, or nil if none stands.
  @discardableResult
  public func undoLast(
    labeller: String, taste: String? = nil, at createdAt: Date = Date()
  ) throws(StoreError) -> LabelledPair? {
    try write { database in
      guard
        let row = try Row.fetchOne(
          database,
          sql: """
            \(Self.liveAnswers) AND labeller = ? AND taste = coalesce(?, taste)
            ORDER BY event.id DESC LIMIT 1
            """,
          arguments: [labeller, taste.map(Taste.named)])
      else { return nil }
      try Self.insertUndo(database, of: row["id"], in: row["sessionId"], at: createdAt)
      return try Self.labelledPair(row)
    }
  }

  // MARK: - Reading

  /// For each labeller, taste and unordered pair the latest answer that stands, oldest first.
  public func currentLabels(
    of selection: LabelSelection = .everything
  ) throws(StoreError) -> [LabelledPair] {
    try read { try Self.currentLabels($0) }.filter(selection.contains)
  }

  static func currentLabels(_ database: Database) throws -> [LabelledPair] {
    try Row.fetchAll(
      database,
      sql: """
        SELECT * FROM (
          SELECT live.*, row_number() OVER (
            PARTITION BY clipLow, clipHigh, labeller, taste ORDER BY createdAt DESC, id DESC
          ) AS place
          FROM (\(liveAnswers)) AS live)
        WHERE place = 1 ORDER BY createdAt, id
        """
    ).map(labelledPair)
  }

  /// Every answer that stands, oldest first, also those that a later one about the pair replaces.
  public func standingAnswers(
    of selection: LabelSelection = .everything
  ) throws(StoreError) -> [LabelledPair] {
    try read { database in
      try Row.fetchAll(database, sql: "\(Self.liveAnswers) ORDER BY createdAt, event.id")
        .map(Self.labelledPair)
    }.filter(selection.contains)
  }

  /// Every event there ever was, in the order in which this database got to know them.
  public func history() throws(StoreError) -> [LabelEvent] {
    try read { database in
      try Row.fetchAll(database, sql: "\(Self.allEvents) ORDER BY event.id").map(Self.event)
    }
  }

  /// Every session, in the order in which this database got to know them.
  public func sessions() throws(StoreError) -> [LabelSession] {
    try read {
      try Row.fetchAll($0, sql: "SELECT * FROM labelSession ORDER BY id").map(Self.session)
    }
  }

  /// Everyone who ever answered, in alphabetical order.
  public func labellers() throws(StoreError) -> [String] {
    try read {
      try String.fetchAll(
        $0, sql: "SELECT DISTINCT labeller FROM labelSession ORDER BY labeller")
    }
  }

  /// Every taste that anyone answered by, in alphabetical order.
  public func tastes() throws(StoreError) -> [String] {
    try read {
      try String.fetchAll($0, sql: "SELECT DISTINCT taste FROM labelSession ORDER BY taste")
    }
  }

  func read<Result>(_ body: (Database) throws -> Result) throws(StoreError) -> Result {
    try StoreError.inDatabase(at: path) { try writer.read(body) }
  }

  /// One transaction: all of `body`, or nothing of it.
  func write<Result>(_ body: (Database) throws -> Result) throws(StoreError) -> Result {
    try StoreError.inDatabase(at: path) { try writer.write(body) }
  }
}
