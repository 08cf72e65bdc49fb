import Foundation
import NeiroCore
import NeiroStore

/// Where a sitting's answers go. Everything is on the disk when a method returns.
struct AnswerLog {
  let database: LabelDatabase
  let labeller: String
  private var session: LabelSession?

  init(database: LabelDatabase, labeller: String) {
    self.database = database
    self.labeller = labeller
  }

  /// Saves an answer, instead of an earlier one of this sitting about the pair.
  ///
  /// The order of the clips is the order in which they were heard; the log has no columns for the
  /// other details.
  mutating func save(_ question: Question, _ label: PairLabel, _ details: AnswerDetails) throws {
    // A sitting without an answer leaves no session.
    let session = try session ?? database.startSession(labeller: labeller, source: .asked)
    self.session = session
    try database.add(
      question.first.clip, question.second.clip, label, in: session, replacing: true)
  }

  /// Takes back the labeller's last answer, in whatever sitting it was given.
  func takeBack() throws -> LabelledPair? {
    try database.undoLast(labeller: labeller)
  }

  /// The log has no place for skips.
  func skip(_ question: Question, _ details: AnswerDetails) {}

  /// The log has no place for flags: a flagged clip is left out of the sitting.
  func flag(_ clip: AskedClip) {}

  /// The log has no place for notes.
  func note(_ text: String, about question: Question) {}
}
