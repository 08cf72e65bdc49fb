public import NeiroCore

/// The libraries of several encoders as that of the encoder that joins them: the clips that all of
/// them have, in the order of the first one's rows.
struct JoinedLibrary: Sendable {
  /// In the order of ``EncoderIdentity/parts``.
  let parts: [EmbeddingCache]
  let table: ClipTable
  let lacking: [LackingPart]
  /// What each part holds, as it was when this was joined.
  private let tables: [ClipTable]

  /// - Parameters:
  ///   - parts: One or more.
  ///   - encoder: The encoder that joins them.
  ///   - file: Where the table is kept, made anew where it doesn't fit what the parts hold.
  /// - Throws: What the parts throw when they are read.
  init(
    _ parts: [EmbeddingCache], as encoder: EncoderIdentity, tableAt file: String
  ) throws(StoreError) {
    var tables: [ClipTable] = []
    var stamps: [DatabaseStamp?] = []
    for part in parts {
      let (table, stamp) = try part.stampedTable()
      tables.append(table)
      stamps.append(stamp)
    }
    self.parts = parts
    self.tables = tables
    let stamp = DatabaseStamp(joining: stamps)
    let kept = stamp.flatMap { stamp in
      MappedBytes.map(file).flatMap { ClipTable(kept: $0, stamp: stamp, encoder: encoder) }
    }
    table = kept ?? ClipTable(Self.clips(ofAll: tables), stamp: stamp, encoder: encoder)
    lacking = Self.lacking(zip(parts, tables).map { ($0.encoder, $1) }, joined: table.rowCount)
    if kept == nil, stamp != nil { try? FileWriting.replace(file, with: table.block) }
  }

  /// The clips that all tables have.
  private static func clips(ofAll tables: [ClipTable]) -> [ClipRecord] {
    var clips: [ClipRecord] = []
    for first in tables[0].clips {
      let found =
        [first]
        + tables.dropFirst().compactMap { table in table.row(of: first.clip).map { table[$0] } }
      guard found.count == tables.count else { continue }
      clips.append(
        ClipRecord(
          clip: first.clip, row: clips.count, durationSeconds: first.durationSeconds,
          hasFile: found.contains { $0.hasFile },
          // Where the parts differ, rather no result than a loop among results.
          role: found.contains { $0.role == .query } ? .query : .gallery))
    }
    return clips
  }

  /// For each part, its row of every clip.
  func rows() -> [[Int]] {
    tables.map { part in
      table.clipList.map { clip in
        guard let row = part.row(of: clip) else { preconditionFailure("all parts have its clips") }
        return row
      }
    }
  }

  private static func lacking(
    _ parts: [(encoder: EncoderIdentity, table: ClipTable)], joined: Int
  ) -> [LackingPart] {
    guard parts.contains(where: { $0.table.rowCount > joined }) else { return [] }
    let present = Set(parts.flatMap { $0.table.clips.lazy.filter(\.hasFile).map(\.clip) })
    return parts.compactMap { encoder, table in
      let count = present.count { table.row(of: $0) == nil }
      return count > 0 ? LackingPart(encoder: encoder, clips: count) : nil
    }
  }

  /// The embeddings of each part, all of its rows.
  func matrices() throws(StoreError) -> [EmbeddingMatrix] {
    var matrices: [EmbeddingMatrix] = []
    for part in parts { matrices.append(try part.embeddings()) }
    return matrices
  }

  /// The paths of each of several clips, in their order.
  func paths(of clips: [ClipID]) throws(StoreError) -> [[String]] {
    var paths = clips.map { _ in Set<String>() }
    for part in parts {
      for (place, found) in try part.paths(of: clips).enumerated() { paths[place].formUnion(found) }
    }
    return paths.map { $0.sorted() }
  }

  func failedFiles() throws(StoreError) -> [FailedFile] {
    try merged(by: \.path) { part throws(StoreError) in try part.failedFiles() }
  }

  func missingFiles() throws(StoreError) -> [MissingFile] {
    try merged(by: \.path) { part throws(StoreError) in try part.missingFiles() }
  }

  func counts() throws(StoreError) -> LibraryCounts {
    var files: [Int] = []
    for part in parts { files.append(try part.counts().files) }
    let present = table.clips.filter(\.hasFile)
    return LibraryCounts(
      presets: present.count { $0.role == .gallery }, loops: present.count { $0.role == .query },
      files: files.min() ?? 0, failed: try failedFiles().count, missing: try missingFiles().count)
  }

  /// What the parts list, each path once, in alphabetical order.
  private func merged<Item>(
    by path: (Item) -> String, _ list: (EmbeddingCache) throws(StoreError) -> [Item]
  ) throws(StoreError) -> [Item] {
    var seen: Set<String> = []
    var items: [Item] = []
    for part in parts {
      items += try list(part).filter { seen.insert(path($0)).inserted }
    }
    return items.sorted { path($0) < path($1) }
  }
}

/// An encoder whose embeddings some clips of a joined library lack.
public struct LackingPart: Hashable, Sendable {
  public let encoder: EncoderIdentity
  /// How many clips, of those with a file that another part has, are left out for this.
  public let clips: Int
}
