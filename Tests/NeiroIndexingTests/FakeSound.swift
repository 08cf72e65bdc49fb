import Foundation
import NeiroAudio
import NeiroCore
import NeiroEncoding
import NeiroIndexing
import NeiroStore
import NeiroTestSupport
import Synchronization
import Testing

/// Sounds as text files: a number is a sound of its own, anything else cannot be decoded.
enum FakeSound {
  struct Flaw: Error, CustomStringConvertible {
    let description: String
  }

  static func decode(_ file: URL) throws -> Waveform {
    let text = try String(contentsOf: file, encoding: .utf8)
    guard let number = Float(text) else { throw Flaw(description: "is not a number") }
    return Waveform(samples: [1, number, number * number], sampleRateHz: 1000)
  }
}

struct FakeEncoder: AudioEncoder {
  let identity = EncoderIdentity(
    name: "fake", weightsHash: "0123456789ab", preprocessingVersion: 1, dimension: 3)
  let sampleRateHz = 1000
  let maximumSeconds = 10.0

  func encode(_ batch: [Waveform]) throws -> [Embedding] {
    batch.compactMap { Embedding(normalizing: $0.samples) }
  }
}

/// A workspace with a folder of sounds, and everything that a run tells.
final class IndexingScene: Sendable {
  let workspace: Workspace
  let sounds: URL
  private let decodedNames = Mutex<[String]>([])
  private let toldEvents = Mutex<[IndexEvent]>([])

  init(in folder: URL) throws {
    let root = folder.appending(path: "workspace", directoryHint: .isDirectory)
    sounds = folder.appending(path: "sounds", directoryHint: .isDirectory)
    for folder in [root, sounds] {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }
    workspace = try Workspace(root: root)
  }

  /// The names of the files that the last run decoded.
  var decoded: [String] { decodedNames.withLock { $0 } }
  /// What the last run told.
  var events: [IndexEvent] { toldEvents.withLock { $0 } }

  var cache: EmbeddingCache {
    get throws { try EmbeddingCache(in: workspace, encoder: FakeEncoder().identity) }
  }

  var bytes: Data {
    get throws {
      try Data(
        contentsOf: workspace.cacheFolder(for: FakeEncoder().identity)
          .appending(path: "embeddings.npy"))
    }
  }

  @discardableResult
  func put(_ text: String, _ path: String) throws -> URL {
    let file = sounds.appending(path: path)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
    return file
  }

  func move(_ path: String, to other: String) throws {
    try FileManager.default.moveItem(
      at: sounds.appending(path: path), to: sounds.appending(path: other))
  }

  func remove(_ path: String) throws {
    try FileManager.default.removeItem(at: sounds.appending(path: path))
  }

  func path(_ path: String) -> String { sounds.path + "/" + path }

  /// Runs over the folder of sounds, or over `inputs`.
  @discardableResult
  func index(
    _ inputs: [URL]? = nil, as role: RetrievalRole = .gallery, retryFailed: Bool = false,
    cores: Int = 2, beforeDecoding: @escaping @Sendable (URL) throws -> Void = { _ in }
  ) async throws -> IndexSummary {
    decodedNames.withLock { $0 = [] }
    toldEvents.withLock { $0 = [] }
    let indexer = LibraryIndexer(
      workspace: workspace, encoder: FakeEncoder(), cores: cores
    ) { [self] file in
      decodedNames.withLock { $0.append(file.lastPathComponent) }
      try beforeDecoding(file)
      return try FakeSound.decode(file)
    }
    return try await indexer.index(
      inputs ?? [sounds], as: role, retryFailed: retryFailed
    ) { event in
      toldEvents.withLock { $0.append(event) }
    }
  }
}

func withScene(_ body: (IndexingScene) async throws -> Void) async throws {
  let folder = FileManager.default.temporaryDirectory
    .appending(path: "neiro-test-\(UUID().uuidString)", directoryHint: .isDirectory)
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  try await body(IndexingScene(in: folder))
}
