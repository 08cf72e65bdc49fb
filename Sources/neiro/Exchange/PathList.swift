import Foundation
import NeiroStore

/// A text file with the path of a sound on each line.
struct PathList {
  let lines: [String]
  /// What relative paths start from; the first with such a file wins.
  let folders: [URL]

  /// - Parameters:
  ///   - file: The text file; its folder comes first.
  ///   - folders: Where to look next.
  /// - Throws: ``EmbeddingImportError``.
  init(contentsOf file: URL, folders: [URL]) throws {
    let data: Data
    do {
      data = try Data(contentsOf: file)
    } catch {
      throw EmbeddingImportError.noPaths(path: file.path, reason: FileProblem(error).words)
    }
    guard let text = String(validating: data, as: UTF8.self) else {
      throw EmbeddingImportError.noPaths(path: file.path, reason: "it is not UTF-8 text")
    }
    // By bytes: to a String, CR and LF are one character.
    var lines = text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false).map { line in
      String(decoding: line.last == 0x0D ? line.dropLast() : line, as: UTF8.self)
    }
    while lines.last?.isEmpty == true { lines.removeLast() }
    self.lines = lines
    var seen: Set<String> = []
    self.folders = ([file.standardizedFileURL.deletingLastPathComponent()] + folders).filter {
      seen.insert(StandardPath.standardized($0.path)).inserted
    }
  }

  /// The file that a line names.
  ///
  /// - Returns: Its absolute path and what tells that it is still the same.
  /// - Throws: ``BadRow`` that says where it was looked for.
  func file(onLine index: Int) throws(BadRow) -> (path: String, stamp: FileStamp) {
    let line = lines[index]
    guard !line.isEmpty, !line.utf8.contains(0) else { throw BadRow("it names no file") }
    let isAbsolute = line.utf8.first == UInt8(ascii: "/")
    var reason: String?
    for folder in isAbsolute ? folders.prefix(1) : folders[...] {
      let path = StandardPath.absolute(line, from: folder)
      do throws(StoreError) {
        return (path, try FileStamp(ofFileAt: path))
      } catch .unreadable(_, .missing) {
        continue
      } catch {
        reason = reason ?? error.description
      }
    }
    let lookedIn = isAbsolute ? "" : " (looked in \(folders.map(\.path).joined(separator: ", ")))"
    throw BadRow(reason ?? "there is no file \(line)\(lookedIn)")
  }
}

/// Why one row of an import can't be used.
struct BadRow: Error {
  let reason: String

  init(_ reason: String) {
    self.reason = reason
  }
}
