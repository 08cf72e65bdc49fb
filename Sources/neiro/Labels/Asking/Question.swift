import Foundation
import NeiroCore

/// A clip that somebody is asked about, with all that is needed to play and to name it.
struct AskedClip: Hashable, Sendable {
  let clip: ClipID
  /// How the person may know it.
  let name: String
  /// Where it lies.
  let file: URL
  /// A copy at the loudness of the other clip of the question; nil where none could be made.
  var levelled: URL?

  /// What to play.
  var sound: URL { levelled ?? file }
}

/// Where a clip stands in a question: the first is heard first and called A.
enum Place: String, CaseIterable, Sendable {
  case first = "A"
  case second = "B"
}

/// A pair to ask about, made ready.
struct Question: Hashable, Sendable {
  let first: AskedClip
  let second: AskedClip
  /// Which clip of the pair, as it was chosen, is heard first.
  let firstSide: AnswerDetails.Side
  /// Why this pair; nil where it is one of an earlier sitting.
  var reason: QuestionReason?
  /// What chose it, where something learned did.
  var headVersion: HeadVersion?

  subscript(place: Place) -> AskedClip { place == .first ? first : second }

  /// The clips as they were chosen, whichever is heard first.
  var chosen: (a: ClipID, b: ClipID) {
    firstSide == .a ? (first.clip, second.clip) : (second.clip, first.clip)
  }

  var pair: ClipPair { ClipPair(first.clip, second.clip) }
}
