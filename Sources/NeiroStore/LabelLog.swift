public import Foundation
import GRDB
public import NeiroCore

/// A log of labels outside its database, whole: sessions, answers, undos, skips, flags and notes.
///
/// As text it is JSON Lines, <https://jsonlines.org>: a session or an event a line, sessions first,
/// events in the order of the log. A database that takes in a log gives back the same text.
public struct LabelLog: Sendable {
  /// Where the log was read; names it in messages.
  public let path: String
  /// With the line that each stood on, counted from 1.
  let records: [(line: Int, record: LabelRecord)]
  /// Lines that say nothing that a log can hold.
  public let badLines: [BadLine]

  /// - Throws: ``StoreError/unreadable(path:problem:)``, ``StoreError/notLabels(path:reason:)``.
  public init(contentsOf file: URL) throws(StoreError) {
    let text = try LabelText.read(file) { .notLabels(path: file.path, reason: $0) }
    self.init(text: text, path: file.path)
  }

  public init(text: String, path: String) {
    self.path = path
    var records: [(line: Int, record: LabelRecord)] = []
    var badLines: [BadLine] = []
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() where !line.allSatisfy(\.isWhitespace) {
      do throws(LabelRecord.Flaw) {
        records.append((index + 1, try LabelRecord(line: line)))
      } catch {
        badLines.append(BadLine(line: index + 1, reason: error.reason))
      }
    }
    self.records = records
    self.badLines = badLines
  }

  /// Reads the log of another database, which is left as it is, also one of an earlier version.
  ///
  /// - Parameter file: The database.
  /// - Throws: ``StoreError/unreadable(path:problem:)``, ``StoreError/notLabels(path:reason:)``,
  ///   ``StoreError/newerDatabase(path:)``, ``StoreError/damagedDatabase(path:message:)``.
  public init(database file: URL) throws(StoreError) {
    let path = file.path
    // SQLite would make an empty database of a missing file.
    guard FileManager.default.fileExists(atPath: path) else {
      throw .unreadable(path: path, problem: .missing)
    }
    let copy = try StoreError.inDatabase(at: path) {
      let source = try SQLiteFile.openForReading(at: path)
      guard try source.read({ try $0.tableExists("labelEvent") }) else {
        throw StoreError.notLabels(path: path, reason: "it is another program's database")
      }
      let copy = try DatabaseQueue()
      try source.backup(to: copy)
      return copy
    }
    self = try LabelDatabase(migrating: copy, path: path).log()
  }

  init(path: String, records: [LabelRecord]) {
    self.path = path
    self.records = records.enumerated().map { ($0 + 1, $1) }
    badLines = []
  }

  /// How many events there are, sessions not counted.
  public var eventCount: Int { records.count { $0.record.kind != .session } }

  /// Each line ends in LF.
  ///
  /// - Throws: What `JSONEncoder` throws; it doesn't for what a database holds.
  public func text() throws -> String {
    try records.map { try $0.record.line() + "\n" }.joined()
  }
}

extension LabelDatabase {
  /// All that the database knows, or a selection of it.
  public func log(
    of selection: LabelSelection = .everything
  ) throws(StoreError) -> LabelLog {
    let (sessions, events) = try read { database in
      (
        try Row.fetchAll(database, sql: "SELECT * FROM labelSession ORDER BY id")
          .map(Self.session),
        try Row.fetchAll(database, sql: "\(Self.allEvents) ORDER BY event.id").map(Self.event)
      )
    }
    let chosen = sessions.filter { selection.contains(labeller: $0.labeller, taste: $0.taste) }
    let uidOfSession = Dictionary(uniqueKeysWithValues: chosen.map { ($0.id, $0.uid) })
    let uidOfEvent = Dictionary(uniqueKeysWithValues: events.map { ($0.id, $0.uid) })
    let records = events.compactMap { event -> LabelRecord? in
      guard let session = uidOfSession[event.sessionID] else { return nil }
      var undone: String?
      if case .undo(let id) = event.kind { undone = uidOfEvent[id] }
      return LabelRecord(event, session: session, undone: undone)
    }
    return LabelLog(path: path, records: chosen.map { LabelRecord($0) } + records)
  }
}
