import Foundation
import NeiroCore
import NeiroTestSupport
import Testing

@testable import NeiroStore

extension AnswerDetails {
  /// All of it known.
  static let sample = AnswerDetails(
    firstSide: .b, heardMilliseconds: .init(a: 900, b: 1800), takenMilliseconds: 2400,
    reason: "uncertain, \"top 50\"", headVersion: HeadVersion(name: "mine", fingerprint: "00ff"))
}

@Suite struct AnswerDetailsTests {
  @Test func detailsComeBackAsTheyWereGiven() throws {
    // Given
    let database = try LabelDatabase()
    let session = try database.startSession(labeller: "ada", source: .asked)

    // When
    let full = try database.add(
      Sample.clip(1), Sample.clip(2), .similar, in: session, details: .sample)
    let partial = try database.add(
      Sample.clip(3), Sample.clip(4), .unsure, in: session,
      details: AnswerDetails(takenMilliseconds: 0))

    // Then
    #expect(full.details == .sample)
    #expect(full.firstHeard == full.b)
    #expect(partial.firstHeard == nil)
    #expect(try database.currentLabels() == [full, partial])
    #expect(try database.standingAnswers() == [full, partial])
    #expect(try database.history().map(\.details) == [full.details, partial.details])
    #expect(try database.history().map(\.answer) == [full, partial])
  }

  @Test(arguments: [
    AnswerDetails(takenMilliseconds: -1), AnswerDetails(heardMilliseconds: .init(a: 5, b: -5)),
    AnswerDetails(reason: " \n"), AnswerDetails(reason: String(repeating: "x", count: 201)),
    AnswerDetails(headVersion: HeadVersion(name: "", fingerprint: "00")),
    AnswerDetails(headVersion: HeadVersion(name: "mine", fingerprint: "")),
  ])
  func impossibleDetailsAreRefused(details: AnswerDetails) throws {
    let database = try LabelDatabase()
    let session = try database.startSession(labeller: "ada", source: .asked)
    let error = try storeError {
      try database.add(Sample.clip(1), Sample.clip(2), .similar, in: session, details: details)
    }
    guard case .badDetails = error else {
      Issue.record("\(error)")
      return
    }
    #expect(try database.history() == [])
  }

  @Test func anUnheardSoundMakesNoLabel() throws {
    let database = try LabelDatabase()
    let (a, b) = (try Sample.clip(1), try Sample.clip(2))
    let session = try database.startSession(labeller: "ada", source: .asked)
    let details = AnswerDetails(heardMilliseconds: .init(a: 700, b: 0))
    #expect(throws: StoreError.unheard(b)) {
      try database.add(a, b, .similar, in: session, details: details)
    }
    // An answer that was to be replaced by it still stands
    let answer = try database.add(a, b, .similar, in: session)
    #expect(throws: StoreError.unheard(b)) {
      try database.add(a, b, .dissimilar, in: session, earlier: .replace, details: details)
    }
    #expect(try database.currentLabels() == [answer])
    // A skip needs no hearing
    #expect(try database.skip(a, b, in: session, details: details).details == details)
  }

  @Test func tastesOfOnePersonStandSideBySide() throws {
    // Given one person with two tastes, who answers one pair by both
    let database = try LabelDatabase()
    let (a, b) = (try Sample.clip(1), try Sample.clip(2))
    let usual = try database.startSession(labeller: "ada", taste: " ", source: .asked)
    let pads = try database.startSession(labeller: "ada", taste: " pads", source: .asked)
    #expect([usual.taste, pads.taste] == ["default", "pads"])
    let first = try database.add(a, b, .similar, in: usual)
    let second = try database.add(b, a, .dissimilar, in: pads)

    // Then both stand, together and apart
    #expect(try database.currentLabels() == [first, second])
    let onlyPads = LabelSelection(labellers: nil, tastes: ["pads"])
    #expect(try database.currentLabels(of: onlyPads) == [second])
    #expect(
      try database.currentLabels(of: .init(labellers: ["bob"], tastes: ["pads"])) == [])
    #expect(try database.tastes() == ["default", "pads"])

    // And an undo of one leaves the other
    #expect(try database.undoLast(labeller: "ada", taste: "default") == first)
    #expect(try database.undoLast(labeller: "ada", taste: "default") == nil)
    #expect(try database.currentLabels() == [second])
    #expect(throws: StoreError.reservedTaste("all")) {
      try database.startSession(labeller: "ada", taste: "all", source: .asked)
    }
  }

  @Test func aClockThatWasAheadDoesNotWin() throws {
    // Given an answer of tomorrow
    let database = try LabelDatabase()
    let (a, b) = (try Sample.clip(1), try Sample.clip(2))
    let tomorrow = Date(timeIntervalSinceNow: 86_400)
    let first = try database.startSession(labeller: "ada", source: .asked)
    try database.add(a, b, .similar, in: first, at: tomorrow)

    // When the pair is answered today
    let second = try database.startSession(labeller: "ada", source: .asked)
    let today = try database.add(a, b, .dissimilar, in: second)

    // Then that is what counts
    #expect(try database.currentLabels() == [today])
  }
}
