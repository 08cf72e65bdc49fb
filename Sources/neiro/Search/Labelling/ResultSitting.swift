import ArgumentParser
import Foundation
import NeiroCommands
import NeiroCore

/// A dialogue about results with its sounds and answers, line by line: does what the dialogue says.
final class ResultSitting {
  private var dialogue: ResultDialogue
  /// The target, then the results; nil where the file is gone.
  private let clips: [AskedClip?]
  private var log: AnswerLog
  private let player: (any ClipPlaying)?
  private let levels: LevelledClips?
  /// Makes the target one that training knows; nil where it is that already.
  private var keepTarget: TargetKeeper?
  private let lines = LineInput()
  private let clock = ContinuousClock()
  private let began = ContinuousClock.now
  /// Copies of the target and of a result at equal loudness, by the result's rank.
  private var copies: [Int: (target: URL, result: URL)] = [:]
  /// The copy of the target that is as loud as the result heard last.
  private var target: URL?
  private var hasEnded = false
  /// Whether something was said since the prompt.
  private var hasSpoken = false

  /// Milliseconds between two looks at the player, and at Ctrl-C.
  private static let (pollInterval, longInterval): (Int32, Int32) = (10, 200)

  init(
    _ dialogue: ResultDialogue, clips: [AskedClip?], log: AnswerLog,
    player: (any ClipPlaying)?, levels: LevelledClips?, keepTarget: TargetKeeper?
  ) {
    self.dialogue = dialogue
    self.clips = clips
    self.log = log
    self.player = player
    self.levels = levels
    self.keepTarget = keepTarget
  }

  private var now: Int {
    let (seconds, attoseconds) = (clock.now - began).components
    return Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000)
  }

  /// - Throws: `ExitCode.interrupted` after Ctrl-C, with everything saved; what storing throws.
  func run() async throws {
    Interrupt.listen()
    defer { player?.stop() }
    try await perform(dialogue.start(at: now))
    while !hasEnded, let line = try await nextLine() {
      try await perform(dialogue.receive(.line(line), at: now))
    }
    try await listenToScript()
    if dialogue.answers > 0 { Output.note(summary) }
  }

  private var isPlaying: Bool { dialogue.hearing.playing != nil }

  private var summary: String { "\(LibraryText.counted(dialogue.answers, "answer")) saved." }

  /// - Returns: nil at the end of stdin.
  private func nextLine() async throws -> String? {
    try await listenToScript()
    prompt()
    while !hasEnded {
      switch lines.next(waitingAtMost: isPlaying ? Self.pollInterval : Self.longInterval) {
      case .line(let line):
        if !Terminal.inputIsTerminal { Output.note(line) }
        return line
      case .end:
        Output.note("")
        return nil
      case .nothingYet:
        hasSpoken = false
        try await look()
        if hasSpoken, !hasEnded { prompt() }
      }
    }
    return nil
  }

  /// A script can't listen while it writes: what it asks to hear is heard to its end.
  private func listenToScript() async throws {
    while !Terminal.inputIsTerminal, !hasEnded, isPlaying { try await wait(Self.pollInterval) }
  }

  private func prompt() {
    FileHandle.standardError.write(Data("> ".utf8))
  }

  private func wait(_ milliseconds: Int32) async throws {
    try await Task.sleep(for: .milliseconds(Int(milliseconds)))
    try await look()
  }

  /// Looks whether a sound has ended, or somebody wants the end.
  private func look() async throws {
    if Interrupt.isRequested {
      Output.note("")
      if dialogue.answers > 0 { Output.note(summary) }
      throw ExitCode.interrupted
    }
    guard isPlaying, let player else { return }
    do {
      if try !player.isPlaying { try await perform(dialogue.receive(.playbackEnded, at: now)) }
    } catch let error as PlayerError {
      try await perform(dialogue.receive(.playbackFailed("\(error)"), at: now))
    }
  }

  private func perform(_ effects: [ResultDialogue.Effect]) async throws {
    var hasSaved = false
    for effect in effects {
      switch effect {
      case .play(let number):
        do {
          try clips[number].map { try player?.play(sound(of: $0, number)) }
        } catch let error as PlayerError {
          try await perform(dialogue.receive(.playbackFailed("\(error)"), at: now))
        }
      case .stop: player?.stop()
      case .save(let number, let label, let details):
        try save(number, label, details)
        hasSaved = true
      case .takeBack: _ = try log.takeBack()
      case .say(let notice): say(notice)
      case .end: hasEnded = true
      }
    }
    guard hasSaved, let keeper = keepTarget else { return }
    let notice = await keeper.keep()
    if case .kept = notice { keepTarget = nil }
    say(notice)
  }

  private func say(_ notice: ResultNotice) {
    Output.note(notice.text)
    hasSpoken = true
  }

  private func save(_ number: Int, _ label: PairLabel, _ details: AnswerDetails) throws {
    guard let target = clips[0], let result = clips[number] else { return }
    try log.save(Question(first: target, second: result, firstSide: .a), label, details)
  }

  /// What to play of a clip: a copy that is as loud as what it is compared with.
  private func sound(of clip: AskedClip, _ number: Int) -> URL {
    guard let levels, let target = clips[0] else { return clip.file }
    guard number > 0 else {
      if self.target == nil { self.target = levels.level(clip.file, clip.file)?.first }
      return self.target ?? clip.file
    }
    if copies[number] == nil, let made = levels.level(target.file, clip.file) {
      copies[number] = (made.first, made.second)
    }
    self.target = copies[number]?.target ?? self.target
    return copies[number]?.result ?? clip.file
  }
}
