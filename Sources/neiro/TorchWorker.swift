import Foundation
import NeiroCommands
import NeiroCore

/// The program below the torch line, as seen from above it: arguments in, typed events out.
struct TorchWorker {
  private let program: URL

  /// The `neiro-torch` beside this program.
  static func find() throws -> TorchWorker {
    let here = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    let program = here.deletingLastPathComponent().appendingPathComponent("neiro-torch")
    guard FileManager.default.isExecutableFile(atPath: program.path) else {
      throw WorkerError.notFound(program.path)
    }
    return TorchWorker(program: program)
  }

  /// The worker, not yet started, with the environment it needs.
  func process(_ arguments: [String]) -> Process {
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    var environment = ProcessInfo.processInfo.environment
    // Debian's OpenBLAS and libtorch each keep threads that spin while they wait for the other's.
    environment["OMP_WAIT_POLICY"] = environment["OMP_WAIT_POLICY"] ?? "passive"
    process.environment = environment
    return process
  }

  /// Runs the worker to its end. What it says on stderr passes through.
  ///
  /// - Parameters:
  ///   - arguments: Its command line.
  ///   - onEvent: Called for each event, in order; a throw ends the worker.
  /// - Throws: ``WorkerError``, `CancellationError` if somebody asked the process to end, or what
  ///   `onEvent` throws.
  func run(_ arguments: [String], onEvent: (TrainingEvent) throws -> Void) throws {
    let process = process(arguments)
    let pipe = Pipe()
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = pipe
    try process.run()
    defer { if process.isRunning { process.terminate() } }

    var unread = Data()
    var wasTerminated = false
    while true {
      let chunk = pipe.fileHandleForReading.availableData
      guard !chunk.isEmpty else { break }
      unread.append(chunk)
      while let end = unread.firstIndex(of: UInt8(ascii: "\n")) {
        let line = unread[unread.startIndex..<end]
        unread = Data(unread[unread.index(after: end)...])
        guard let event = try? JSONDecoder().decode(TrainingEvent.self, from: line) else {
          throw WorkerError.notAnEvent(String(decoding: line.prefix(200), as: UTF8.self))
        }
        if case .failed(let reason) = event { throw WorkerError.failed(reason) }
        try onEvent(event)
      }
      // A terminal sends Ctrl-C to both programs; `kill` sends its signal to this one alone.
      if Interrupt.isRequested, !wasTerminated {
        process.terminate()
        wasTerminated = true
      }
    }
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      try Interrupt.check()
      throw WorkerError.died(ending: process.ending)
    }
  }
}

/// How values travel on the worker's command line.
enum WorkerArgument {
  static func json(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }
}

extension Process {
  /// How it ended, in words.
  var ending: String {
    guard terminationReason == .uncaughtSignal else { return "status \(terminationStatus)" }
    return terminationStatus == SIGKILL
      ? "killed, as happens where memory runs out" : "signal \(terminationStatus)"
  }
}

enum WorkerError: Error, CustomStringConvertible {
  case notFound(String)
  case notAnEvent(String)
  /// The worker says why it could not do its work.
  case failed(String)
  /// - ending: How, see `Process.ending`.
  case died(ending: String)

  var description: String {
    switch self {
    case .notFound(let path):
      "neiro-torch isn't at \(path). Build it with `swift build -c release`; it needs libtorch-dev."
    case .failed(let reason): reason
    case .died(let ending):
      "neiro-torch ended unexpectedly (\(ending)). What was there before is as it was; if it said "
        + "why, that stands above."
    case .notAnEvent(let line): "neiro-torch printed something that is no event: \(line)"
    }
  }
}
