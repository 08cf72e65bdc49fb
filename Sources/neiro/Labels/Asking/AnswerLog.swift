import Foundation
import NeiroCore
import NeiroStore

/// Where a sitting's answers go. Everything is on the disk when a method returns.
struct AnswerLog {
  let database: LabelDatabase
  let labeller: String
  let taste: String
  private let source: LabelSource
  private var session: LabelSession?

  /// - Parameters:
  ///   - database: Where they are kept.
  ///   - labeller: Who answers.
  ///   - taste: By which taste.
  ///   - source: How the answers come to be.
  init(
    database: LabelDatabase, labeller: String, taste: String, source: LabelSource = .asked
  ) {
    self.database = database
    self.labeller = labeller
    self.taste = taste
    self.source = source
  }

  /// A sitting in which nothing is said leaves no session.
  private mutating func openSession() throws -> LabelSession {
    let session =
      try session ?? database.startSession(labeller: labeller, taste: taste, source: source)
    self.session = session
    return session
  }

  /// Saves an answer, instead of an earlier one of this sitting about the pair, unless the pair was
  /// asked again on purpose: then both stand.
  mutating func save(_ question: Question, _ label: PairLabel, _ details: AnswerDetails) throws {
    try save(question, label, details, question.reason == .repeat ? .keepBoth : .replace)
  }

  /// Saves an answer instead of the one of this sitting that the person went back to.
  mutating func change(_ question: Question, _ label: PairLabel, _ details: AnswerDetails) throws {
    try save(question, label, details, .replace)
  }

  private mutating func save(
    _ question: Question, _ label: PairLabel, _ details: AnswerDetails,
    _ earlier: LabelDatabase.EarlierAnswer
  ) throws {
    let (a, b) = question.chosen
    try database.add(a, b, label, in: openSession(), earlier: earlier, details: details)
  }

  /// Takes back the labeller's last answer, in whatever sitting it was given.
  func takeBack() throws -> LabelledPair? {
    try database.undoLast(labeller: labeller, taste: taste)
  }

  /// A pair may be skipped before both clips were heard.
  mutating func skip(_ question: Question, _ details: AnswerDetails) throws {
    var details = details
    if let heard = details.heardMilliseconds, heard.a == 0 || heard.b == 0 {
      details.heardMilliseconds = nil
    }
    let (a, b) = question.chosen
    try database.skip(a, b, in: openSession(), details: details)
  }

  mutating func flag(_ clip: AskedClip) throws {
    try database.flag(clip.clip, in: openSession())
  }

  mutating func note(_ text: String, about question: Question) throws {
    let (a, b) = question.chosen
    try database.note(text, on: a, b, in: openSession())
  }
}
