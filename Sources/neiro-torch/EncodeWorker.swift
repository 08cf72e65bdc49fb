import ArgumentParser
import Foundation
import NeiroAudio
import NeiroCLAP
import NeiroCommands
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
    Interrupt.leaveToParent()
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
          let isOfSound = error is EncodingError || request.text != nil
          replies.write(
            EncodingReply(id: request.id, failure: "\(error)", isEncodersFault: !isOfSound), [])
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
