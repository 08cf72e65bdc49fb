public import Foundation

/// `Cache/fingerprints.txt`: the fingerprints of weights by what tells their files from others, so that
/// a search doesn't hash megabytes of weights that it has hashed before.
///
/// One line each: what, inode, size, times of the last change of contents and of anything, fingerprint.
/// No write to a file goes by its change time, so weights that were changed by hand are hashed anew.
public struct FingerprintFile: Sendable {
  private let path: String
  private let folder: URL
  private static let mostBytes = 1 << 16

  public init(in workspace: Workspace) {
    folder = workspace.cacheFolder
    path = folder.appending(path: "fingerprints.txt", directoryHint: .notDirectory).path
  }

  /// - Parameters:
  ///   - what: Which weights of the file.
  ///   - file: The file.
  ///   - find: Hashes them.
  /// - Returns: What `find` returned when this file, as it is, was asked about first.
  public func fingerprint(of what: String, in file: URL, find: () -> String) -> String {
    var status = stat()
    guard stat(file.path, &status) == 0 else { return find() }
    let key =
      "\(what) \(status.st_ino) \(status.st_size) \(Self.text(status.st_mtim)) "
      + "\(Self.text(status.st_ctim)) "
    let known = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    for line in known.split(separator: "\n") where line.hasPrefix(key) {
      return String(line.dropFirst(key.count))
    }
    let found = find()
    // On a disk that can't be written, each command hashes them.
    try? keep(key + found + "\n", beside: known)
    return found
  }

  private static func text(_ time: timespec) -> String { "\(time.tv_sec).\(time.tv_nsec)" }

  private func keep(_ line: String, beside known: String) throws(StoreError) {
    try FolderMaker.make(folder)
    let kept = known.utf8.count < Self.mostBytes ? known : ""
    try FileWriting.replace(path, with: Array((kept + line).utf8))
  }
}
