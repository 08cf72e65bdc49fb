import Foundation
import NeiroCore

/// A dialogue with its sounds, questions and answers: does what the dialogue says.
final class Sitting {
  private(set) var dialogue: LabelDialogue
  private(set) var hasEnded = false
  private var log: AnswerLog
  private let questions: QuestionQueue
  private let player: (any ClipPlaying)?
  /// Finds the files of a pair that is asked about again.
  private let again: (LabelledPair) throws -> Question?
  private var isAsking = false
  private let clock = ContinuousClock()
  private let began = ContinuousClock.now
  /// Called when a question is to be answered.
  var onQuestion: (Question) -> Void = { _ in }

  init(
    _ dialogue: LabelDialogue, log: AnswerLog, questions: QuestionQueue,
    player: (any ClipPlaying)?, again: @escaping (LabelledPair) throws -> Question?
  ) {
    self.dialogue = dialogue
    self.log = log
    self.questions = questions
    self.player = player
    self.again = again
  }

  private var now: Int {
    let (seconds, attoseconds) = (clock.now - began).components
    return Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000)
  }

  /// Whether something is under way that ``poll()`` has to look after.
  var isBusy: Bool { isAsking || dialogue.hearing.playing != nil }

  /// What the sitting brought, in a sentence.
  var summary: String { "\(LibraryText.counted(dialogue.progress.answers, "answer")) saved." }

  func start() throws {
    try perform(dialogue.start())
  }

  func receive(_ input: LabelDialogue.Input) throws {
    guard !hasEnded else { return }
    try perform(dialogue.receive(input, at: now))
  }

  /// Looks whether a sound has ended or a question has come.
  func poll() throws {
    if dialogue.hearing.playing != nil, let player {
      do {
        if try !player.isPlaying { try receive(.playbackEnded) }
      } catch let error as PlayerError {
        try receive(.playbackFailed("\(error)"))
      }
    }
    if isAsking { try ask() }
  }

  /// Ends without another word: silence.
  func end() {
    player?.stop()
    hasEnded = true
  }

  private func perform(_ effects: [LabelDialogue.Effect]) throws {
    for effect in effects {
      switch effect {
      case .play(let file):
        do {
          try player?.play(file)
        } catch let error as PlayerError {
          try receive(.playbackFailed("\(error)"))
        }
      case .stop: player?.stop()
      case .save(let question, let label, let details): try log.save(question, label, details)
      case .change(let question, let label, let details):
        try log.change(question, label, details)
      case .skip(let question, let details): try log.skip(question, details)
      case .takeBack:
        let answer = try log.takeBack()
        try receive(.tookBack(answer?.label, answer.flatMap { try again($0) }))
      case .flag(let clip): try log.flag(clip)
      case .note(let text, let question): try log.note(text, about: question)
      case .ask: try ask()
      case .present(let question): onQuestion(question)
      case .end: end()
      }
    }
  }

  private func ask() throws {
    switch try questions.next() {
    case .ready(let question):
      isAsking = false
      try receive(.question(question))
    case .noneLeft:
      isAsking = false
      try receive(.question(nil))
    case .notYet: isAsking = true
    }
  }
}
