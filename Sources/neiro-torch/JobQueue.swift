import Foundation
import Synchronization

/// Jobs that threads of its own do in the order in which they come.
final class JobQueue: Sendable {
  private struct State {
    var jobs: [@Sendable () -> Void] = []
    var isFinished = false
  }

  private let state = Mutex(State())
  private let waiting = DispatchSemaphore(value: 0)
  private let done = DispatchGroup()
  private let threads: Int

  init(threads: Int) {
    self.threads = threads
    for _ in 0..<threads {
      done.enter()
      let thread = Thread { [self] in
        while let job = next() { job() }
        done.leave()
      }
      thread.stackSize = 8 << 20
      thread.start()
    }
  }

  func add(_ job: @escaping @Sendable () -> Void) {
    state.withLock { $0.jobs.append(job) }
    waiting.signal()
  }

  /// Returns when all jobs are done.
  func finish() {
    state.withLock { $0.isFinished = true }
    for _ in 0..<threads { waiting.signal() }
    done.wait()
  }

  private func next() -> (@Sendable () -> Void)? {
    waiting.wait()
    return state.withLock { $0.jobs.isEmpty ? nil : $0.jobs.removeFirst() }
  }
}
