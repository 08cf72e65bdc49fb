@preconcurrency internal import Dispatch
internal import Foundation
internal import Synchronization

/// Ctrl-C and termination, asked for instead of suffered: the work ends at its next safe point.
public final class Interrupt: Sendable {
  /// The only one: signals belong to the process.
  public static let shared = Interrupt()

  private let requested = Atomic(false)
  private let sources: [any DispatchSourceSignal]

  private init() {
    sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      return DispatchSource.makeSignalSource(signal: number, queue: .global())
    }
    for source in sources {
      source.setEventHandler { Self.shared.requested.store(true, ordering: .relaxed) }
      source.resume()
    }
  }

  /// Whether somebody asked the process to end.
  public var isRequested: Bool { requested.load(ordering: .relaxed) }

  /// Throws `CancellationError` if somebody asked the process to end.
  public func check() throws {
    if isRequested { throw CancellationError() }
  }
}
