import Foundation
import NeiroCore
import NeiroTerminal
import Testing

@testable import neiro

/// The dialogue without a terminal: what happens goes in, what to do comes out.
@Suite struct LabelDialogueTests {
  private typealias Effect = LabelDialogue.Effect

  private static func clip(_ name: String) -> AskedClip {
    let hash = String(repeating: "0", count: 60) + String(format: "%04x", name.hashValue & 0xFFFF)
    // A name's clip is the same within one run, which is all that is needed.
    guard let clip = ClipID(hex: hash) else { preconditionFailure("not a hash") }
    return AskedClip(clip: clip, name: name, file: URL(fileURLWithPath: "/\(name).wav"))
  }

  private static func question(_ a: String, _ b: String, first: AnswerDetails.Side = .a) -> Question
  {
    Question(first: clip(a), second: clip(b), firstSide: first, reason: .easy)
  }

  /// A dialogue with its first question played to the end of both clips, 2 s each, at time 4000.
  private func heard(
    _ question: Question, _ dialogue: LabelDialogue = LabelDialogue()
  ) -> LabelDialogue {
    var dialogue = dialogue
    _ = dialogue.receive(.question(question), at: 0)
    _ = dialogue.receive(.playbackEnded, at: 2000)
    _ = dialogue.receive(.playbackEnded, at: 4000)
    return dialogue
  }

  @Test func bothSoundsPlayAndOneKeyAnswers() {
    let question = Self.question("pad", "lead")
    var dialogue = LabelDialogue()
    #expect(dialogue.start() == [.ask])
    #expect(
      dialogue.receive(.question(question), at: 100)
        == [.present(question), .play(question.first.file)])
    #expect(dialogue.receive(.playbackEnded, at: 1100) == [.play(question.second.file)])
    #expect(dialogue.receive(.playbackEnded, at: 2000).isEmpty)
    let effects = dialogue.receive(.key(.character("s")), at: 2600)
    let details = AnswerDetails(
      firstSide: .a, heardMilliseconds: .init(a: 1000, b: 900), takenMilliseconds: 2500,
      reason: "easy")
    // Saved before anything else sounds.
    #expect(effects == [.stop, .save(question, .similar, details), .ask])
    #expect(dialogue.progress.answers == 1 && dialogue.last?.answer == .similar)
    #expect(dialogue.question == nil)
  }

  @Test func whatWasHeardBelongsToTheClipsWhicheverPlayedFirst() throws {
    let question = Self.question("pad", "lead", first: .b)
    var dialogue = LabelDialogue()
    _ = dialogue.receive(.question(question), at: 0)
    _ = dialogue.receive(.playbackEnded, at: 700)
    let effects = dialogue.receive(.key(.character("d")), at: 1500)
    guard case .save(let saved, .dissimilar, let details) = try #require(effects.dropFirst().first)
    else {
      Issue.record("nothing was saved: \(effects)")
      return
    }
    #expect(details.heardMilliseconds == .init(a: 800, b: 700) && details.firstSide == .b)
    #expect(saved.chosen.a == question.second.clip && saved.chosen.b == question.first.clip)
  }

  @Test func unheardSoundsMakeNoLabel() {
    let question = Self.question("pad", "lead")
    var dialogue = LabelDialogue()
    _ = dialogue.receive(.question(question), at: 0)
    #expect(dialogue.receive(.key(.character("s")), at: 400).isEmpty)
    #expect(dialogue.notice == .notHeard([.first, .second]))
    // Half a second is enough of a long clip; all of a short one is too.
    #expect(dialogue.receive(.key(.character("s")), at: 500).isEmpty)
    #expect(dialogue.notice == .notHeard([.second]))
    _ = dialogue.receive(.key(.character("b")), at: 600)
    _ = dialogue.receive(.playbackEnded, at: 700)
    #expect(dialogue.receive(.key(.character("s")), at: 701).first == .stop)
  }

  @Test func replaysAddUpAndTheUnheardSoundStillComes() {
    let question = Self.question("pad", "lead")
    var dialogue = LabelDialogue()
    _ = dialogue.receive(.question(question), at: 0)
    #expect(dialogue.receive(.key(.character("a")), at: 300) == [.play(question.first.file)])
    #expect(dialogue.receive(.playbackEnded, at: 900) == [.play(question.second.file)])
    #expect(dialogue.receive(.playbackEnded, at: 1000).isEmpty)
    #expect(dialogue.hearing.milliseconds(of: .first, at: 1000) == 900)
    // Now that both are heard, one is played alone.
    _ = dialogue.receive(.key(.character("b")), at: 2000)
    #expect(dialogue.receive(.playbackEnded, at: 2100).isEmpty)
    #expect(dialogue.receive(.key(.character("r")), at: 3000) == [.play(question.first.file)])
    #expect(dialogue.receive(.playbackEnded, at: 3100) == [.play(question.second.file)])
  }

  @Test func undoAsksAgainAndKeepsThePairThatWaited() {
    let (first, second) = (Self.question("pad", "lead"), Self.question("bass", "bell"))
    var dialogue = heard(first)
    _ = dialogue.receive(.key(.character("s")), at: 5000)
    _ = dialogue.receive(.question(second), at: 5000)
    #expect(dialogue.receive(.key(.backspace), at: 5100) == [.takeBack])
    #expect(
      dialogue.receive(.tookBack(.similar, first), at: 5100)
        == [.stop, .present(first), .play(first.first.file)])
    #expect(dialogue.progress.answers == 0 && dialogue.progress.inAll == 0)
    _ = dialogue.receive(.playbackEnded, at: 6000)
    _ = dialogue.receive(.playbackEnded, at: 7000)
    let effects = dialogue.receive(.key(.character("d")), at: 7000)
    #expect(effects.suffix(2) == [.present(second), .play(second.first.file)])
    #expect(dialogue.progress.answers == 1)
    // Down to nothing, and further.
    _ = dialogue.receive(.tookBack(nil, nil), at: 7100)
    #expect(dialogue.notice == .nothingToTakeBack && dialogue.question == second)
  }

  @Test func anEarlierAnswerIsChangedInItsPlace() {
    let (first, second) = (Self.question("pad", "lead"), Self.question("bass", "bell"))
    var dialogue = heard(first)
    _ = dialogue.receive(.key(.character("s")), at: 5000)
    _ = dialogue.receive(.question(second), at: 5000)
    #expect(dialogue.receive(.key(.left), at: 5100).contains(.play(first.first.file)))
    #expect(dialogue.standingAnswer == .similar && dialogue.namesAreVisible)
    _ = dialogue.receive(.key(.left), at: 5200)
    #expect(dialogue.notice == .firstPair)
    #expect(dialogue.receive(.key(.right), at: 5300).contains(.play(second.first.file)))
    #expect(dialogue.position == nil && !dialogue.namesAreVisible)
    _ = dialogue.receive(.key(.left), at: 5400)
    _ = dialogue.receive(.playbackEnded, at: 6000)
    _ = dialogue.receive(.playbackEnded, at: 7000)
    let effects = dialogue.receive(.key(.character("d")), at: 7000)
    #expect(
      effects.contains { if case .change(first, .dissimilar, _) = $0 { true } else { false } })
    #expect(effects.last == .play(second.first.file))
    #expect(dialogue.notice == .changed(from: .similar, to: .dissimilar))
    #expect(dialogue.progress.answers == 1 && dialogue.progress.counts[.similar] == 0)
  }

  @Test func aFlaggedClipIsNotAskedAboutAgain() {
    let question = Self.question("pad", "lead")
    var dialogue = heard(question)
    _ = dialogue.receive(.key(.character("f")), at: 4100)
    #expect(dialogue.mode == .flagging)
    // No answer, while it asks which.
    #expect(
      dialogue.receive(.key(.character("s")), at: 4200).isEmpty && dialogue.mode == .answering)
    _ = dialogue.receive(.key(.character("f")), at: 4300)
    #expect(
      dialogue.receive(.key(.character("b")), at: 4400)
        == [.stop, .flag(question.second), .ask])
    #expect(dialogue.receive(.question(Self.question("lead", "bell")), at: 4500) == [.ask])
    #expect(dialogue.receive(.question(Self.question("pad", "bell")), at: 4500).count == 2)
    #expect(dialogue.progress.answers == 0)
  }

  @Test func aNoteIsTextAndItsLettersAnswerNothing() {
    let question = Self.question("pad", "lead")
    var dialogue = heard(question)
    func type(_ keys: [TerminalKey]) -> [LabelDialogue.Effect] {
      keys.flatMap { dialogue.receive(.key($0), at: 5000) }
    }
    #expect(type([.character("e"), .character("s"), .character("q"), .backspace]).isEmpty)
    #expect(dialogue.mode == .noting("s"))
    #expect(type([.character("ü"), .enter]) == [.note("sü", question)])
    #expect(type([.character("e"), .character("d"), .escape]).isEmpty)
    #expect(dialogue.mode == .answering && dialogue.question == question)
    #expect(type([.character("e"), .character(" "), .enter]).isEmpty)
  }

  @Test func withoutSoundFilesAreNamedAndAnswersCount() throws {
    let question = Self.question("pad", "lead")
    var dialogue = LabelDialogue()
    _ = dialogue.receive(.question(question), at: 0)
    #expect(dialogue.receive(.playbackFailed("No."), at: 10) == [.present(question)])
    #expect(dialogue.namesAreVisible)
    let effects = dialogue.receive(.key(.character("n")), at: 900)
    guard case .save(_, .unsure, let details) = try #require(effects.dropFirst().first) else {
      Issue.record("nothing was saved: \(effects)")
      return
    }
    #expect(details.heardMilliseconds == nil && details.takenMilliseconds == 900)
  }

  @Test func namesAreHiddenUntilTheAnswer() {
    var dialogue = heard(Self.question("pad", "lead"))
    func text() -> String {
      LabelScreen(dialogue, labeller: "ann").lines(for: .standard).map(\.text)
        .joined(separator: "\n")
    }
    #expect(!text().contains("pad"))
    _ = dialogue.receive(.key(.character("v")), at: 4100)
    #expect(text().contains("pad") && text().contains("lead"))
    _ = dialogue.receive(.key(.character("v")), at: 4200)
    _ = dialogue.receive(.key(.character("s")), at: 4300)
    _ = dialogue.receive(.question(Self.question("bass", "bell")), at: 4300)
    #expect(text().contains("Last answer  similar") && text().contains("lead"))
    #expect(!text().contains("bass") && !text().contains("bell"))
  }

  @Test func aSkipKeepsNothingAndCanBeReturnedTo() {
    let question = Self.question("pad", "lead")
    var dialogue = LabelDialogue()
    _ = dialogue.receive(.question(question), at: 0)
    let details = AnswerDetails(
      firstSide: .a, heardMilliseconds: .init(a: 50, b: 0), takenMilliseconds: 50, reason: "easy")
    #expect(
      dialogue.receive(.key(.character("k")), at: 50) == [.stop, .skip(question, details), .ask])
    #expect(dialogue.progress.inAll == 0)
    _ = dialogue.receive(.question(Self.question("bass", "bell")), at: 60)
    _ = dialogue.receive(.key(.left), at: 70)
    #expect(dialogue.question == question && dialogue.standingAnswer == nil)
  }

  @Test func timeAwayIsNoTimeOfHearing() {
    let question = Self.question("pad", "lead")
    var dialogue = LabelDialogue()
    _ = dialogue.receive(.question(question), at: 0)
    #expect(dialogue.receive(.resumed, at: 60_000) == [.play(question.first.file)])
    _ = dialogue.receive(.playbackEnded, at: 60_800)
    #expect(dialogue.hearing.milliseconds(of: .first, at: 60_800) == 800)
    #expect(dialogue.askedAt == 60_000)
  }

  @Test func aSittingEndsAfterItsCount() {
    var dialogue = heard(Self.question("pad", "lead"), LabelDialogue(limit: 1))
    #expect(dialogue.receive(.key(.character("s")), at: 5000).last == .end)
    #expect(dialogue.receive(.key(.character("q")), at: 5000) == [.stop, .end])
  }

  /// Everything fits the smallest screen, in every state.
  @Test func everyStateFitsEightyByTwentyFour() {
    var dialogue = heard(Self.question(String(repeating: "語", count: 80), "lead"))
    for keys in ["v", "?", "xf", "xe", "xk", "u"] {
      for key in keys { _ = dialogue.receive(.key(.character(key)), at: 4100) }
      let lines = LabelScreen(dialogue, labeller: "ann").lines(for: .standard)
      #expect(lines.count <= 24 && lines.allSatisfy { $0.width <= 80 }, "after \(keys)")
    }
    dialogue.notice = .silent(
      reason: "\(PlayerError.noneFound(["pw-play", "paplay", "aplay", "ffplay"]))")
    dialogue.isSilent = true
    let silent = LabelScreen(dialogue, labeller: "ann").lines(for: .standard)
    #expect(silent.count <= 24 && silent.allSatisfy { $0.width <= 80 })
    #expect(silent.contains { $0.text.contains("lead.wav") })
  }
}
