public import Foundation
import GRDB
public import NeiroCore

/// Which clips a person gave which tags: `Labels/tags.sqlite`.
///
/// By content hash, as labels are, so that a moved file keeps its tags. The file is opened by each
/// call and created by the first ``add(_:to:)``; until then there are no tags. Reading never changes
/// anything and works on a read-only disk too.
///
///     let tags = TagDatabase(file: workspace.tagDatabaseFile)
///     try tags.add(.favourite, to: [clip])
///     try tags.clips(tagged: .favourite)
///
/// Everything here throws ``StoreError/newerDatabase(path:)``,
/// ``StoreError/damagedDatabase(path:message:)`` or ``StoreError/busyDatabase(path:)``.
public struct TagDatabase: Sendable {
  private let file: URL
  private var path: String { file.path }
  private var isThere: Bool { FileManager.default.fileExists(atPath: path) }

  /// - Parameter file: Need not be there.
  public init(file: URL) {
    self.file = file
  }

  // MARK: - Writing

  /// Gives clips a tag: all of them, or none if it throws. They keep it whatever happens next.
  ///
  /// - Returns: How many of them did not have it before.
  /// - Throws: ``StoreError/unwritable(path:problem:)``.
  @discardableResult
  public func add(_ tag: Tag, to clips: [ClipID]) throws(StoreError) -> Int {
    try FolderMaker.make(file.deletingLastPathComponent())
    return try change(
      "INSERT INTO clipTag (tag, clip) VALUES (?, ?) ON CONFLICT DO NOTHING", tag, clips)
  }

  /// Takes a tag from clips: from all of them, or from none if it throws.
  ///
  /// - Returns: How many of them had it.
  /// - Throws: ``StoreError/unwritable(path:problem:)``.
  @discardableResult
  public func remove(_ tag: Tag, from clips: [ClipID]) throws(StoreError) -> Int {
    guard isThere else { return 0 }
    return try change("DELETE FROM clipTag WHERE tag = ? AND clip = ?", tag, clips)
  }

  /// Runs a statement for each clip, in one transaction.
  private func change(_ sql: String, _ tag: Tag, _ clips: [ClipID]) throws(StoreError) -> Int {
    try StoreError.inDatabase(at: path) {
      let queue = try SQLiteFile.openForWriting(at: path, journal: .rollback)
      try SQLiteFile.migrate(queue, by: TagSchema.migrator, path: path)
      return try queue.write { database in
        let before = database.totalChangesCount
        let statement = try database.makeStatement(sql: sql)
        for clip in clips { try statement.execute(arguments: [tag.name, clip.hex]) }
        return database.totalChangesCount - before
      }
    }
  }

  // MARK: - Reading

  /// Every clip with the tag, also those that no library holds any more.
  public func clips(tagged tag: Tag) throws(StoreError) -> Set<ClipID> {
    let hashes = try rows("SELECT clip FROM clipTag WHERE tag = ?", [tag.name])
    return Set(hashes.compactMap { ClipID(hex: $0[0] as String) })
  }

  /// Every tag that a clip has, in alphabetical order, and how many clips have it.
  public func counts() throws(StoreError) -> [TagCount] {
    try rows("SELECT tag, count(*) FROM clipTag GROUP BY tag").compactMap { row in
      (try? Tag(row[0])).map { TagCount(tag: $0, count: row[1]) }
    }.sorted { $0.tag < $1.tag }
  }

  /// The tags of a clip, in alphabetical order.
  public func tags(of clip: ClipID) throws(StoreError) -> [Tag] {
    try rows("SELECT tag FROM clipTag WHERE clip = ?", [clip.hex])
      .compactMap { try? Tag($0[0]) }.sorted()
  }

  /// - Returns: None without a file, and of a file that a killed program left without tables.
  private func rows(
    _ sql: String, _ arguments: StatementArguments = []
  ) throws(StoreError) -> [Row] {
    guard isThere else { return [] }
    return try StoreError.inDatabase(at: path) {
      try SQLiteFile.openForReading(at: path).read { database in
        if try TagSchema.migrator.hasBeenSuperseded(database) {
          throw StoreError.newerDatabase(path: path)
        }
        guard try TagSchema.isThere(database) else { return [] }
        return try Row.fetchAll(database, sql: sql, arguments: arguments)
      }
    }
  }
}

/// A tag, and how many clips have it.
public struct TagCount: Hashable, Sendable {
  public let tag: Tag
  /// 1 or more.
  public let count: Int
}
