public import Foundation
import GRDB
public import NeiroCore
import Synchronization

/// The embeddings of one encoder, and the library of files they were made from, for reading.
///
/// Others may index at the same time. The number of rows is fixed when the cache is opened, so
/// `clips()` and `embeddings()` always belong together.
///
/// An encoder that joins others has no rows of its own: its cache is made of those of its parts, and
/// holds the clips that all of them have.
public struct EmbeddingCache: Sendable {
  public let encoder: EncoderIdentity
  public let folder: URL
  /// N, the number of embeddings.
  public let rowCount: Int

  private let workspace: Workspace
  private let database: DatabaseQueue
  private let databasePath: String
  /// nil for an encoder that joins none.
  private let joined: JoinedLibrary?
  /// Read when first needed, and shared by all copies.
  private let loaded: LoadedTable

  static func databaseFile(in folder: URL) -> URL {
    folder.appending(path: "library.sqlite", directoryHint: .notDirectory)
  }

  static func tableFile(in folder: URL) -> URL {
    folder.appending(path: "clips.bin", directoryHint: .notDirectory)
  }

  static func embeddingFile(in folder: URL) -> URL {
    folder.appending(path: "embeddings.npy", directoryHint: .notDirectory)
  }

  /// - Throws: ``StoreError/noLibrary(_:)`` before the first `neiro index`,
  ///   ``StoreError/newerDatabase(path:)``, ``StoreError/foreignCache(folder:expected:found:)``.
  public init(in workspace: Workspace, encoder: EncoderIdentity) throws(StoreError) {
    if encoder.parts.isEmpty {
      try self.init(of: encoder, in: workspace)
    } else {
      try self.init(joining: encoder, in: workspace)
    }
  }

  private init(of encoder: EncoderIdentity, in workspace: Workspace) throws(StoreError) {
    let folder = workspace.cacheFolder(for: encoder)
    let path = Self.databaseFile(in: folder).path
    guard FileManager.default.fileExists(atPath: path) else { throw .noLibrary(encoder) }
    let stamp = DatabaseStamp(ofDatabaseAt: path)
    let kept = stamp.flatMap { stamp in
      MappedBytes.map(Self.tableFile(in: folder).path).flatMap {
        ClipTable(kept: $0, stamp: stamp, encoder: encoder)
      }
    }
    loaded = LoadedTable(kept, of: stamp)
    (database, rowCount) = try StoreError.inDatabase(at: path) {
      let database = try SQLiteFile.openForReading(at: path)
      // Whoever kept a table of this database has checked it.
      if let kept { return (database, kept.rowCount) }
      let rowCount = try database.read { database in
        if try LibrarySchema.migrator.hasBeenSuperseded(database) {
          throw StoreError.newerDatabase(path: path)
        }
        // A killed `neiro index` can leave a file that has no tables yet.
        guard try LibrarySchema.isThere(database) else {
          throw StoreError.noLibrary(encoder)
        }
        try CacheOwner.check(encoder, in: database, folder: folder)
        return try CacheOwner.rowCount(database)
      }
      return (database, rowCount)
    }
    self.encoder = encoder
    self.folder = folder
    self.workspace = workspace
    databasePath = path
    joined = nil
  }

  private init(joining encoder: EncoderIdentity, in workspace: Workspace) throws(StoreError) {
    var parts: [EmbeddingCache] = []
    var absent: [EncoderIdentity] = []
    for part in encoder.parts {
      do {
        parts.append(try EmbeddingCache(in: workspace, encoder: part))
      } catch .noLibrary {
        absent.append(part)
      }
    }
    if let part = absent.first { throw .noLibrary(parts.isEmpty ? encoder : part) }
    folder = workspace.cacheFolder(for: encoder)
    _ = try? workspace.makeFolder(folder)  // where nothing can be written, it is joined each time
    let joined = try JoinedLibrary(
      parts, as: encoder, tableAt: Self.tableFile(in: folder).path)
    self.encoder = encoder
    rowCount = joined.table.rowCount
    self.workspace = workspace
    // Paths are looked up in the first part; it knows those of all clips that are here.
    (database, databasePath) = (parts[0].database, parts[0].databasePath)
    self.joined = joined
    loaded = LoadedTable(nil, of: nil)
  }

  /// The parts of a joined encoder that some clips lack; those clips are left out here.
  public var lacking: [LackingPart] { joined?.lacking ?? [] }

  /// N × D, row `row` for the clip with that row, each of unit length. Mapped, not read.
  ///
  /// - Throws: ``StoreError/embeddingsTruncated(path:rows:expected:)`` if rows were lost,
  ///   ``StoreError/notEmbeddings(path:reason:)``.
  public func embeddings() throws(StoreError) -> EmbeddingMatrix {
    if let joined {
      let parts = try joined.matrices()
      return kept("joined", width: encoder.dimension, by: "v1", of: joined.table) {
        EmbeddingMatrix(joining: parts, rows: joined.rows())
      }
    }
    let path = Self.embeddingFile(in: folder).path
    guard rowCount > 0 || FileManager.default.fileExists(atPath: path) else {
      return EmbeddingMatrix(dimension: encoder.dimension, values: [])
    }
    let file = try EmbeddingFile(at: path, dimension: encoder.dimension, forWriting: false)
    guard file.rowsOnDisk >= rowCount else {
      throw .embeddingsTruncated(path: path, rows: file.rowsOnDisk, expected: rowCount)
    }
    return try file.matrix(rowCount: rowCount)
  }

  /// Where the embeddings lie: one file, or one for each encoder that is joined.
  var embeddingFiles: [URL] {
    joined?.parts.flatMap(\.embeddingFiles) ?? [Self.embeddingFile(in: folder)]
  }

  /// All clips with an embedding, in the order of their rows; also loops, and those whose files
  /// are gone.
  public func clips() throws(StoreError) -> [ClipRecord] { try table().clips }

  /// The clips that search ranks: the presets with at least one file that is there, in row order.
  public func libraryClips() throws(StoreError) -> [ClipRecord] {
    try clips().filter(\.isResult)
  }

  /// The row of `clip`, or nil if its embedding is not cached.
  public func row(of clip: ClipID) throws(StoreError) -> Int? { try table().row(of: clip) }

  /// All of this by row, as it is now: what was kept, if the database hasn't changed since, or read
  /// anew.
  public func table() throws(StoreError) -> ClipTable { try stampedTable().table }

  /// The same, with the stamp of the database it was read from; nil where that can't be told.
  func stampedTable() throws(StoreError) -> (table: ClipTable, stamp: DatabaseStamp?) {
    if let joined { return (joined.table, nil) }
    let stamp = DatabaseStamp(ofDatabaseAt: databasePath)
    if let table = loaded.table(of: stamp) { return (table, stamp) }
    let (records, readStamp) = try read { database in
      // In one transaction, so that nobody commits in between. Rows that came since the cache was
      // opened are not among these records: such a table is not kept.
      (
        try LibraryQueries.clips(database, rowCount: rowCount),
        try CacheOwner.rowCount(database) == rowCount
          ? DatabaseStamp(ofDatabaseAt: databasePath) : nil
      )
    }
    let table = ClipTable(records, stamp: readStamp, encoder: encoder)
    loaded.keep(table, of: readStamp)
    // On a disk that can't be written, each command reads the database.
    if readStamp != nil, records.count == rowCount {
      try? FileWriting.replace(Self.tableFile(in: folder).path, with: table.block)
    }
    return (table, readStamp)
  }

  /// The absolute paths of the files with this content that are there, in alphabetical order.
  public func paths(of clip: ClipID) throws(StoreError) -> [String] {
    try paths(of: [clip])[0]
  }

  /// The same of several clips, in their order.
  public func paths(of clips: [ClipID]) throws(StoreError) -> [[String]] {
    if let joined { return try joined.paths(of: clips) }
    return try read { database in
      let statement = try database.cachedStatement(
        sql: """
          SELECT path FROM file JOIN clip ON clip.id = clipId
          WHERE contentHash = ? AND isMissing = 0 ORDER BY path
          """)
      return try clips.map { try String.fetchAll(statement, arguments: [$0.hex]) }
    }
  }

  /// - Parameter folder: An absolute path, see ``StandardPath``.
  /// - Returns: The clips with a file in `folder`, at any depth, that is there.
  /// - Throws: ``StoreError``.
  public func clips(inside folder: String) throws(StoreError) -> Set<ClipID> {
    if let joined {
      var found: Set<ClipID> = []
      for part in joined.parts { found.formUnion(try part.clips(inside: folder)) }
      return found.filter { joined.table.row(of: $0) != nil }
    }
    return try read { database in
      let rows = try Row.fetchCursor(
        database,
        sql: "SELECT contentHash, path FROM file JOIN clip ON clip.id = clipId WHERE isMissing = 0")
      var found: Set<ClipID> = []
      while let row = try rows.next() {
        guard StandardPath.isPath(row[1], inside: folder), let clip = ClipID(hex: row[0] as String)
        else { continue }
        found.insert(clip)
      }
      return found
    }
  }

  /// One path of `clip` as a person wants to read it, or nil if no file with it is there.
  public func displayPath(of clip: ClipID) throws(StoreError) -> String? {
    try displayPaths(of: [clip])[0]
  }

  /// The same of several clips, in their order.
  public func displayPaths(of clips: [ClipID]) throws(StoreError) -> [String?] {
    try paths(of: clips).map { $0.first.map(workspace.displayPath) }
  }

  /// The files that could not be indexed, by path.
  public func failedFiles() throws(StoreError) -> [FailedFile] {
    if let joined { return try joined.failedFiles() }
    return try read { database in
      try Row.fetchAll(
        database,
        sql: "SELECT path, reason FROM file WHERE state = 'failed' AND isMissing = 0 ORDER BY path"
      ).map { FailedFile(path: $0["path"], reason: $0["reason"]) }
    }
  }

  /// The files that were indexed once and are gone, by path.
  public func missingFiles() throws(StoreError) -> [MissingFile] {
    if let joined { return try joined.missingFiles() }
    return try read { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT path, (SELECT min(other.path) FROM file AS other
            WHERE other.clipId = file.clipId AND other.isMissing = 0) AS foundAt
          FROM file WHERE isMissing = 1 ORDER BY path
          """
      ).map { MissingFile(path: $0["path"], foundAt: $0["foundAt"]) }
    }
  }

  public func counts() throws(StoreError) -> LibraryCounts {
    if let joined { return try joined.counts() }
    return try read { try LibraryQueries.counts($0) }
  }

  func read<Result>(_ body: (Database) throws -> Result) throws(StoreError) -> Result {
    try StoreError.inDatabase(at: databasePath) { try database.read(body) }
  }
}

/// The table that was read last, shared by all copies of a cache.
private final class LoadedTable: Sendable {
  private let loaded: Mutex<(table: ClipTable, stamp: DatabaseStamp)?>

  init(_ table: ClipTable?, of stamp: DatabaseStamp?) {
    loaded = Mutex(table.flatMap { table in stamp.map { (table, $0) } })
  }

  func table(of stamp: DatabaseStamp?) -> ClipTable? {
    loaded.withLock { $0?.stamp == stamp ? $0?.table : nil }
  }

  func keep(_ table: ClipTable, of stamp: DatabaseStamp?) {
    if let stamp { loaded.withLock { $0 = (table, stamp) } }
  }
}
