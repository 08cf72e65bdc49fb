internal import Foundation
internal import Synchronization

/// Set by the signal handler, which may do no more than that.
private let requested = Atomic(false)

/// Ctrl-C and termination, asked for instead of suffered: the work ends at its next safe point.
public enum Interrupt {
  /// From now on Ctrl-C only raises a flag. A second one ends the process at once.
  public static func listen() {
    _ = isRequested  // the flag must exist before a handler may touch it
    unblock()
    for number in [SIGINT, SIGTERM] {
      _ = signal(number) { number in
        requested.store(true, ordering: .relaxed)
        signal(number, SIG_DFL)
      }
    }
  }

  /// From now on Ctrl-C, which a terminal sends to all programs of a command, does nothing here: the
  /// program that started this one says when to end.
  public static func leaveToParent() {
    unblock()
    _ = signal(SIGINT, SIG_IGN)
  }

  /// A process that Foundation starts begins with nearly all signals blocked.
  private static func unblock() {
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGINT)
    sigaddset(&signals, SIGTERM)
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
  }

  /// Whether somebody asked the process to end.
  public static var isRequested: Bool { requested.load(ordering: .relaxed) }

  /// Does asynchronous work, which is cancelled as soon as somebody asks the process to end, and waits
  /// for it.
  ///
  /// - Throws: What the work throws; `CancellationError` if it was cancelled.
  public static func cancelling<Result: Sendable>(
    _ work: @escaping @Sendable () async throws -> Result
  ) throws -> Result {
    listen()
    return try AsynchronousWork.wait {
      let work = Task(operation: work)
      let watch = Task {
        while !isRequested { try await Task.sleep(for: .milliseconds(50)) }
        work.cancel()
      }
      defer { watch.cancel() }
      return try await work.value
    }
  }

  /// Throws `CancellationError` if somebody asked the process to end.
  public static func check() throws {
    if isRequested { throw CancellationError() }
  }
}
