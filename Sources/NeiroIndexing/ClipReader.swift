import NeiroAudio
import NeiroCore
import NeiroEncoding
import NeiroStore
import Synchronization
import Foundation

/// Makes a clip of a file: hash, and unless the clip is cached already, samples and embedding.
///
/// Several threads use one at once.
final class ClipReader: Sendable {
  enum Outcome: Sendable {
    case encoded(FreshRow)
    case sameContent(ClipID)
    case failed(reason: String)
    case cancelled
  }

  private let encoder: any AudioEncoder
  private let decode: @Sendable (URL) throws -> Waveform
  private let embedded: Mutex<Set<ClipID>>

  init(
    encoder: any AudioEncoder, embedded: Set<ClipID>,
    decode: @escaping @Sendable (URL) throws -> Waveform
  ) {
    self.encoder = encoder
    self.decode = decode
    self.embedded = Mutex(embedded)
  }

  /// Whether the clip's embedding is cached, or is in the batch that will be written next.
  func isEmbedded(_ clip: ClipID) -> Bool {
    embedded.withLock { $0.contains(clip) }
  }

  func noteEmbedded(_ clip: ClipID) {
    embedded.withLock { _ = $0.insert(clip) }
  }

  func read(_ task: IndexPlan.Task) -> Outcome {
    do {
      let clip = try ClipID(contentsOfFileAt: task.path)
      guard !Task.isCancelled else { return .cancelled }
      if isEmbedded(clip) { return .sameContent(clip) }
      let waveform = try decode(URL(filePath: task.path, directoryHint: .notDirectory))
      guard !Task.isCancelled else { return .cancelled }
      guard let embedding = try encoder.encode([waveform]).first else {
        return .failed(reason: "the encoder made nothing of it")
      }
      guard try FileStamp(ofFileAt: task.path) == task.stamp else {
        return .failed(reason: "it changed while it was read")
      }
      return .encoded(
        FreshRow(clip: clip, embedding: embedding, durationSeconds: waveform.durationSeconds))
    } catch let error as StoreError {
      return .failed(reason: IndexPlan.reason(error))
    } catch {
      return .failed(reason: "\(error)")
    }
  }
}
