public import Foundation
import GRDB
public import NeiroCore

/// What a labeller says besides answering. None of it is a label.
extension LabelDatabase {
  /// Records that a pair was asked about and not answered, so that it isn't asked again soon.
  ///
  /// - Throws: ``StoreError/sameClip(_:)``, ``StoreError/noSuchSession(id:)``,
  ///   ``StoreError/badDetails(reason:)``.
  @discardableResult
  public func skip(
    _ a: ClipID, _ b: ClipID, in session: LabelSession, at createdAt: Date = Date(),
    details: AnswerDetails = AnswerDetails()
  ) throws(StoreError) -> LabelEvent {
    try append(.skip(a: a, b: b), details, in: session, at: createdAt)
  }

  /// Records that a clip is not worth asking about; a blank `note` is no reason.
  ///
  /// - Throws: ``StoreError/noSuchSession(id:)``.
  @discardableResult
  public func flag(
    _ clip: ClipID, note: String? = nil, in session: LabelSession, at createdAt: Date = Date()
  ) throws(StoreError) -> LabelEvent {
    let note = note?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
    return try append(
      .flag(clip, note: note.isEmpty ? nil : note), AnswerDetails(), in: session, at: createdAt)
  }

  /// Records what the labeller has to say about a pair, answered or not.
  ///
  /// - Throws: ``StoreError/emptyNote``, ``StoreError/sameClip(_:)``,
  ///   ``StoreError/noSuchSession(id:)``.
  @discardableResult
  public func note(
    _ text: String, on a: ClipID, _ b: ClipID, in session: LabelSession,
    at createdAt: Date = Date()
  ) throws(StoreError) -> LabelEvent {
    let text = text.trimmingCharacters(in: .whitespacesAndNewlines)
    guard !text.isEmpty else { throw .emptyNote }
    return try append(.note(a: a, b: b, text: text), AnswerDetails(), in: session, at: createdAt)
  }

  /// Takes back an answer, a skip, a flag or a note, by its ``LabelEvent/id``.
  ///
  /// - Throws: ``StoreError/nothingToUndo(event:)`` if there is no such event, or it was undone.
  public func undo(event id: Int64, at createdAt: Date = Date()) throws(StoreError) {
    try write { database in
      let row = try Row.fetchOne(
        database, sql: "SELECT * FROM (\(Self.allEvents)) WHERE id = ?", arguments: [id])
      guard let row, row["kind"] != "undo", row["isUndone"] == false else {
        throw StoreError.nothingToUndo(event: id)
      }
      try Self.insertUndo(database, of: id, in: row["sessionId"], at: createdAt)
    }
  }

  private func append(
    _ kind: LabelEvent.Kind, _ details: AnswerDetails, in session: LabelSession,
    at createdAt: Date
  ) throws(StoreError) -> LabelEvent {
    try write { database in
      switch kind {
      case .skip(let a, let b), .note(let a, let b, _), .answer(let a, let b, _):
        guard a != b else { throw StoreError.sameClip(a) }
      case .flag, .undo: break
      }
      try Self.requireSession(database, session.id)
      let id = try Self.insert(
        database,
        NewLabelEvent(session: session.id, kind: kind, details: details, createdAt: createdAt))
      let row = try Row.fetchOne(
        database, sql: "SELECT * FROM (\(Self.allEvents)) WHERE id = ?", arguments: [id])
      guard let row else { throw DatabaseError(message: "an event was not written") }
      return try Self.event(row)
    }
  }

  // MARK: - Reading

  /// The skips that stand, oldest first.
  public func skips(
    of selection: LabelSelection = .everything
  ) throws(StoreError) -> [LabelEvent] {
    try standing("skip", selection)
  }

  /// The flags that stand, oldest first. A clip is bad whatever the taste.
  public func flags(
    of selection: LabelSelection = .everything
  ) throws(StoreError) -> [LabelEvent] {
    try standing("flag", selection)
  }

  /// The notes that stand, oldest first.
  public func notes(
    of selection: LabelSelection = .everything
  ) throws(StoreError) -> [LabelEvent] {
    try standing("note", selection)
  }

  private func standing(
    _ kind: String, _ selection: LabelSelection
  ) throws(StoreError) -> [LabelEvent] {
    try read { database in
      try Row.fetchAll(
        database,
        sql: "SELECT * FROM (\(Self.allEvents)) WHERE kind = ? AND NOT isUndone ORDER BY id",
        arguments: [kind]
      ).map(Self.event)
    }.filter { selection.contains(labeller: $0.labeller, taste: $0.taste) }
  }
}
