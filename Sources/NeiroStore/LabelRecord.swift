import Foundation
import NeiroCore

/// A session or an event as a line of JSON, with all that the database knows of it.
///
/// Sessions and events are named by their `uid`, so that the line means the same in every database.
/// Keys that say nothing are left out; a key that isn't known is refused, for what it says would be
/// lost.
struct LabelRecord: Hashable, Sendable {
  enum Kind: String, Codable, Sendable {
    case session, answer, undo, skip, flag, note
  }

  var kind: Kind
  var uid: String
  // Of a session
  var labeller: String?
  var taste: String?
  var source: String?
  var startedAt: String?
  // Of an event
  var session: String?
  var createdAt: String?
  var clipA: ClipID?
  var clipB: ClipID?
  var label: PairLabel?
  /// The uid of the event that an undo takes back.
  var undoes: String?
  var note: String?
  // Details of an answer or a skip
  var firstSide: AnswerDetails.Side?
  var heardA: Int?
  var heardB: Int?
  var taken: Int?
  var reason: String?
  var head: String?
  var headFingerprint: String?
}

extension LabelRecord: Codable {
  enum CodingKeys: String, CodingKey, CaseIterable {
    case kind, uid, labeller, taste, source, session, label, undoes, note, reason, head
    case startedAt = "started_at"
    case createdAt = "created_at"
    case clipA = "clip_a"
    case clipB = "clip_b"
    case firstSide = "first_side"
    case heardA = "heard_a_ms"
    case heardB = "heard_b_ms"
    case taken = "taken_ms"
    case headFingerprint = "head_fingerprint"
  }
}

extension LabelRecord {
  init(_ session: LabelSession) {
    self.init(kind: .session, uid: session.uid)
    labeller = session.labeller
    taste = session.taste
    source = session.source.text
    startedAt = Timestamp.text(session.startedAt)
  }

  /// An event by the uid of its session and, of an undo, that of the event it takes back.
  init(_ event: LabelEvent, session: String, undone: String?) {
    self.init(kind: .answer, uid: event.uid)
    self.session = session
    createdAt = Timestamp.text(event.createdAt)
    switch event.kind {
    case .answer(let a, let b, let label): (clipA, clipB, self.label) = (a, b, label)
    case .undo: (kind, undoes) = (.undo, undone)
    case .skip(let a, let b): (kind, clipA, clipB) = (.skip, a, b)
    case .flag(let clip, let text): (kind, clipA, note) = (.flag, clip, text)
    case .note(let a, let b, let text): (kind, clipA, clipB, note) = (.note, a, b, text)
    }
    let details = event.details
    (firstSide, reason, taken) = (details.firstSide, details.reason, details.takenMilliseconds)
    (heardA, heardB) = (details.heardMilliseconds?.a, details.heardMilliseconds?.b)
    (head, headFingerprint) = (details.headVersion?.name, details.headVersion?.fingerprint)
  }

  /// nil where half of what belongs together is missing.
  var details: AnswerDetails? {
    guard (heardA == nil) == (heardB == nil), (head == nil) == (headFingerprint == nil) else {
      return nil
    }
    var details = AnswerDetails(firstSide: firstSide, takenMilliseconds: taken, reason: reason)
    if let heardA, let heardB { details.heardMilliseconds = .init(a: heardA, b: heardB) }
    if let head, let headFingerprint {
      details.headVersion = HeadVersion(name: head, fingerprint: headFingerprint)
    }
    return details
  }

  // MARK: - Text

  /// One line without its end.
  ///
  /// - Throws: What `JSONEncoder` throws; it doesn't for what a database holds.
  func line() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }

  /// Why a line is no record, or a record of nothing.
  struct Flaw: Error {
    let reason: String
  }

  init(line: some StringProtocol) throws(Flaw) {
    let data = Data(line.utf8)
    do {
      let keys = try JSONDecoder().decode([String: AnyValue].self, from: data).keys
      let known = Set(CodingKeys.allCases.map(\.rawValue))
      let unknown = keys.filter { !known.contains($0) }.sorted()
      guard unknown.isEmpty else {
        throw Flaw(
          reason: "this Neiro doesn't know what \(unknown.joined(separator: ", ")) means")
      }
      self = try JSONDecoder().decode(LabelRecord.self, from: data)
    } catch let flaw as Flaw {
      throw flaw
    } catch let DecodingError.keyNotFound(key, _) {
      throw Flaw(reason: "it has no \(key.stringValue)")
    } catch let DecodingError.typeMismatch(_, context) {
      throw Flaw(reason: Self.reason(context, "is of the wrong kind"))
    } catch let DecodingError.valueNotFound(_, context) {
      throw Flaw(reason: Self.reason(context, "is null"))
    } catch let DecodingError.dataCorrupted(context) where !context.codingPath.isEmpty {
      throw Flaw(reason: Self.reason(context, "can't be that"))
    } catch {
      throw Flaw(reason: "it is no JSON object")
    }
    try validate()
  }

  private static func reason(_ context: DecodingError.Context, _ what: String) -> String {
    guard let key = context.codingPath.first?.stringValue else { return "it is no JSON object" }
    return "its \(key) \(what)"
  }

  /// Any JSON; only the keys around it are wanted.
  private struct AnyValue: Decodable {
    init(from decoder: any Decoder) {}
  }

  private func validate() throws(Flaw) {
    guard Self.isUID(uid), session.map(Self.isUID) != false, undoes.map(Self.isUID) != false else {
      throw Flaw(reason: "a uid, session or undoes is not 32 hexadecimal digits")
    }
    var needed: [CodingKeys: Bool] = [:]
    switch kind {
    case .session:
      needed = [
        .labeller: labeller != nil, .taste: taste != nil, .source: source != nil,
        .startedAt: startedAt != nil,
      ]
    case .answer: needed = [.clipA: clipA != nil, .clipB: clipB != nil, .label: label != nil]
    case .undo: needed = [.undoes: undoes != nil]
    case .skip: needed = [.clipA: clipA != nil, .clipB: clipB != nil]
    case .flag: needed = [.clipA: clipA != nil]
    case .note: needed = [.clipA: clipA != nil, .clipB: clipB != nil, .note: note != nil]
    }
    if kind != .session {
      needed.merge([.session: session != nil, .createdAt: createdAt != nil]) { $1 }
    }
    let missing = needed.filter { !$0.value }.map(\.key.rawValue).sorted()
    guard missing.isEmpty else {
      throw Flaw(reason: "the \(kind.rawValue) has no \(missing.joined(separator: ", "))")
    }
    let surplus = present.subtracting(needed.keys).subtracting(allowed).map(\.rawValue).sorted()
    guard surplus.isEmpty else {
      throw Flaw(reason: "a \(kind.rawValue) can't have \(surplus.joined(separator: ", "))")
    }
    for time in [startedAt, createdAt] {
      if let time, Timestamp.date(time) == nil {
        throw Flaw(reason: "\"\(time)\" is no time such as 2026-03-01T12:34:56.789Z")
      }
    }
    guard details != nil else { throw Flaw(reason: "one half of heard_…_ms or head is missing") }
  }

  /// Keys that the kind may have and need not.
  private var allowed: Set<CodingKeys> {
    switch kind {
    case .session, .undo, .note: [.kind, .uid]
    case .flag: [.kind, .uid, .note]
    case .answer, .skip:
      [.kind, .uid, .firstSide, .heardA, .heardB, .taken, .reason, .head, .headFingerprint]
    }
  }

  private var present: Set<CodingKeys> {
    let values: [CodingKeys: Any?] = [
      .labeller: labeller, .taste: taste, .source: source, .startedAt: startedAt,
      .session: session, .createdAt: createdAt, .clipA: clipA, .clipB: clipB, .label: label,
      .undoes: undoes, .note: note, .firstSide: firstSide, .heardA: heardA, .heardB: heardB,
      .taken: taken, .reason: reason, .head: head, .headFingerprint: headFingerprint,
    ]
    return Set(values.compactMap { $1 == nil ? nil : $0 })
  }

  private static func isUID(_ text: String) -> Bool {
    text.utf8.count == 32
      && text.utf8.allSatisfy { byte in
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
          || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
      }
  }
}
