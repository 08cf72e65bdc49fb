public import Foundation
import GRDB
public import NeiroCore

/// The one writer of an embedding cache.
///
/// A commit goes so: the rows are written past the end of `embeddings.npy` and forced to the disk,
/// its header counts them, one SQLite transaction names them. SQLite is the truth: whatever a kill
/// leaves between two of these steps is put right when the next writer opens the cache.
public final class EmbeddingCacheWriter {
  public let encoder: EncoderIdentity
  public let folder: URL
  /// How many embeddings were lost, because `embeddings.npy` was cut short, and have to be made
  /// again. Their files no longer count as embedded.
  public let lostRows: Int

  private let database: DatabaseQueue
  private let file: EmbeddingFile
  private let lock: FileLock
  private var rowCount: Int

  /// For tests that stop a commit in its middle.
  var afterStep: ((CommitStep) throws(StoreError) -> Void)?

  /// Opens or creates the cache of `encoder`, and mends what a kill may have left.
  ///
  /// - Throws: ``StoreError/alreadyIndexing(folder:process:)`` while there is another writer,
  ///   ``StoreError/newerDatabase(path:)``, ``StoreError/foreignCache(folder:expected:found:)``,
  ///   ``StoreError/notEmbeddings(path:reason:)``, ``StoreError/unwritable(path:problem:)``.
  ///
  /// - Precondition: The encoder joins no others: those that do have no rows of their own.
  public init(in workspace: Workspace, encoder: EncoderIdentity) throws(StoreError) {
    precondition(encoder.parts.isEmpty, "\(encoder) is written part by part")
    let folder = workspace.cacheFolder(for: encoder)
    try workspace.makeFolder(folder)
    let lockPath = folder.appending(path: "index.lock", directoryHint: .notDirectory).path
    guard let lock = try FileLock(at: lockPath) else {
      throw .alreadyIndexing(folder: folder.path, process: FileLock.holder(at: lockPath))
    }
    let path = EmbeddingCache.databaseFile(in: folder).path
    let database = try StoreError.inDatabase(at: path) {
      let database = try SQLiteFile.openForWriting(at: path, journal: .rollback)
      try SQLiteFile.migrate(database, by: LibrarySchema.migrator, path: path)
      try database.write { database in
        try CacheOwner.claim(for: encoder, in: database)
        try CacheOwner.check(encoder, in: database, folder: folder)
      }
      return database
    }
    let file = try EmbeddingFile(
      at: EmbeddingCache.embeddingFile(in: folder).path, dimension: encoder.dimension,
      forWriting: true)
    (rowCount, lostRows) = try Self.mend(file, database: database, path: path)
    self.encoder = encoder
    self.folder = folder
    self.database = database
    self.file = file
    self.lock = lock
  }

  /// Makes file and database agree. SQLite is the truth, except for rows that are not there.
  private static func mend(
    _ file: EmbeddingFile, database: DatabaseQueue, path: String
  ) throws(StoreError) -> (rowCount: Int, lostRows: Int) {
    let rowsOnDisk = file.rowsOnDisk
    let (rowCount, lostRows) = try StoreError.inDatabase(at: path) {
      try database.write { database in
        try database.execute(
          sql: "UPDATE clip SET embeddingRow = NULL WHERE embeddingRow >= ?",
          arguments: [rowsOnDisk])
        return (try CacheOwner.rowCount(database), database.changesCount)
      }
    }
    if try file.header().rowCount != rowCount {
      try file.writeHeader(rowCount: rowCount)
    }
    return (rowCount, lostRows)
  }

  /// What the library knows of the files at or below `root`, by path.
  public func knownFiles(under root: String) throws(StoreError) -> [String: KnownFile] {
    try inDatabase { database in
      var known: [String: KnownFile] = [:]
      let below = root == "/" ? "/" : root + "/"
      let rows = try Row.fetchCursor(
        database,
        sql: """
          SELECT path, sizeBytes, modifiedNanoseconds, reason, isMissing, contentHash,
            embeddingRow IS NOT NULL
          FROM file LEFT JOIN clip ON clip.id = clipId
          WHERE path = ? OR substr(path, 1, ?) = ?
          """,
        arguments: [root, below.unicodeScalars.count, below])
      while let row = try rows.next() {
        known[row[0]] = KnownFile(
          stamp: FileStamp(sizeBytes: row[1], modifiedNanoseconds: row[2]),
          clip: (row[5] as String?).flatMap { ClipID(hex: $0) },
          reason: row[3], isMissing: row[4], isEmbedded: row[6])
      }
      return known
    }
  }

  /// All clips whose embedding is cached.
  public func embeddedClips() throws(StoreError) -> Set<ClipID> {
    try clips(where: "embeddingRow IS NOT NULL")
  }

  /// All clips that are recorded with another role.
  public func clips(notRecordedAs role: RetrievalRole) throws(StoreError) -> Set<ClipID> {
    try clips(where: "role <> ?", [role.rawValue])
  }

  private func clips(
    where condition: String, _ arguments: StatementArguments = StatementArguments()
  ) throws(StoreError) -> Set<ClipID> {
    try inDatabase { database in
      let hashes = try String.fetchCursor(
        database, sql: "SELECT contentHash FROM clip WHERE \(condition)", arguments: arguments)
      var clips: Set<ClipID> = []
      while let hash = try hashes.next() {
        if let clip = ClipID(hex: hash) { clips.insert(clip) }
      }
      return clips
    }
  }

  public func counts() throws(StoreError) -> LibraryCounts {
    try inDatabase { try LibraryQueries.counts($0) }
  }

  /// Writes a batch: all of it, or nothing of it.
  ///
  /// A clip that is cached already keeps its row, and the embedding given again is left out.
  public func commit(_ changes: [LibraryChange]) throws(StoreError) {
    guard !changes.isEmpty else { return }
    let fresh = try freshRows(in: changes)
    var values: [Float] = []
    values.reserveCapacity(fresh.count * encoder.dimension)
    for row in fresh {
      guard row.embedding.dimension == encoder.dimension else {
        throw .wrongDimension(expected: encoder.dimension, found: row.embedding.dimension)
      }
      values += row.embedding.values
    }
    if !fresh.isEmpty {
      try file.write(values, atRow: rowCount)
      try afterStep?(.rowsWritten)
      try file.synchronize()
      try afterStep?(.rowsSynchronized)
      try file.writeHeader(rowCount: rowCount + fresh.count)
      try afterStep?(.headerWritten)
    }
    try inDatabase { database in
      for (offset, row) in fresh.enumerated() {
        try LibraryChange.insert(row, atRow: rowCount + offset, in: database)
      }
      for change in changes { try change.apply(in: database) }
    }
    rowCount += fresh.count
    try afterStep?(.committed)
  }

  /// The embeddings in `changes` that the cache does not have, each once, in their order.
  private func freshRows(in changes: [LibraryChange]) throws(StoreError) -> [FreshRow] {
    try inDatabase { database in
      var seen: Set<ClipID> = []
      return try changes.compactMap { change in
        guard case .encoded(_, _, let row) = change, seen.insert(row.clip).inserted,
          try Int.fetchOne(
            database, sql: "SELECT embeddingRow FROM clip WHERE contentHash = ?",
            arguments: [row.clip.hex]) == nil
        else { return nil }
        return row
      }
    }
  }

  private func inDatabase<Result>(
    _ body: (Database) throws -> Result
  ) throws(StoreError) -> Result {
    try StoreError.inDatabase(at: EmbeddingCache.databaseFile(in: folder).path) {
      try database.write(body)
    }
  }
}

/// The instants of a commit between which a kill may fall.
enum CommitStep: CaseIterable {
  case rowsWritten
  case rowsSynchronized
  case headerWritten
  case committed
}
