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

  private static func migrated(_ queue: DatabaseQueue, path: String) throws -> DatabaseQueue {
    try SQLiteFile.migrate(queue, by: LabelSchema.migrator, path: path)
    return queue
  }

  // MARK: - Writing

  /// - Throws: ``StoreError/emptyLabeller``.
  public func startSession(
    labeller: String, source: LabelSource, at startedAt: Date = Date()
  ) throws(StoreError) -> LabelSession {
    try write { try Self.insertSession($0, labeller: labeller, source: source, at: startedAt) }
  }

  /// Adds an answer. A second one about a pair in one session is refused, unless it is `replacing`
  /// the earlier one, which is then undone.
  ///
  /// - Returns: The answer as stored, its time rounded to the millisecond.
  /// - Throws: ``StoreError/sameClip(_:)``, ``StoreError/alreadyAnswered(a:b:)``,
  ///   ``StoreError/noSuchSession(id:)``.
  @discardableResult
  public func add(
    _ a: ClipID, _ b: ClipID, _ label: PairLabel, in session: LabelSession,
    at createdAt: Date = Date(), replacing: Bool = false
  ) throws(StoreError) -> LabelledPair {
    let answer = LabelledPair(
      a: a, b: b, label: label, labeller: session.labeller, createdAt: createdAt)
    return try write { database in
      if replacing, let earlier = try Self.liveAnswer(database, answer.pair, in: session.id) {
        try Self.insertUndo(database, of: earlier, in: session.id, at: createdAt)
      }
      return try Self.insertAnswer(database, answer, in: session.id)
    }
  }

  /// Undoes the last answer of `labeller` that stands, in whatever session it was given. Can be
  /// repeated down to the first answer.
  ///
  /// - Returns: The answer that was undone, or nil if none stands.
  @discardableResult
  public func undoLast(
    labeller: String, at createdAt: Date = Date()
  ) throws(StoreError) -> LabelledPair? {
    try write { database in
      guard
        let row = try Row.fetchOne(
          database, sql: "\(Self.liveAnswers) AND labeller = ? ORDER BY event.id DESC LIMIT 1",
          arguments: [labeller])
      else { return nil }
      try Self.insertUndo(database, of: row["id"], in: row["sessionId"], at: createdAt)
      return try Self.labelledPair(row)
    }
  }

  // MARK: - Reading

  /// For each labeller and unordered pair the latest answer that stands, oldest first.
  public func currentLabels() throws(StoreError) -> [LabelledPair] {
    try read { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT * FROM (\(Self.liveAnswers)) AS live
          WHERE id = (SELECT max(other.id) FROM (\(Self.liveAnswers)) AS other
            WHERE other.clipLow = live.clipLow AND other.clipHigh = live.clipHigh
              AND other.labeller = live.labeller)
          ORDER BY id
          """
      ).map(Self.labelledPair)
    }
  }

  /// Every answer that stands, oldest first, also those that a later one about the pair replaces.
  public func standingAnswers() throws(StoreError) -> [LabelledPair] {
    try read { database in
      try Row.fetchAll(database, sql: "\(Self.liveAnswers) ORDER BY event.id")
        .map(Self.labelledPair)
    }
  }

  /// Every event there ever was, oldest first.
  public func history() throws(StoreError) -> [LabelEvent] {
    try read { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT event.*, labeller, source,
            EXISTS (SELECT 1 FROM labelEvent AS undo WHERE undo.undoes = event.id) AS isUndone
          FROM labelEvent AS event JOIN labelSession AS session ON session.id = event.sessionId
          ORDER BY event.id
          """
      ).map(Self.event)
    }
  }

  /// Everyone who ever answered, in alphabetical order.
  public func labellers() throws(StoreError) -> [String] {
    try read {
      try String.fetchAll(
        $0, sql: "SELECT DISTINCT labeller FROM labelSession ORDER BY labeller")
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
