import Dispatch
import Foundation
import NeiroPairs
import Synchronization

/// Questions, chosen in the background while the person listens: the next one is there before the
/// answer is.
final class QuestionQueue: Sendable {
  enum Next {
    case ready(Question)
    case notYet
    case noneLeft
  }

  private struct State {
    var ready: [Question] = []
    /// Questions that are being chosen.
    var coming = 0
    var isExhausted = false
    var failure: (any Error)?
  }

  private let state = Mutex(State())
  private let worker = DispatchQueue(label: "questions", qos: .utility)
  private let ahead: Int
  private let choose: @Sendable () throws -> Question?

  /// - Parameters:
  ///   - ahead: How many questions to have ready. More would be chosen without knowing the answers
  ///     that come first; 0 knows them all.
  ///   - choose: Called on one queue, never twice at a time; nil: there is no question left.
  init(ahead: Int = 2, choose: @escaping @Sendable () throws -> Question?) {
    self.ahead = ahead
    self.choose = choose
    refill(to: ahead)
  }

  /// - Throws: What choosing threw.
  func next() throws -> Next {
    let next = try state.withLock { state -> Next in
      if !state.ready.isEmpty { return .ready(state.ready.removeFirst()) }
      if let failure = state.failure { throw failure }
      return state.isExhausted ? .noneLeft : .notYet
    }
    if case .notYet = next { refill(to: max(1, ahead)) } else { refill(to: ahead) }
    return next
  }

  private func refill(to wanted: Int) {
    let missing = state.withLock { state in
      guard !state.isExhausted, state.failure == nil else { return 0 }
      let missing = max(0, wanted - state.ready.count - state.coming)
      state.coming += missing
      return missing
    }
    for _ in 0..<missing {
      worker.async { self.fetch() }
    }
  }

  private func fetch() {
    let chosen = Result { try choose() }
    state.withLock { state in
      state.coming -= 1
      switch chosen {
      case .success(let question?): state.ready.append(question)
      case .success(nil): state.isExhausted = true
      case .failure(let error): state.failure = error
      }
    }
  }
}
