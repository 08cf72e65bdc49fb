import Foundation
import GRDB
import NeiroCore

/// The work of one merge, inside its transaction.
struct LabelMerger {
  private let database: Database
  private let log: LabelLog
  private(set) var summary = MergeSummary()
  private(set) var badLines: [BadLine] = []

  /// What counted before, by whose and what about.
  private let before: [Key: LabelledPair]
  /// Every record there is, by its uid.
  private var known: [String: LabelRecord] = [:]
  private var sessions: [String: LabelSession] = [:]
  private var idOfEvent: [String: Int64] = [:]
  private var sessionOfEvent: [Int64: Int64] = [:]
  private var undone: Set<Int64> = []
  /// Events that were here before and aren't in the log by name, by what they say.
  private var namesakes: [Content: [Int64]] = [:]
  private var inserted: Set<Int64> = []

  private struct Key: Hashable {
    let labeller: String
    let taste: String
    let pair: ClipPair

    init(_ answer: LabelledPair) {
      (labeller, taste, pair) = (answer.labeller, answer.taste, answer.pair)
    }
  }

  private struct Content: Hashable {
    let labeller: String
    let taste: String
    let kind: LabelRecord.Kind
    let clips: [ClipID]
    let label: PairLabel?
    let note: String?
    let time: String?

    init(_ record: LabelRecord, of session: LabelSession) {
      (labeller, taste) = (session.labeller, session.taste)
      (kind, label, note) = (record.kind, record.label, record.note)
      clips = [record.clipA, record.clipB].compactMap { $0 }.sorted()
      time = record.createdAt.flatMap(Timestamp.date).map(Timestamp.text)
    }
  }

  init(_ database: Database, _ log: LabelLog) throws {
    (self.database, self.log) = (database, log)
    before = Dictionary(
      uniqueKeysWithValues: try LabelDatabase.currentLabels(database).map { (Key($0), $0) })
    let names = Set(log.records.map(\.record.uid))
    var sessionByID: [Int64: LabelSession] = [:]
    for row in try Row.fetchAll(database, sql: "SELECT * FROM labelSession") {
      let session = try LabelDatabase.session(row)
      sessions[session.uid] = session
      sessionByID[session.id] = session
      known[session.uid] = LabelRecord(session)
    }
    let events = try Row.fetchAll(database, sql: "\(LabelDatabase.allEvents) ORDER BY event.id")
      .map(LabelDatabase.event)
    let uids = Dictionary(uniqueKeysWithValues: events.map { ($0.id, $0.uid) })
    for event in events {
      guard let session = sessionByID[event.sessionID] else { continue }
      var target: String?
      if case .undo(let id) = event.kind {
        undone.insert(id)
        target = uids[id]
      }
      let record = LabelRecord(event, session: session.uid, undone: target)
      known[event.uid] = record
      idOfEvent[event.uid] = event.id
      sessionOfEvent[event.id] = session.id
      if record.kind != .undo, !names.contains(event.uid) {
        namesakes[Content(record, of: session), default: []].append(event.id)
      }
    }
  }

  mutating func run() throws {
    for (line, record) in log.records {
      do {
        if record.kind == .session { try takeSession(record) } else { try takeEvent(record) }
      } catch let flaw as LabelRecord.Flaw {
        badLines.append(BadLine(line: line, reason: flaw.reason))
      } catch let error as StoreError {
        badLines.append(BadLine(line: line, reason: error.description))
      } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
        badLines.append(BadLine(line: line, reason: error.message ?? "\(error)"))
      }
    }
  }

  /// Whether a record of this name is there.
  ///
  /// - Throws: `Flaw` if it says something else: one of the two was written by hand.
  private func isKnown(_ record: LabelRecord) throws -> Bool {
    guard let known = known[record.uid] else { return false }
    // The same answer has another name where it came by another way; its undo names that.
    let isSameUndo =
      known.kind == .undo && record.kind == .undo
      && known.undoes.flatMap { idOfEvent[$0] } == record.undoes.flatMap { idOfEvent[$0] }
    guard isSameUndo || known == record.canonical else {
      throw LabelRecord.Flaw(
        reason: "the \(record.kind.rawValue) \(record.uid.prefix(8))… is there and says "
          + "something else; the log is never changed")
    }
    return true
  }

  private mutating func takeSession(_ record: LabelRecord) throws {
    guard try !isKnown(record) else { return }
    guard let labeller = record.labeller, let taste = record.taste, let source = record.source,
      let time = record.startedAt.flatMap(Timestamp.date)
    else { throw LabelRecord.Flaw(reason: "the session is not whole") }
    let session = try LabelDatabase.insertSession(
      database, uid: record.uid, labeller: labeller, taste: taste,
      source: LabelSource(text: source), at: time)
    // Names with space around them, or a source of no known kind.
    let stored = LabelRecord(session)
    guard stored == record.canonical else {
      throw LabelRecord.Flaw(reason: "its labeller, taste or source can't be that")
    }
    known[record.uid] = stored
    sessions[record.uid] = session
  }

  private mutating func takeEvent(_ record: LabelRecord) throws {
    guard try !isKnown(record) else {
      summary.alreadyThere += 1
      return
    }
    guard let session = record.session.flatMap({ sessions[$0] }) else {
      throw LabelRecord.Flaw(reason: "its session is neither there nor in a line above")
    }
    guard let time = record.createdAt.flatMap(Timestamp.date), let details = record.details else {
      throw LabelRecord.Flaw(reason: "the event is not whole")
    }
    var place = session.id
    let kind: LabelEvent.Kind
    if record.kind == .undo {
      guard let undoneEvent = record.undoes.flatMap({ idOfEvent[$0] }) else {
        throw LabelRecord.Flaw(reason: "what it undoes is neither there nor in a line above")
      }
      guard !undone.contains(undoneEvent) else {
        summary.alreadyThere += 1
        return
      }
      kind = .undo(of: undoneEvent)
      place = sessionOfEvent[undoneEvent] ?? place
      undone.insert(undoneEvent)
    } else {
      let content = Content(record, of: session)
      if let namesake = namesakes[content]?.first {
        namesakes[content]?.removeFirst()
        idOfEvent[record.uid] = namesake
        summary.alreadyThere += 1
        return
      }
      kind = try record.eventKind()
    }
    let id = try LabelDatabase.insert(
      database,
      NewLabelEvent(
        uid: record.uid, session: place, kind: kind, details: details, createdAt: time))
    known[record.uid] = record.canonical
    idOfEvent[record.uid] = id
    sessionOfEvent[id] = place
    inserted.insert(id)
    switch record.kind {
    case .answer: summary.answers += 1
    case .undo: summary.undos += 1
    case .skip, .flag, .note: summary.remarks += 1
    case .session: break
    }
  }

  /// What one person answered otherwise than here, in the order of time.
  func conflicts() throws -> [LabelConflict] {
    let current = Dictionary(
      uniqueKeysWithValues: try LabelDatabase.currentLabels(database).map { (Key($0), $0) })
    var latest: [Key: LabelledPair] = [:]
    let live = try Row.fetchAll(
      database, sql: "\(LabelDatabase.liveAnswers) ORDER BY createdAt, event.id")
    for row in live where inserted.contains(row["id"]) {
      let answer = try LabelDatabase.labelledPair(row)
      latest[Key(answer)] = answer
    }
    return latest.compactMap { key, there -> LabelConflict? in
      guard let here = before[key], here.label != there.label, let current = current[key] else {
        return nil
      }
      return LabelConflict(here: here, there: there, current: current)
    }.sorted {
      ($0.there.createdAt, $0.there.pair.low, $0.there.pair.high)
        < ($1.there.createdAt, $1.there.pair.low, $1.there.pair.high)
    }
  }
}

extension LabelRecord {
  /// With its times as this database writes them.
  fileprivate var canonical: LabelRecord {
    var record = self
    record.startedAt = startedAt.flatMap(Timestamp.date).map(Timestamp.text)
    record.createdAt = createdAt.flatMap(Timestamp.date).map(Timestamp.text)
    return record
  }

  fileprivate func eventKind() throws -> LabelEvent.Kind {
    switch (kind, clipA, clipB, label) {
    case (.answer, let a?, let b?, let label?) where a != b:
      return .answer(a: a, b: b, label: label)
    case (.skip, let a?, let b?, nil) where a != b: return .skip(a: a, b: b)
    case (.note, let a?, let b?, nil) where a != b: return .note(a: a, b: b, text: note ?? "")
    case (.flag, let a?, nil, nil): return .flag(a, note: note)
    default: throw Flaw(reason: "both clips are the same sound")
    }
  }
}
