import ArgumentParser
import Foundation
import NeiroCommands
import NeiroCore

/// How a worker talks to `neiro`: every `TrainingEvent` is a line of JSON on stdout.
enum EventStream {
  /// Does the work; what it throws becomes the last event.
  static func run(_ work: () throws -> Void) throws {
    Interrupt.listen()
    do {
      try work()
    } catch is CancellationError {
      throw ExitCode.interrupted
    } catch {
      try report(.failed("\(error)"))
      throw ExitCode.failure
    }
  }

  static func report(_ event: TrainingEvent) throws {
    try FileHandle.standardOutput.write(
      contentsOf: JSONEncoder().encode(event) + Data("\n".utf8))
  }
}
