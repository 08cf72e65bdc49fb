public import Foundation
import GRDB
public import NeiroCore

/// A clip that a text named, and where it lies.
public struct ResolvedClip: Hashable, Sendable {
  public let clip: ClipID
  /// Absolute; nil if the text was a content hash and no file with it is known.
  public let path: String?
}

/// Finds the clip that a person or a CSV file means by a text. In this order:
///
/// 1. 64 hexadecimal digits are a content hash.
/// 2. A path of a file that is there, absolute or from one of the base folders. The library's hash
///    is taken if it knows the file as it is now; else the file is hashed.
/// 3. The end of one path in the library, whole components: `timgm/x.ogg` is found as
///    `/any/where/timgm/x.ogg`. Files that are gone count only where no other fits.
///
/// - Complexity: One look-up in an index for each reference, whatever the library's size.
public struct ClipResolver: Sendable {
  private let library: EmbeddingCache?
  private let baseFolders: [URL]

  /// - Parameters:
  ///   - library: nil if nothing is indexed yet; then only hashes and files are found.
  ///   - baseFolders: What relative paths start from, the first that fits wins: the current
  ///     folder, the folder of the CSV file, the workspace's root.
  public init(library: EmbeddingCache?, baseFolders: [URL]) {
    self.library = library
    var seen: Set<String> = []
    self.baseFolders = baseFolders.filter {
      seen.insert(StandardPath.standardized($0.path)).inserted
    }
  }

  /// - Throws: ``StoreError/noSuchClip(text:lookedIn:libraryFiles:)``,
  ///   ``StoreError/ambiguousClip(text:paths:clips:)``, ``StoreError/clipIsFolder(path:)``,
  ///   ``StoreError/unreadable(path:problem:)``.
  public func clip(_ text: String) throws(StoreError) -> ClipID {
    if let clip = ClipID(hex: text) { return clip }
    return try resolve(text).clip
  }

  /// As `clip(_:)`, with the path of a file that has the clip's content.
  public func resolve(_ text: String) throws(StoreError) -> ResolvedClip {
    if let clip = ClipID(hex: text) {
      return ResolvedClip(clip: clip, path: try library?.paths(of: clip).first)
    }
    let isAbsolute = text.utf8.first == UInt8(ascii: "/")
    let candidates = paths(text, isAbsolute: isAbsolute)
    if let found = try fileThatIsThere(candidates) { return found }
    let matches = try libraryMatches(candidates, end: isAbsolute ? nil : text)
    if let found = try choose(from: matches, text: text) { return found }
    let folders = isAbsolute ? [] : baseFolders.map { StandardPath.standardized($0.path) }
    throw .noSuchClip(
      text: text, lookedIn: folders,
      libraryFiles: try library.map { library throws(StoreError) in try library.counts().files })
  }

  /// Where a file called `text` may lie.
  private func paths(_ text: String, isAbsolute: Bool) -> [String] {
    if text.isEmpty { return [] }
    if isAbsolute { return [StandardPath.standardized(text)] }
    return baseFolders.map { StandardPath.absolute(text, from: $0) }
  }

  private func fileThatIsThere(_ paths: [String]) throws(StoreError) -> ResolvedClip? {
    var folder: String?
    for path in paths where !path.utf8.contains(0) {
      let stamp: FileStamp
      do {
        stamp = try FileStamp(ofFileAt: path)
      } catch {
        if case .unreadable(_, .isFolder) = error { folder = folder ?? path }
        continue
      }
      let known = try libraryMatches([path], end: nil).first { $0.stamp == stamp }
      let clip: ClipID
      if let known {
        clip = known.clip
      } else {
        clip = try ClipID(contentsOfFileAt: path)
      }
      return ResolvedClip(clip: clip, path: path)
    }
    if let folder { throw .clipIsFolder(path: folder) }
    return nil
  }

  // MARK: - The library

  private struct Match {
    let path: String
    let clip: ClipID
    let stamp: FileStamp
    let isMissing: Bool

    init?(_ row: Row) {
      guard let clip = ClipID(hex: row["contentHash"] as String) else { return nil }
      path = row["path"]
      self.clip = clip
      stamp = FileStamp(
        sizeBytes: row["sizeBytes"], modifiedNanoseconds: row["modifiedNanoseconds"])
      isMissing = row["isMissing"]
    }
  }

  /// The clip of the files that are there, or of the vanished ones if none is.
  private func choose(from matches: [Match], text: String) throws(StoreError) -> ResolvedClip? {
    let present = matches.filter { !$0.isMissing }
    let matches = present.isEmpty ? matches : present
    guard let first = matches.first else { return nil }
    guard matches.allSatisfy({ $0.clip == first.clip }) else {
      var seen: Set<ClipID> = []
      let different = matches.filter { seen.insert($0.clip).inserted }
      throw .ambiguousClip(
        text: text, paths: different.prefix(3).map(\.path), clips: different.count)
    }
    return ResolvedClip(clip: first.clip, path: first.path)
  }

  /// The library's files at the first of `paths` that it knows, else those whose path ends in
  /// `end`.
  private func libraryMatches(_ paths: [String], end: String?) throws(StoreError) -> [Match] {
    guard let library else { return [] }
    return try library.read { database in
      for path in paths {
        let matches = try Self.matches(database, "path = ?", [path])
        if !matches.isEmpty { return matches }
      }
      let components = (end ?? "").split(separator: "/").filter { $0 != "." }
      guard let name = components.last, !components.contains("..") else { return [] }
      let end = "/" + components.joined(separator: "/")
      return try Self.matches(
        database, "name = ? AND substr(path, -length(?)) = ?", [String(name), end, end])
    }
  }

  private static func matches(
    _ database: Database, _ condition: String, _ arguments: StatementArguments
  ) throws -> [Match] {
    let statement = try database.cachedStatement(
      sql: """
        SELECT path, contentHash, sizeBytes, modifiedNanoseconds, isMissing
        FROM file JOIN clip ON clip.id = clipId WHERE \(condition) ORDER BY path
        """)
    return try Row.fetchAll(statement, arguments: arguments).compactMap(Match.init)
  }
}
