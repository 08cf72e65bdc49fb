import Foundation
import NeiroCore
import NeiroEncoding
import NeiroHead
import NeiroRetrieval
import NeiroStore

/// An indexed library, opened for searching.
struct Library {
  let workspace: Workspace
  let encoder: any AudioEncoder
  let cache: EmbeddingCache
  let gallery: FlatGallery
  /// The rows that results may show.
  let results: RowSet
  /// Loops, and clips whose files are gone: labels may use them, results may not.
  let neverResults: Set<ClipID>
  let table: ClipTable

  init(_ options: LibraryOptions) throws {
    try self.init(options.openWorkspace(), encodedBy: options.openEncoder())
    cache.noteWhatIsLacking(encoder)
  }

  /// The same, without a word about what it lacks.
  init(_ workspace: Workspace, encodedBy encoder: any AudioEncoder) throws {
    self.workspace = workspace
    self.encoder = encoder
    cache = try EmbeddingCache(in: workspace, encoder: encoder.identity)
    table = try cache.table()
    gallery = try FlatGallery(
      clips: table.clipList, embeddings: cache.embeddings(),
      copies: QuantizedCopies { [cache, table] in
        cache.quantized($0, $1, by: Self.rawKey, of: table)
      })
    let results = table.results
    self.results = results
    neverResults = Set(
      results.count == gallery.count
        ? []
        : gallery.clips.indices.lazy.filter { !results.contains($0) }.map { [gallery] in
          gallery.clips[$0]
        })
  }

  /// The key of what is kept of the encoder's own embeddings.
  static let rawKey = "raw"

  /// All clips, in the order of their rows.
  var clips: [ClipRecord] { table.clips }

  /// The role of every row.
  var roles: [RetrievalRole] { table.roles }

  func row(of clip: ClipID) -> Int? { table.row(of: clip) }

  /// The role a clip was indexed with; nil if it isn't in the cache.
  func role(of clip: ClipID) -> RetrievalRole? { row(of: clip).map { table[$0].role } }

  /// What the library learnt from itself, if it did.
  func base() throws -> BaseCheckpoint? { try workspace.base(of: encoder.identity) }

  /// All clips as a base sees them.
  func adaptation(_ map: BaseMap) -> Adaptation {
    let base = map.fingerprint
    return Adaptation(map, of: gallery.embeddings, roles: roles) { what, width, compute in
      cache.kept(what, width: width, by: base, of: table, compute: compute)
    }
  }

  /// What a ranking for `target` leaves out.
  func excluded(for target: Target) -> Set<ClipID> {
    neverResults.union(target.clip.map { [$0] } ?? [])
  }

  /// The cached embedding of a clip; nil if it isn't in the cache.
  func embedding(of clip: ClipID) -> Embedding? {
    row(of: clip).flatMap { Embedding(normalizing: gallery.embeddings[$0]) }
  }

  /// What encodes sounds and texts that aren't in the library.
  var queries: QueryEncoder { QueryEncoder(encoder, in: workspace) }

  /// Finds the clip that a text means, as seen from `folder`.
  func resolver(from folder: URL = .currentDirectory()) -> ClipResolver {
    ClipResolver(library: cache, baseFolders: [folder, .currentDirectory(), workspace.root])
  }

  /// A file with the clip's content, if one is there.
  func file(of clip: ClipID) throws -> URL? {
    try cache.paths(of: clip).first.map { URL(fileURLWithPath: $0) }
  }

  /// How a person may call a clip: a path as they know it, else the content hash.
  func displayName(of clip: ClipID) throws -> String { try displayNames(of: [clip])[0] }

  /// The same of several clips, in their order: sooner than one by one.
  func displayNames(of clips: [ClipID]) throws -> [String] {
    try zip(clips, cache.displayPaths(of: clips)).map { $1 ?? $0.hex }
  }
}

extension EmbeddingCache {
  /// The quantised copy of a matrix with a row for each of `clips`, kept under `key`.
  func quantized(
    _ part: QuantizedCopies.Part, _ matrix: EmbeddingMatrix, by key: String,
    besides others: Int = 0,
    of clips: ClipTable
  ) -> QuantizedMatrix {
    kept(
      "scan-\(part.rawValue)", by: key, besides: others, of: clips,
      read: { QuantizedMatrix(kept: $0, rowCount: matrix.rowCount, dimension: matrix.dimension) },
      bytes: \.block
    ) { QuantizedMatrix(of: matrix) }
  }
}
