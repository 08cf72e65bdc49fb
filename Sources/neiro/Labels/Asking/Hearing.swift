import NeiroCore

/// How much of a question's two clips was heard.
struct Hearing: Hashable, Sendable {
  /// A clip counts as heard after so long, or as a whole.
  static let leastMilliseconds = 500

  private var past: [Place: Int] = [:]
  private(set) var whole: Set<Place> = []
  /// What plays.
  private(set) var playing: Place?
  private var since = 0

  /// Times are in milliseconds of one clock that never goes back.
  mutating func start(_ place: Place, at now: Int) {
    stop(at: now)
    (playing, since) = (place, now)
  }

  /// `isWhole`: whether the clip came to its end.
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
  func milliseconds(of place: Place, at now: Int) -> Int {
    past[place, default: 0] + (playing == place ? now - since : 0)
  }

  func isHeard(_ place: Place, at now: Int) -> Bool {
    whole.contains(place) || milliseconds(of: place, at: now) >= Self.leastMilliseconds
  }

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
