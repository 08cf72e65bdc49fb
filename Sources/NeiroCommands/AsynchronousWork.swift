internal import Foundation

/// Asynchronous work of a command.
///
/// Commands run on the process' first thread: one that starts no other, as most searches do, is there
/// sooner.
public enum AsynchronousWork {
  /// Does `work` on other threads, and waits for its end.
  ///
  /// - Throws: What the work throws.
  public static func wait<Result>(for work: @escaping () async throws -> Result) throws -> Result {
    // Handed over: this thread waits meanwhile, so the two never touch anything at once.
    nonisolated(unsafe) let work = work
    nonisolated(unsafe) var outcome: Swift.Result<Result, any Error>?
    let isDone = DispatchSemaphore(value: 0)
    Task.detached {
      do { outcome = .success(try await work()) } catch { outcome = .failure(error) }
      isDone.signal()
    }
    isDone.wait()
    guard let outcome else { preconditionFailure("work that has ended has an outcome") }
    return try outcome.get()
  }
}
