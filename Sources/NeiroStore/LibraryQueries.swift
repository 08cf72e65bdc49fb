import Foundation
import GRDB
import NeiroCore

/// Which encoder a cache folder belongs to.
enum CacheOwner {
  /// - Throws: ``StoreError/foreignCache(folder:expected:found:)`` unless it is `encoder`.
  static func check(_ encoder: EncoderIdentity, in database: Database, folder: URL) throws {
    guard let row = try Row.fetchOne(database, sql: "SELECT identity, dimension FROM encoder")
    else { throw StoreError.noLibrary(encoder) }
    let found = "\(row["identity"] as String) with \(row["dimension"] as Int) numbers"
    let expected = "\(encoder) with \(encoder.dimension) numbers"
    guard found == expected else {
      throw StoreError.foreignCache(folder: folder.path, expected: expected, found: found)
    }
  }

  /// Makes the folder `encoder`'s if it is nobody's yet.
  static func claim(for encoder: EncoderIdentity, in database: Database) throws {
    try database.execute(
      sql: "INSERT OR IGNORE INTO encoder (id, identity, dimension) VALUES (1, ?, ?)",
      arguments: ["\(encoder)", encoder.dimension])
  }

  /// N: one more than the last row that a clip has.
  static func rowCount(_ database: Database) throws -> Int {
    try Int.fetchOne(database, sql: "SELECT max(embeddingRow) + 1 FROM clip") ?? 0
  }
}

/// Questions that reader and writer ask.
enum LibraryQueries {
  /// The clips with a row below `rowCount`, in the order of their rows.
  static func clips(_ database: Database, rowCount: Int) throws -> [ClipRecord] {
    var records: [ClipRecord] = []
    records.reserveCapacity(rowCount)
    let rows = try Row.fetchCursor(
      database,
      sql: """
        SELECT contentHash, embeddingRow, durationSeconds,
          EXISTS (SELECT 1 FROM file WHERE clipId = clip.id AND isMissing = 0),
          \(try LibrarySchema.roleExpression(database))
        FROM clip WHERE embeddingRow < ? ORDER BY embeddingRow
        """,
      arguments: [rowCount])
    while let row = try rows.next() {
      guard let clip = ClipID(hex: row[0] as String),
        let role = RetrievalRole(rawValue: row[4] as String)
      else { continue }
      records.append(
        ClipRecord(
          clip: clip, row: row[1], durationSeconds: row[2], hasFile: row[3], role: role))
    }
    return records
  }

  static func counts(_ database: Database) throws -> LibraryCounts {
    func count(_ condition: String) throws -> Int {
      try Int.fetchOne(database, sql: "SELECT count(*) FROM file WHERE \(condition)") ?? 0
    }
    let role = try LibrarySchema.roleExpression(database)
    func clips(_ wanted: RetrievalRole) throws -> Int {
      try Int.fetchOne(
        database,
        sql: """
          SELECT count(DISTINCT clipId) FROM file JOIN clip ON clip.id = clipId
          WHERE isMissing = 0 AND \(role) = ?
          """,
        arguments: [wanted.rawValue]) ?? 0
    }
    return LibraryCounts(
      presets: try clips(.gallery), loops: try clips(.query),
      files: try count("state = 'indexed' AND isMissing = 0"),
      failed: try count("state = 'failed' AND isMissing = 0"),
      missing: try count("isMissing = 1"))
  }
}
