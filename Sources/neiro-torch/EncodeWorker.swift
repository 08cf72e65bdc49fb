import ArgumentParser
import Foundation
import NeiroAudio
import NeiroCLAP
import NeiroCore
import NeiroEncoding
import Synchronization

/// `neiro-torch encode`: encodes the sounds and texts that come on stdin, on all cores, until stdin
/// is closed.
///
/// Each core has a thread of its own and libtorch one thread in each: with several, OpenMP's threads
/// and OpenBLAS's wait for each other. The weights are mapped once for all.
struct EncodeWorker: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "encode", abstract: "Encode what comes on stdin and print the embeddings.",
    discussion: "Requests and replies are messages of `EncodingChannel`.")

  @Argument(help: "The folder of a CLAP model.")
  var folder: String

  func run() throws {
    signal(SIGINT, SIG_IGN)  // Ctrl-C reaches this process too; `neiro` says when to end
    let model = Result { try ClapModel(URL(fileURLWithPath: folder, isDirectory: true)) }
    let replies = Replies()
    let jobs = JobQueue(threads: ProcessInfo.processInfo.activeProcessorCount)
    var requests = EncodingChannel(.standardInput)
    while let (request, vectors) = try requests.read(EncodingRequest.self) {
      jobs.add {
        do {
          let model = try model.get()
          if let text = request.text {
            replies.write(EncodingReply(id: request.id), [try model.encode(text: text).values])
          } else {
            let sound = try model.encode(
              Waveform(
                samples: vectors.first ?? [],
                sampleRateHz: model.configuration.sound.sampleRateHz))
            replies.write(
              EncodingReply(id: request.id), [sound.embedding.values, sound.style.values])
          }
        } catch {
          replies.write(EncodingReply(id: request.id, failure: "\(error)"), [])
        }
      }
    }
    jobs.finish()
  }
}

/// Stdout, one message at a time.
private final class Replies: Sendable {
  private let channel = Mutex(EncodingChannel(.standardOutput))

  func write(_ reply: EncodingReply, _ vectors: [[Float]]) {
    // Nobody reads any more only where `neiro` has ended; then there is nobody to tell either.
    channel.withLock { try? $0.write(reply, vectors) }
  }
}

/// Jobs that threads of its own do in the order in which they come.
private final class JobQueue: Sendable {
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
