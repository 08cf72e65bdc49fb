internal import CLinux
public import Foundation

/// Folders that appear whole or not at all.
public enum AtomicFolder {
  /// Fills a staging folder beside `folder`, then puts it in `folder`'s place in one step.
  ///
  /// - Parameters:
  ///   - folder: The folder to make or to replace.
  ///   - fill: Writes the contents into the staging folder it is given.
  /// - Throws: What `fill` throws, or a file error; `folder` is then as it was.
  public static func replace(_ folder: URL, fill: (URL) throws -> Void) throws {
    let files = FileManager.default
    let parent = folder.deletingLastPathComponent()
    try files.createDirectory(at: parent, withIntermediateDirectories: true)
    let staging = parent.appendingPathComponent(
      "\(stagingPrefix)\(folder.lastPathComponent).\(ProcessInfo.processInfo.processIdentifier)",
      isDirectory: true)
    try? files.removeItem(at: staging)
    try files.createDirectory(at: staging, withIntermediateDirectories: false)
    defer { try? files.removeItem(at: staging) }  // after an exchange, this is the old folder
    try fill(staging)
    for name in try files.contentsOfDirectory(atPath: staging.path) {
      flush(staging.appendingPathComponent(name))
    }
    flush(staging)
    let code =
      files.fileExists(atPath: folder.path)
      ? linux_exchange(staging.path, folder.path) : rename(staging.path, folder.path)
    guard code == 0 else {
      throw CocoaError(
        .fileWriteUnknown,
        userInfo: [NSLocalizedDescriptionKey: String(cString: strerror(errno))])
    }
    flush(parent)
  }

  /// Removes what a killed process left in `parent`.
  public static func removeLeftovers(in parent: URL) {
    let files = FileManager.default
    for name in (try? files.contentsOfDirectory(atPath: parent.path)) ?? []
    where name.hasPrefix(stagingPrefix) {
      guard let owner = name.split(separator: ".").last.flatMap({ Int32($0) }),
        kill(owner, 0) != 0, errno == ESRCH
      else { continue }
      try? files.removeItem(at: parent.appendingPathComponent(name))
    }
  }

  private static let stagingPrefix = ".staging."

  /// Waits until a file, or a folder's list of names, is on the disk.
  private static func flush(_ url: URL) {
    let descriptor = open(url.path, O_RDONLY)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }
}
