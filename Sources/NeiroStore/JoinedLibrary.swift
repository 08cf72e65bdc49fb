public import NeiroCore

/// The libraries of several encoders as that of the encoder that joins them: the clips that all of
/// them have, in the order of the first one's rows.
struct JoinedLibrary: Sendable {
  /// In the order of ``EncoderIdentity/parts``.
  let parts: [EmbeddingCache]
  let table: ClipTable
  let lacking: [LackingPart]
  /// For each part, its row of every clip.
  let rows: [[Int]]

  /// - Parameter parts: One or more.
  /// - Throws: What the parts throw when they are read.
  init(_ parts: [EmbeddingCache]) throws(StoreError) {
    var records: [[ClipRecord]] = []
    for part in parts { records.append(try part.clips()) }
    let places = records.dropFirst().map { records in
      Dictionary(uniqueKeysWithValues: records.enumerated().map { ($1.clip, $0) })
    }
    var clips: [ClipRecord] = []
    var rows = [[Int]](repeating: [], count: parts.count)
    for first in records[0] {
      var found = [first]
      for (records, places) in zip(records.dropFirst(), places) {
        if let place = places[first.clip] { found.append(records[place]) }
      }
      guard found.count == parts.count else { continue }
      for (part, record) in found.enumerated() { rows[part].append(record.row) }
      clips.append(
        ClipRecord(
          clip: first.clip, row: clips.count, durationSeconds: first.durationSeconds,
          hasFile: found.contains { $0.hasFile },
          // Where the parts differ, rather no result than a loop among results.
          role: found.contains { $0.role == .query } ? .query : .gallery))
    }
    self.parts = parts
    table = ClipTable(clips, stamp: nil, encoder: parts[0].encoder)
    self.rows = rows
    lacking = Self.lacking(zip(parts, records).map { ($0.encoder, $1) }, joined: clips.count)
  }

  private static func lacking(
    _ parts: [(encoder: EncoderIdentity, records: [ClipRecord])], joined: Int
  ) -> [LackingPart] {
    guard parts.contains(where: { $0.records.count > joined }) else { return [] }
    let present = Set(parts.flatMap { $0.records.lazy.filter(\.hasFile).map(\.clip) })
    return parts.compactMap { encoder, records in
      let count = present.subtracting(records.lazy.map(\.clip)).count
      return count > 0 ? LackingPart(encoder: encoder, clips: count) : nil
    }
  }

  /// The embeddings of each part, all of its rows.
  func matrices() throws(StoreError) -> [EmbeddingMatrix] {
    var matrices: [EmbeddingMatrix] = []
    for part in parts { matrices.append(try part.embeddings()) }
    return matrices
  }

  func paths(of clip: ClipID) throws(StoreError) -> [String] {
    try merged(by: \.self) { part throws(StoreError) in try part.paths(of: clip) }
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
