import Foundation
import NeiroAudio
import NeiroCore
import NeiroEncoding
import NeiroStore
import Synchronization

/// An encoder that needs libtorch, as seen from above the torch line: sounds and texts go to
/// ``EncodingWorker``. Whatever is cached needs no worker.
struct TorchEncoder: AudioEncoder {
  let identity: EncoderIdentity
  let sampleRateHz: Int
  var maximumSeconds: Double { 60 }
  let companions: [any AudioEncoder]

  private let output: Output
  private let passes: SharedPasses

  private enum Output: Int {
    case embedding, style
  }

  /// - Parameters:
  ///   - manifest: What is known of the model.
  ///   - folder: Where it lies.
  init(_ manifest: EncoderManifest, in folder: URL) {
    self.init(
      manifest.identity, .embedding, manifest, in: folder,
      companions: TorchEncoder(styleOf: manifest, in: folder).map { [$0] } ?? [])
  }

  /// The encoder of the statistics; nil if the model makes none.
  init?(styleOf manifest: EncoderManifest, in folder: URL) {
    guard let style = manifest.style else { return nil }
    self.init(style, .style, manifest, in: folder)
  }

  private init(
    _ identity: EncoderIdentity, _ output: Output, _ manifest: EncoderManifest, in folder: URL,
    companions: [any AudioEncoder] = []
  ) {
    self.identity = identity
    self.output = output
    passes = SharedPasses.of(folder)
    sampleRateHz = manifest.sampleRateHz ?? 48_000
    self.companions = companions
  }

  func encode(_ batch: [Waveform]) throws -> [Embedding] {
    try batch.map { waveform in
      let vectors = try passes.encode(waveform.samples)
      guard vectors.indices.contains(output.rawValue),
        let embedding = Embedding(normalizing: vectors[output.rawValue])
      else { throw EncodingError.noDirection }
      return embedding
    }
  }
}

/// A ``TorchEncoder`` whose model reads text.
struct TorchTextEncoder: TextEncoder {
  private let sounds: TorchEncoder
  private let worker: EncodingWorker
  let textHash: String
  let logitScale: Double

  init?(_ manifest: EncoderManifest, in folder: URL) {
    guard let text = manifest.text else { return nil }
    sounds = TorchEncoder(manifest, in: folder)
    worker = EncodingWorker.shared(for: folder)
    textHash = text.hash
    logitScale = text.logitScale
  }

  var identity: EncoderIdentity { sounds.identity }
  var sampleRateHz: Int { sounds.sampleRateHz }
  var maximumSeconds: Double { sounds.maximumSeconds }
  var companions: [any AudioEncoder] { sounds.companions }

  func encode(_ batch: [Waveform]) throws -> [Embedding] { try sounds.encode(batch) }

  func encode(texts: [String]) throws -> [Embedding] {
    try texts.map { text in
      guard let embedding = Embedding(normalizing: try worker.encode(text: text)) else {
        throw EncodingError.noDirection
      }
      return embedding
    }
  }
}

/// The last passes over sounds, so that an encoder and its companion need one between them.
private final class SharedPasses: Sendable {
  private struct Pass {
    let samples: [Float]
    let vectors: [[Float]]
  }

  /// One for each thread that may encode, and some.
  private static let kept = ProcessInfo.processInfo.activeProcessorCount + 2
  private static let all = Mutex<[URL: SharedPasses]>([:])

  private let worker: EncodingWorker
  private let passes = Mutex<[Pass]>([])

  private init(_ worker: EncodingWorker) {
    self.worker = worker
  }

  static func of(_ folder: URL) -> SharedPasses {
    all.withLock { all in
      let passes = all[folder] ?? SharedPasses(EncodingWorker.shared(for: folder))
      all[folder] = passes
      return passes
    }
  }

  func encode(_ samples: [Float]) throws -> [[Float]] {
    let known = passes.withLock { $0 }.first { $0.samples == samples }
    if let known { return known.vectors }
    let vectors = try worker.encode(samples: samples)
    passes.withLock { passes in
      if passes.count == Self.kept { passes.removeFirst() }
      passes.append(Pass(samples: samples, vectors: vectors))
    }
    return vectors
  }
}
