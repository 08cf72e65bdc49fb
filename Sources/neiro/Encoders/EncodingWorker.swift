import Foundation
import NeiroCommands
import NeiroCore
import NeiroEncoding
import Synchronization

/// `neiro-torch encode`, as seen from above the torch line: started when the first sound or text has
/// to be encoded, and alive until the command ends.
final class EncodingWorker: Sendable {
  private struct Running {
    let process: Process
    let input: FileHandle
    var waiting: [Int: Waiter] = [:]
    var nextID = 0
  }

  /// One thread that waits for its reply.
  private final class Waiter: Sendable {
    let ready = DispatchSemaphore(value: 0)
    let result = Mutex<Result<[[Float]], any Error>?>(nil)

    func finish(_ found: Result<[[Float]], any Error>) {
      result.withLock { $0 = found }
      ready.signal()
    }
  }

  /// A worker that dies takes the sounds with it that it was at; one that does so again and again
  /// would take them all.
  private static let mostDeaths = 3

  private let folder: URL
  private let deaths = Mutex(0)
  private let running = Mutex<Running?>(nil)

  private static let workers = Mutex<[URL: EncodingWorker]>([:])

  private init(folder: URL) {
    self.folder = folder
  }

  /// The one worker of this command for the model in `folder`.
  static func shared(for folder: URL) -> EncodingWorker {
    workers.withLock { workers in
      let worker = workers[folder] ?? EncodingWorker(folder: folder)
      workers[folder] = worker
      return worker
    }
  }

  /// Several threads may call this at once; each waits for its own.
  ///
  /// - Parameter samples: T, mono, at the rate of the model.
  /// - Returns: The embedding, and the statistics of the same pass.
  /// - Throws: ``EncodingFailure`` for this sound; `EncodingError` for what is no fault of it.
  func encode(samples: [Float]) throws -> [[Float]] { try ask(text: nil, [samples]) }

  func encode(text: String) throws -> [Float] { try ask(text: text, [])[0] }

  private func ask(text: String?, _ vectors: [[Float]]) throws -> [[Float]] {
    let waiter = Waiter()
    try running.withLock { running in
      var current = try running ?? start()
      let id = current.nextID
      current.nextID += 1
      current.waiting[id] = waiter
      running = current
      do {
        try EncodingChannel(current.input).write(EncodingRequest(id: id, text: text), vectors)
      } catch {
        running?.waiting[id] = nil
        throw EncodingError.interrupted
      }
    }
    waiter.ready.wait()
    return try waiter.result.withLock { $0 ?? .failure(EncodingError.interrupted) }.get()
  }

  private func start() throws -> Running {
    guard deaths.withLock({ $0 < Self.mostDeaths }) else {
      throw EncodingError.unavailable(
        reason: "neiro-torch ended unexpectedly \(Self.mostDeaths) times, perhaps for want of "
          + "memory. What was done is kept; if it said why, that stands above.")
    }
    signal(SIGPIPE, SIG_IGN)  // a worker that died is an error of this command, not its end
    let (input, output) = (Pipe(), Pipe())
    let process: Process
    do {
      process = try TorchWorker.find().process(["encode", folder.path])
      process.standardInput = input
      process.standardOutput = output
      try process.run()
    } catch {
      throw EncodingError.unavailable(reason: "\(error)")
    }
    Thread.detachNewThread { [self] in
      readReplies(of: process, from: output.fileHandleForReading)
    }
    return Running(process: process, input: input.fileHandleForWriting)
  }

  private func readReplies(of process: Process, from file: FileHandle) {
    var channel = EncodingChannel(file)
    do {
      while let (reply, vectors) = try channel.read(EncodingReply.self) {
        let waiter = running.withLock { $0?.waiting.removeValue(forKey: reply.id) }
        waiter?.finish(Self.result(of: reply, vectors))
      }
    } catch {
      kill(process.processIdentifier, SIGKILL)  // it talks nonsense; nothing of it is lost
    }
    deaths.withLock { $0 += 1 }
    let waiting = running.withLock { running in
      defer { running = nil }
      return running?.waiting ?? [:]
    }
    for waiter in waiting.values { waiter.finish(.failure(EncodingError.interrupted)) }
  }

  private static func result(
    of reply: EncodingReply, _ vectors: [[Float]]
  ) -> Result<[[Float]], any Error> {
    guard let failure = reply.failure else { return .success(vectors) }
    return .failure(
      reply.isEncodersFault
        ? EncodingError.unavailable(reason: failure) : EncodingFailure(description: failure))
  }
}

/// Why the worker could not encode a sound or a text, in its words.
struct EncodingFailure: Error, CustomStringConvertible {
  let description: String
}
