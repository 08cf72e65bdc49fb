import Foundation
import GRDB
import NeiroCore
import NeiroTestSupport
import Testing

@testable import NeiroStore

@Suite struct LabelRemarksTests {
  @Test func skipsFlagsAndNotesAreNoLabels() throws {
    // Given
    let database = try LabelDatabase()
    let (a, b) = (try Sample.clip(1), try Sample.clip(2))
    let session = try database.startSession(labeller: "ada", taste: "pads", source: .asked)

    // When
    let skip = try database.skip(
      a, b, in: session, details: AnswerDetails(reason: "bridge"))
    let flag = try database.flag(a, note: " clicks ", in: session)
    let bare = try database.flag(b, note: " ", in: session)
    let note = try database.note("same pad, other octave\n", on: b, a, in: session)

    // Then
    #expect(skip.kind == .skip(a: a, b: b) && skip.details.reason == "bridge")
    #expect(flag.kind == .flag(a, note: "clicks") && bare.kind == .flag(b, note: nil))
    #expect(note.kind == .note(a: b, b: a, text: "same pad, other octave"))
    #expect(note.labeller == "ada" && note.taste == "pads")
    #expect(try database.skips() == [skip])
    #expect(try database.flags() == [flag, bare])
    #expect(try database.notes() == [note])
    #expect(try database.flags(of: .init(labellers: ["bob"], tastes: nil)) == [])
    #expect(try database.currentLabels() == [])
    #expect(try database.undoLast(labeller: "ada") == nil)

    // And a skipped pair can be answered, a skipped one skipped again
    try database.add(a, b, .similar, in: session)
    try database.skip(b, a, in: session)
    #expect(try database.skips().count == 2)
  }

  @Test func eachCanBeTakenBackOnce() throws {
    let database = try LabelDatabase()
    let session = try database.startSession(labeller: "ada", source: .asked)
    let flag = try database.flag(Sample.clip(1), in: session)
    let kept = try database.flag(Sample.clip(2), in: session)
    try database.undo(event: flag.id)
    #expect(try database.flags() == [kept])
    for id in [flag.id, 3, 99] {
      #expect(throws: StoreError.nothingToUndo(event: id)) { try database.undo(event: id) }
    }
    #expect(try database.history().count == 3)
  }

  @Test func whatIsNoRemarkIsRefused() throws {
    let database = try LabelDatabase()
    let clip = try Sample.clip(1)
    let session = try database.startSession(labeller: "ada", source: .asked)
    #expect(throws: StoreError.sameClip(clip)) { try database.skip(clip, clip, in: session) }
    #expect(throws: StoreError.sameClip(clip)) {
      try database.note("x", on: clip, clip, in: session)
    }
    #expect(throws: StoreError.emptyNote) {
      try database.note(" \n", on: clip, Sample.clip(2), in: session)
    }
    let stranger = LabelSession(
      id: 7, uid: "", labeller: "ada", taste: "default", source: .asked, startedAt: Date())
    #expect(throws: StoreError.noSuchSession(id: 7)) { try database.flag(clip, in: stranger) }
    #expect(try database.history() == [])
  }

  /// Columns and values; A and B are clips.
  @Test(arguments: [
    ("kind, clipA, clipB", "'flag', A, B"), ("kind, clipA", "'skip', A"),
    ("kind, clipA, clipB", "'note', A, B"), ("kind, clipA, clipB, note", "'note', A, B, ' '"),
    ("kind, clipA, clipB, note", "'skip', A, B, 'x'"),
    ("kind, clipA, clipB, label", "'skip', A, B, 'similar'"),
    ("kind, clipA, taken", "'flag', A, 5"),
    ("kind, clipA, clipB, label, heardA", "'answer', A, B, 'similar', 5"),
    ("kind, clipA, clipB, label, heardA, heardB", "'answer', A, B, 'similar', 5, 0"),
    ("kind, clipA, clipB, label, taken", "'answer', A, B, 'similar', -1"),
    ("kind, clipA, clipB, label, headName", "'answer', A, B, 'similar', 'mine'"),
    ("kind, clipA, clipB, label, firstSide", "'answer', A, B, 'similar', 'left'"),
    ("kind, clipA, clipB, label, uid", "'answer', A, B, 'similar', 'XYZ'"),
  ])
  func theSchemaRefusesNonsense(columns: String, values: String) throws {
    let database = try LabelDatabase()
    _ = try database.startSession(labeller: "ada", source: .asked)
    var values = values
    for (name, number) in [("A", 1), ("B", 2)] {
      values = values.replacing(", \(name)", with: ", '\(try Sample.clip(number).hex)'")
    }
    let error = try storeError {
      try database.write {
        try $0.execute(
          sql: """
            INSERT INTO labelEvent (sessionId, createdAt, \(columns))
            VALUES (1, '2026-03-01T12:34:56.789Z', \(values))
            """)
      }
    }
    #expect(error.description.contains("CHECK"), "\(error)")
  }

  @Test func anIdentityIsGivenOnce() throws {
    let database = try LabelDatabase()
    let session = try database.startSession(labeller: "ada", source: .asked)
    let flag = try database.flag(Sample.clip(1), in: session)
    for statement in [
      "INSERT OR REPLACE INTO labelSession (uid, labeller, startedAt, source) "
        + "VALUES ('\(session.uid)', 'bob', '2026-03-01T12:34:56.789Z', 'asked')",
      "INSERT OR REPLACE INTO labelEvent (uid, sessionId, kind, clipA, createdAt) "
        + "VALUES ('\(flag.uid)', 1, 'flag', '\(try Sample.clip(2).hex)', "
        + "'2026-03-01T12:34:56.789Z')",
    ] {
      let error = try storeError { try database.write { try $0.execute(sql: statement) } }
      #expect(error.description.contains("only ever added"))
    }
    #expect(try database.flags() == [flag])
  }
}
