import Foundation
import NeiroCore
import Synchronization
import Testing

@testable import neiro

/// Questions chosen in the background.
@Suite struct QuestionQueueTests {
  private struct Broken: Error {}

  private static func question(_ number: Int) throws -> Question {
    func clip(_ number: Int) throws -> AskedClip {
      let clip = try #require(ClipID(hex: String(format: "%064x", number)))
      return AskedClip(clip: clip, name: "\(number)", file: URL(fileURLWithPath: "/\(number)"))
    }
    return Question(first: try clip(number), second: try clip(number + 1000), firstSide: .a)
  }

  /// Waits as long as it takes.
  private func next(_ queue: QuestionQueue) throws -> Question? {
    while true {
      switch try queue.next() {
      case .ready(let question): return question
      case .noneLeft: return nil
      case .notYet: Thread.sleep(forTimeInterval: 0.001)
      }
    }
  }

  @Test func questionsComeInOrderAndFewAreChosenAhead() throws {
    let chosen = Atomic(0)
    let queue = QuestionQueue(ahead: 2) {
      let number = chosen.add(1, ordering: .relaxed).newValue
      return number <= 10 ? try Self.question(number) : nil
    }
    for number in 1...10 {
      #expect(try next(queue)?.first.name == "\(number)")
      #expect(chosen.load(ordering: .relaxed) <= number + 2)
    }
    #expect(try next(queue) == nil)
    #expect(try next(queue) == nil)
  }

  @Test func whatGoesWrongIsSaidAfterTheQuestionsThatAreReady() throws {
    let chosen = Atomic(0)
    let queue = QuestionQueue(ahead: 2) {
      guard chosen.add(1, ordering: .relaxed).newValue == 1 else { throw Broken() }
      return try Self.question(1)
    }
    #expect(try next(queue) != nil)
    #expect(throws: Broken.self) { try next(queue) }
  }
}
