import Foundation
import NeiroCore
import NeiroStore
import NeiroTestSupport
import Testing

/// Small stand-ins for clips, encoders and embeddings.
enum Sample {
  static let identity = EncoderIdentity(
    name: "fake", weightsHash: "0123456789ab", preprocessingVersion: 1, dimension: 4)

  /// A clip that depends on `number` alone.
  static func clip(_ number: Int) throws -> ClipID {
    let digest = (0..<32).map {
      UInt8(truncatingIfNeeded: $0 < 24 ? 0xA0 : number >> (8 * (31 - $0)))
    }
    return try #require(ClipID(digest: digest))
  }

  static func embedding(_ number: Int) throws -> Embedding {
    try #require(Embedding(normalizing: [1, Float(number), 0.5, -2]))
  }

  static func row(_ number: Int, role: RetrievalRole = .gallery) throws -> FreshRow {
    FreshRow(
      clip: try clip(number), embedding: try embedding(number), durationSeconds: Double(number),
      role: role)
  }

  static func stamp(_ number: Int) -> FileStamp {
    FileStamp(sizeBytes: Int64(number), modifiedNanoseconds: Int64(number) * 1000)
  }

  /// The change that indexing file `number` in the folder `/library` makes.
  static func encoded(
    _ number: Int, path: String? = nil, role: RetrievalRole = .gallery
  ) throws -> LibraryChange {
    .encoded(
      path: path ?? "/library/\(number).ogg", stamp: stamp(number), try row(number, role: role))
  }
}

func withWorkspace(_ body: (Workspace) throws -> Void) throws {
  try withTemporaryFolder { try body(try Workspace(root: $0)) }
}

extension Workspace {
  var sampleFolder: URL { cacheFolder(for: Sample.identity) }
  var sampleEmbeddings: URL { sampleFolder.appending(path: "embeddings.npy") }
  var sampleDatabase: URL { sampleFolder.appending(path: "library.sqlite") }

  func sampleWriter() throws -> EmbeddingCacheWriter {
    try EmbeddingCacheWriter(in: self, encoder: Sample.identity)
  }

  func sampleCache() throws -> EmbeddingCache {
    try EmbeddingCache(in: self, encoder: Sample.identity)
  }

  /// Indexes files 1…count, in batches of two.
  func index(upTo count: Int) throws {
    let writer = try sampleWriter()
    for first in stride(from: 1, through: count, by: 2) {
      try writer.commit((first...min(first + 1, count)).map { try Sample.encoded($0) })
    }
  }
}

/// Says which error `body` throws, and fails if it throws none.
func storeError(_ body: () throws -> Void) throws -> StoreError {
  do {
    try body()
  } catch let error as StoreError {
    return error
  }
  throw NothingThrown()
}

struct NothingThrown: Error {}

func write(_ text: String, to file: URL) throws {
  try FileManager.default.createDirectory(
    at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
  try Data(text.utf8).write(to: file)
}
