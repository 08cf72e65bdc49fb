import NeiroCore

/// The talk about a search's results, without a terminal, sounds or a disk: what happens goes in, what
/// to do comes out. Sounds are numbered by rank, the target is 0. Times are milliseconds of one clock
/// that never goes back.
struct ResultDialogue: Sendable {
  enum Input: Hashable, Sendable {
    case line(String)
    case playbackEnded
    /// Nothing can be played; why, in a sentence.
    case playbackFailed(String)
  }

  enum Effect: Hashable, Sendable {
    case play(Int)
    case stop
    /// To be on the disk before the next effect is looked at.
    case save(Int, PairLabel, AnswerDetails)
    /// Takes back the last answer of this sitting.
    case takeBack
    case say(ResultNotice)
    case end
  }

  /// A sound, as the person may know it.
  struct Sound: Hashable, Sendable {
    let name: String
    /// nil if the file is gone.
    let path: String?
  }

  /// An answer of this sitting.
  private struct Given {
    let number: Int
    let label: PairLabel
    let details: AnswerDetails
    /// What stood before.
    let earlier: PairLabel?
    /// The answer of this sitting that it took the place of.
    let replaced: AnswerDetails?
  }

  /// The target, then the results.
  let sounds: [Sound]
  private let headVersion: HeadVersion?

  /// Whether nothing is played.
  private(set) var isSilent: Bool
  private(set) var hearing = Hearing<Int>()
  /// What is to be played after what plays.
  private var queue: [Int]
  /// Words of the line that were not looked at yet.
  private var pending: [ResultWord] = []
  /// Whether answers, and the end, wait for the sounds: those that their own line plays.
  private var waits = false
  /// In the order in which they were heard first.
  private var heard: [Int] = []
  /// What stands, of this sitting or an earlier one.
  private var labels: [Int: PairLabel]
  private var given: [Given] = []

  /// - Parameters:
  ///   - sounds: The target, then the results.
  ///   - labels: Answers of earlier sittings, by rank.
  ///   - headVersion: The head that ranked.
  ///   - isSilent: Whether nothing is played.
  ///   - playsAll: Whether all results are played at the start.
  init(
    sounds: [Sound], labels: [Int: PairLabel] = [:], headVersion: HeadVersion? = nil,
    isSilent: Bool = false, playsAll: Bool = false
  ) {
    self.sounds = sounds
    self.labels = labels
    self.headVersion = headVersion
    self.isSilent = isSilent
    queue = isSilent ? [] : playsAll ? Array(sounds.indices) : [0]
  }

  private var count: Int { sounds.count - 1 }

  /// Answers of this sitting that stand.
  var answers: Int { Set(given.map(\.number)).count }

  mutating func start(at now: Int) -> [Effect] {
    func numbers(_ label: PairLabel) -> [Int] {
      labels.filter { $0.value == label }.keys.sorted()
    }
    let (similar, dissimilar) = (numbers(.similar), numbers(.dissimilar))
    let isFirst = similar.isEmpty && dissimilar.isEmpty
    return [.say(.welcome(isSilent: isSilent))]
      + (isFirst ? [] : [.say(.standing(similar: similar, dissimilar: dissimilar))])
      + playNext(at: now)
  }

  mutating func receive(_ input: Input, at now: Int) -> [Effect] {
    switch input {
    case .line(let line): return take(line, at: now)
    case .playbackEnded:
      hearing.stop(at: now, isWhole: true)
      return playNext(at: now) + proceed(at: now)
    case .playbackFailed(let reason):
      hearing.stop(at: now)
      isSilent = true
      // Answers that were waiting for a sound never heard it.
      (queue, pending) = ([], [])
      return [.say(.silent(reason: reason))]
    }
  }

  private mutating func take(_ line: String, at now: Int) -> [Effect] {
    let words: [ResultWord]
    do {
      words = try ResultWord.words(of: line, count: count)
    } catch {
      return [.say(.flaw(error, count: count))]
    }
    // Whoever writes on doesn't wait any longer.
    waits = false
    var effects = proceed(at: now)
    if words.contains(where: { if case .play = $0 { true } else { $0 == .quit } }) {
      let wasPlaying = hearing.playing != nil
      hearing.stop(at: now)
      queue = []
      if wasPlaying, !isSilent { effects.append(.stop) }
    }
    pending = words
    return effects + proceed(at: now)
  }

  private mutating func proceed(at now: Int) -> [Effect] {
    var effects: [Effect] = []
    while let word = pending.first {
      if waits, hearing.playing != nil, word.waitsForSounds { break }
      pending.removeFirst()
      switch word {
      case .play(let number):
        waits = true
        effects += play([number], at: now)
      case .answer(let number, let label): effects += answer(number, label, at: now)
      case .undo: effects += undo()
      case .help: effects.append(.say(.help))
      case .quit:
        pending = []
        return effects + [.end]
      }
    }
    return effects
  }

  // MARK: - Sound

  private mutating func play(_ numbers: [Int], at now: Int) -> [Effect] {
    var effects: [Effect] = []
    for number in numbers {
      guard let path = sounds[number].path else {
        effects.append(.say(.gone(number)))
        continue
      }
      if isSilent {
        effects.append(.say(.at(number, path: path)))
      } else {
        queue.append(number)
      }
    }
    return hearing.playing == nil ? effects + playNext(at: now) : effects
  }

  private mutating func playNext(at now: Int) -> [Effect] {
    guard !queue.isEmpty else { return [] }
    let number = queue.removeFirst()
    guard sounds[number].path != nil else {
      return [.say(.gone(number))] + playNext(at: now)
    }
    hearing.start(number, at: now)
    if !heard.contains(number) { heard.append(number) }
    return [.say(.playing(number, name: sounds[number].name)), .play(number)]
  }

  // MARK: - Answers

  private mutating func answer(_ number: Int, _ label: PairLabel, at now: Int) -> [Effect] {
    let earlier = labels[number]
    guard earlier != label else { return [.say(.already(number, label))] }
    let missing = [0, number].filter { !hearing.isHeard($0, at: now) }
    guard isSilent || missing.isEmpty else { return listen(to: missing, number, label, at: now) }
    let details = details(number, isHeard: missing.isEmpty, at: now)
    let replaced = given.last { $0.number == number }?.details
    given.append(
      Given(
        number: number, label: label, details: details, earlier: earlier, replaced: replaced))
    labels[number] = label
    let name = sounds[number].name
    return [
      .save(number, label, details),
      .say(
        earlier == nil
          ? .answered(number, label, name: name) : .changed(number, label, name: name)),
    ]
  }

  /// Plays what has to be heard before an answer counts.
  private mutating func listen(
    to missing: [Int], _ number: Int, _ label: PairLabel, at now: Int
  ) -> [Effect] {
    let gone = missing.filter { sounds[$0].path == nil }
    guard gone.isEmpty else { return gone.map { .say(.gone($0)) } }
    let effects: [Effect] = [.say(.notHeard(missing, again: .answer(number, label)))]
    guard let playing = hearing.playing, hearing.isHeard(playing, at: now) else {
      return effects
        + play(missing.filter { $0 != hearing.playing && !queue.contains($0) }, at: now)
    }
    // Nobody waits for the end of what they know.
    hearing.stop(at: now)
    queue = missing + queue.filter { !missing.contains($0) }
    return effects + [.stop] + playNext(at: now)
  }

  private func details(_ number: Int, isHeard: Bool, at now: Int) -> AnswerDetails {
    var details = AnswerDetails(reason: QuestionReason.search.rawValue, headVersion: headVersion)
    // What somebody plays elsewhere can't be known.
    guard isHeard, let target = heard.firstIndex(of: 0), let result = heard.firstIndex(of: number)
    else { return details }
    details.firstSide = target < result ? .a : .b
    // A sound that was heard as a whole may be shorter than a millisecond.
    details.heardMilliseconds = AnswerDetails.Heard(
      a: max(1, hearing.milliseconds(of: 0, at: now)),
      b: max(1, hearing.milliseconds(of: number, at: now)))
    return details
  }

  private mutating func undo() -> [Effect] {
    guard let last = given.popLast() else { return [.say(.nothingToTakeBack)] }
    labels[last.number] = last.earlier
    var effects: [Effect] = [.takeBack]
    // It was taken back when the other took its place; one of an earlier sitting still stands.
    if let replaced = last.replaced, let earlier = last.earlier {
      effects.append(.save(last.number, earlier, replaced))
    }
    return effects + [.say(.tookBack(last.number, last.label, standing: last.earlier))]
  }
}

extension ResultWord {
  /// Whether it comes after the sounds that stand before it in its line.
  fileprivate var waitsForSounds: Bool {
    switch self {
    case .answer, .quit: true
    case .play, .undo, .help: false
    }
  }
}
