import Foundation
import NeiroAudio
import NeiroCore
import NeiroEncoding
import NeiroStore
import Synchronization

/// Makes a clip of a file: hash, and unless the clip is cached already, samples and embedding.
///
/// Several threads use one at once.
final class ClipReader: Sendable {
  enum Outcome: Sendable {
    /// - companions: The rows that the encoder's companions make of the same sound.
    case encoded(FreshRow, companions: [FreshRow])
    case sameContent(ClipID)
    /// - isLasting: Whether the same bytes will fail again.
    case failed(reason: String, isLasting: Bool)
  }

  private let encoder: any AudioEncoder
  private let role: RetrievalRole
  private let decode: @Sendable (URL) throws -> Waveform
  private let embedded: Mutex<Set<ClipID>>

  init(
    encoder: any AudioEncoder, role: RetrievalRole, embedded: Set<ClipID>,
    decode: @escaping @Sendable (URL) throws -> Waveform
  ) {
    self.encoder = encoder
    self.role = role
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

  /// - Returns: nil if the run was cancelled meanwhile.
  func read(_ task: IndexPlan.Task) -> Outcome? {
    do {
      let clip = try ClipID(contentsOfFileAt: task.path)
      guard !Task.isCancelled else { return nil }
      if isEmbedded(clip) { return .sameContent(clip) }
      let waveform = try decode(URL(filePath: task.path, directoryHint: .notDirectory))
      guard !Task.isCancelled else { return nil }
      let rows = try ([encoder] + encoder.companions).compactMap { encoder in
        try encoder.encode([waveform]).first.map {
          FreshRow(
            clip: clip, embedding: $0, durationSeconds: waveform.durationSeconds, role: role)
        }
      }
      guard rows.count == 1 + encoder.companions.count else {
        return .failed(reason: "the encoder made nothing of it", isLasting: true)
      }
      guard try FileStamp(ofFileAt: task.path) == task.stamp else {
        return .failed(reason: "changed while it was read", isLasting: false)
      }
      return .encoded(rows[0], companions: Array(rows.dropFirst()))
    } catch EncodingError.outOfMemory {
      return .failed(reason: "\(EncodingError.outOfMemory)", isLasting: false)
    } catch let error as StoreError {
      return .failed(reason: IndexPlan.reason(error), isLasting: false)
    } catch {
      return .failed(reason: "\(error)", isLasting: true)
    }
  }
}
