import NeiroCore

/// How much of some sounds was heard, such as a question's two clips.
struct Hearing<Sound: Hashable & Sendable>: Hashable, Sendable {
  /// A sound counts as heard after so long, or as a whole.
  static var leastMilliseconds: Int { 500 }

  private var past: [Sound: Int] = [:]
  private(set) var whole: Set<Sound> = []
  /// What plays.
  private(set) var playing: Sound?
  private var since = 0

  /// Times are in milliseconds of one clock that never goes back.
  mutating func start(_ sound: Sound, at now: Int) {
    stop(at: now)
    (playing, since) = (sound, now)
  }

  /// `isWhole`: whether the sound came to its end.
  mutating func stop(at now: Int, isWhole: Bool = false) {
    guard let playing else { return }
    past[playing, default: 0] += now - since
    if isWhole { whole.insert(playing) }
    self.playing = nil
  }

  /// What plays begins anew; what was heard of it this time doesn't count.
  mutating func restart(at now: Int) {
    since = now
  }

  /// What plays now counts up to now.
  func milliseconds(of sound: Sound, at now: Int) -> Int {
    past[sound, default: 0] + (playing == sound ? now - since : 0)
  }

  func isHeard(_ sound: Sound, at now: Int) -> Bool {
    whole.contains(sound) || milliseconds(of: sound, at: now) >= Self.leastMilliseconds
  }
}

extension Hearing<Place> {
  /// The clips of which too little was heard for an answer.
  func missing(at now: Int) -> [Place] {
    Place.allCases.filter { !isHeard($0, at: now) }
  }

  /// By the clips as they were chosen.
  func heard(in question: Question, at now: Int) -> AnswerDetails.Heard {
    let (first, second) = (milliseconds(of: .first, at: now), milliseconds(of: .second, at: now))
    return question.firstSide == .a
      ? AnswerDetails.Heard(a: first, b: second) : AnswerDetails.Heard(a: second, b: first)
  }
}
