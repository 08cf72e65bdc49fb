import Foundation
import NeiroCore
import NeiroTerminal

/// The talk with the person who answers, without a terminal, sounds or a disk: what happens goes in,
/// what to do comes out. Times are milliseconds of one clock that never goes back.
struct LabelDialogue: Sendable {
  enum Input: Hashable, Sendable {
    case key(TerminalKey)
    /// The question that was asked for; nil: there is none left.
    case question(Question?)
    case playbackEnded
    /// Nothing can be played; why, in a sentence.
    case playbackFailed(String)
    /// The answer that was taken back, and its pair if it can be asked again; nil: there was none.
    case tookBack(PairLabel?, Question?)
    /// The person was away.
    case resumed
  }

  enum Effect: Hashable, Sendable {
    case play(URL)
    case stop
    /// To be on the disk before the next effect is looked at.
    case save(Question, PairLabel, AnswerDetails)
    /// Likewise, instead of the answer that the person went back to.
    case change(Question, PairLabel, AnswerDetails)
    case skip(Question, AnswerDetails)
    case takeBack
    case flag(AskedClip)
    case note(String, Question)
    case ask
    /// A question is to be answered. Without sound, its files are to be named.
    case present(Question)
    case end
  }

  enum Mode: Hashable, Sendable {
    case answering
    case flagging
    case noting(String)
    case help
  }

  /// A pair that was asked about.
  struct Visit: Hashable, Sendable {
    let question: Question
    /// nil: it was skipped.
    var answer: PairLabel?
    let isOfSitting: Bool
  }

  let bindings: KeyBindings
  /// Ends after so many answers.
  let limit: Int?
  let alwaysShowsNames: Bool

  /// Whether nothing is played.
  var isSilent: Bool
  /// What is to be answered; nil while it is chosen, and when none is left.
  var question: Question?
  /// Questions to return to, the next one last.
  var waiting: [Question] = []
  /// Oldest first.
  var visits: [Visit]
  /// Where in the visits the person went back to.
  var position: Int?
  var isExhausted = false
  var mode = Mode.answering
  var hearing = Hearing<Place>()
  /// What is to be played after what plays.
  var queue: [Place] = []
  var askedAt = 0
  var showsNames = false
  var last: Visit?
  var notice: DialogueNotice?
  var progress: SittingProgress
  var flagged: Set<ClipID> = []

  init(
    bindings: KeyBindings = .standard, progress: SittingProgress = SittingProgress(),
    earlier visits: [Visit] = [], isSilent: Bool = false, showsNames: Bool = false,
    limit: Int? = nil
  ) {
    self.bindings = bindings
    self.progress = progress
    self.visits = visits
    self.isSilent = isSilent
    self.limit = limit
    alwaysShowsNames = showsNames
  }

  /// Whether the names of the pair that is asked about may be seen: hearing, not reading.
  var namesAreVisible: Bool { showsNames || alwaysShowsNames || isSilent || position != nil }

  /// The answer that the pair has already, where the person went back.
  var standingAnswer: PairLabel? { position.flatMap { visits[$0].answer } }

  mutating func start() -> [Effect] { [.ask] }

  mutating func receive(_ input: Input, at now: Int) -> [Effect] {
    switch input {
    case .key(let key):
      notice = nil
      return press(key, at: now)
    case .question(let question): return take(question, at: now)
    case .playbackEnded:
      hearing.stop(at: now, isWhole: true)
      return playNext(at: now)
    case .playbackFailed(let reason):
      hearing.stop(at: now)
      queue = []
      isSilent = true
      notice = .silent(reason: reason)
      return question.map { [.present($0)] } ?? []
    case .tookBack(let label, let question): return tookBack(label, question, at: now)
    case .resumed:
      // Nobody listened, and the time away is not the answer's.
      askedAt = now
      guard let question, let place = hearing.playing else { return [] }
      hearing.restart(at: now)
      return [.play(question[place].sound)]
    }
  }

  // MARK: - From question to question

  private mutating func take(_ question: Question?, at now: Int) -> [Effect] {
    guard let question else {
      isExhausted = true
      return []
    }
    guard !isFlagged(question) else { return [.ask] }
    guard self.question == nil else {
      // The person went back in the meantime.
      waiting.insert(question, at: 0)
      return []
    }
    return begin(question, at: now)
  }

  private func isFlagged(_ question: Question) -> Bool {
    Place.allCases.contains { flagged.contains(question[$0].clip) }
  }

  mutating func begin(_ question: Question, at now: Int) -> [Effect] {
    self.question = question
    hearing = Hearing()
    askedAt = now
    showsNames = false
    mode = .answering
    queue = Place.allCases
    return [.present(question)] + playNext(at: now)
  }

  /// What comes after a pair that is done with.
  mutating func proceed(at now: Int) -> [Effect] {
    position = nil
    question = nil
    queue = []
    hearing = Hearing()
    mode = .answering
    if let limit, progress.answers >= limit { return [.end] }
    while let next = waiting.popLast() {
      if !isFlagged(next) { return begin(next, at: now) }
    }
    return [.ask]
  }

  // MARK: - Sound

  mutating func playNext(at now: Int) -> [Effect] {
    guard let question, !isSilent, !queue.isEmpty else {
      queue = []
      return []
    }
    let place = queue.removeFirst()
    hearing.start(place, at: now)
    return [.play(question[place].sound)]
  }
}
