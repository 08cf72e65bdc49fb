import NeiroCore
import Testing

@testable import neiro

/// The dialogue about results without a terminal: what happens goes in, what to do comes out.
@Suite struct ResultDialogueTests {
  private static let sounds = ["loop", "one", "two", "three"].map {
    ResultDialogue.Sound(name: $0, path: "/\($0).wav")
  }

  private static func playing(_ number: Int) -> [ResultDialogue.Effect] {
    [.say(.playing(number, name: sounds[number].name)), .play(number)]
  }

  private static func details(first: AnswerDetails.Side, a: Int, b: Int) -> AnswerDetails {
    AnswerDetails(firstSide: first, heardMilliseconds: .init(a: a, b: b), reason: "search")
  }

  /// The target was heard for a second.
  private func begun() -> ResultDialogue {
    var dialogue = ResultDialogue(sounds: Self.sounds)
    _ = dialogue.start(at: 0)
    _ = dialogue.receive(.playbackEnded, at: 1000)
    return dialogue
  }

  @Test func theTargetPlaysAtOnceAndAnAnswerWaitsForWhatItsLinePlays() {
    var dialogue = ResultDialogue(sounds: Self.sounds)
    #expect(dialogue.start(at: 0) == [.say(.welcome(isSilent: false))] + Self.playing(0))
    // Whoever plays a result needs the target no longer.
    #expect(dialogue.receive(.line("2 +2"), at: 800) == [.stop] + Self.playing(2))
    let effects = dialogue.receive(.playbackEnded, at: 1400)
    #expect(
      effects == [
        .save(2, .similar, Self.details(first: .a, a: 800, b: 600)),
        .say(.answered(2, .similar, name: "two")),
      ])
    #expect(dialogue.answers == 1)
  }

  @Test func severalSoundsOfALinePlayInTurn() {
    var dialogue = begun()
    #expect(dialogue.receive(.line("0, 3 q"), at: 2000) == Self.playing(0))
    #expect(dialogue.receive(.playbackEnded, at: 3000) == Self.playing(3))
    #expect(dialogue.receive(.playbackEnded, at: 4000) == [.end])
  }

  @Test func whatWasNotHeardMakesNoLabelAndPlays() {
    var dialogue = begun()
    #expect(
      dialogue.receive(.line("+1 -2"), at: 2000)
        == [.say(.notHeard([1], again: .answer(1, .similar)))] + Self.playing(1)
        + [.say(.notHeard([2], again: .answer(2, .dissimilar)))])
    #expect(dialogue.receive(.playbackEnded, at: 3000) == Self.playing(2))
    // Too early: it sounds for a tenth of a second.
    #expect(
      dialogue.receive(.line("-2"), at: 3100)
        == [.say(.notHeard([2], again: .answer(2, .dissimilar)))])
    #expect(
      dialogue.receive(.line("-2"), at: 3500).first
        == .save(2, .dissimilar, Self.details(first: .a, a: 1000, b: 500)))
  }

  @Test func whatWasHeardEnoughMakesRoom() {
    var dialogue = ResultDialogue(sounds: Self.sounds)
    _ = dialogue.start(at: 0)
    #expect(
      dialogue.receive(.line("+1"), at: 499)
        == [.say(.notHeard([0, 1], again: .answer(1, .similar)))])
    #expect(
      dialogue.receive(.line("+2"), at: 500)
        == [.say(.notHeard([2], again: .answer(2, .similar))), .stop] + Self.playing(2))
    #expect(dialogue.receive(.playbackEnded, at: 1500) == Self.playing(1))
  }

  @Test func theTargetHasToBeHeardToo() {
    var dialogue = ResultDialogue(sounds: Self.sounds)
    _ = dialogue.start(at: 0)
    #expect(dialogue.receive(.line("1"), at: 100) == [.stop] + Self.playing(1))
    _ = dialogue.receive(.playbackEnded, at: 1100)
    #expect(
      dialogue.receive(.line("+1"), at: 1200)
        == [.say(.notHeard([0], again: .answer(1, .similar)))] + Self.playing(0))
    _ = dialogue.receive(.playbackEnded, at: 2000)
    #expect(
      dialogue.receive(.line("+1"), at: 2100).first
        == .save(1, .similar, Self.details(first: .a, a: 900, b: 1000)))
  }

  @Test func anotherAnswerReplacesAndUndoGivesBackWhatStood() {
    var dialogue = ResultDialogue(
      sounds: Self.sounds, labels: [3: .dissimilar], isSilent: true)
    #expect(
      dialogue.start(at: 0)
        == [.say(.welcome(isSilent: true)), .say(.standing(similar: [], dissimilar: [3]))])
    let details = AnswerDetails(reason: "search")
    #expect(dialogue.receive(.line("-3"), at: 1) == [.say(.already(3, .dissimilar))])
    #expect(
      dialogue.receive(.line("+3 +1 -1"), at: 2) == [
        .save(3, .similar, details), .say(.changed(3, .similar, name: "three")),
        .save(1, .similar, details), .say(.answered(1, .similar, name: "one")),
        .save(1, .dissimilar, details), .say(.changed(1, .dissimilar, name: "one")),
      ])
    #expect(dialogue.answers == 2)
    // What the other took the place of was taken back then; it has to be said again.
    #expect(
      dialogue.receive(.line("u"), at: 3) == [
        .takeBack, .save(1, .similar, details),
        .say(.tookBack(1, .dissimilar, standing: .similar)),
      ])
    #expect(
      dialogue.receive(.line("u"), at: 4)
        == [.takeBack, .say(.tookBack(1, .similar, standing: nil))])
    // An answer of an earlier sitting was never gone.
    #expect(
      dialogue.receive(.line("u"), at: 5)
        == [.takeBack, .say(.tookBack(3, .similar, standing: .dissimilar))])
    #expect(dialogue.receive(.line("u"), at: 6) == [.say(.nothingToTakeBack)])
    #expect(dialogue.answers == 0)
  }

  @Test func aLineThatIsNotUnderstoodDoesNothing() {
    var dialogue = begun()
    for (line, flaw) in [
      ("1 foo", ResultWord.Flaw.unknown("foo")), ("4", .noSuchResult(4)), ("+0", .targetItself),
      ("+", .unknown("+")), ("-1x", .unknown("-1x")), ("99999999999999999999", .noSuchResult(.max)),
    ] {
      #expect(dialogue.receive(.line(line), at: 2000) == [.say(.flaw(flaw, count: 3))], "\(line)")
    }
  }

  @Test(arguments: ["", "  ", "q", "Q"])
  func anEmptyLineEndsAndSilences(line: String) {
    var dialogue = ResultDialogue(sounds: Self.sounds)
    _ = dialogue.start(at: 0)
    #expect(dialogue.receive(.line(line), at: 100) == [.stop, .end])
  }

  @Test func aPlayerThatFailsLeavesTheFilesNamedAndNoAnswer() {
    var dialogue = begun()
    _ = dialogue.receive(.line("1 +1"), at: 2000)
    #expect(
      dialogue.receive(.playbackFailed("It broke."), at: 2001)
        == [.say(.silent(reason: "It broke."))])
    #expect(dialogue.receive(.line("1"), at: 3000) == [.say(.at(1, path: "/one.wav"))])
    #expect(
      dialogue.receive(.line("+1"), at: 4000).first
        == .save(1, .similar, AnswerDetails(reason: "search")))
  }

  @Test func aSoundWhoseFileIsGoneIsNotJudged() {
    var dialogue = ResultDialogue(
      sounds: [Self.sounds[0], ResultDialogue.Sound(name: "one", path: nil)])
    _ = dialogue.start(at: 0)
    _ = dialogue.receive(.playbackEnded, at: 1000)
    #expect(dialogue.receive(.line("1 +1"), at: 2000) == [.say(.gone(1)), .say(.gone(1))])
  }

  @Test func allResultsCanPlayAtTheStart() {
    var dialogue = ResultDialogue(sounds: Self.sounds, playsAll: true)
    _ = dialogue.start(at: 0)
    for number in 1...3 {
      #expect(dialogue.receive(.playbackEnded, at: number * 1000) == Self.playing(number))
    }
    #expect(dialogue.receive(.playbackEnded, at: 4000).isEmpty)
    #expect(
      dialogue.receive(.line("-1"), at: 5000).first
        == .save(1, .dissimilar, Self.details(first: .a, a: 1000, b: 1000)))
  }
}
