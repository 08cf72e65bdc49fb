import Foundation

/// What tells, without reading a file, that it is still the one that was read before.
public struct FileStamp: Hashable, Sendable {
  public let sizeBytes: Int64
  /// Since 1970.
  public let modifiedNanoseconds: Int64

  public init(sizeBytes: Int64, modifiedNanoseconds: Int64) {
    self.sizeBytes = sizeBytes
    self.modifiedNanoseconds = modifiedNanoseconds
  }

  /// Looks at the file at `path`, through symbolic links.
  ///
  /// - Throws: ``StoreError/unreadable(path:problem:)`` for what is no regular file.
  public init(ofFileAt path: String) throws(StoreError) {
    var status = stat()
    guard stat(path, &status) == 0 else {
      throw .unreadable(path: path, problem: FileProblem(errno: errno))
    }
    switch status.st_mode & S_IFMT {
    case S_IFREG: self.init(status)
    case S_IFDIR: throw .unreadable(path: path, problem: .isFolder)
    default: throw .unreadable(path: path, problem: .notRegular)
    }
  }

  /// Looks at what stands at `path` itself, a symbolic link for instance; zeros if nothing does.
  public init(ofEntryAt path: String) {
    var status = stat()
    self = lstat(path, &status) == 0 ? Self(status) : Self(sizeBytes: 0, modifiedNanoseconds: 0)
  }

  private init(_ status: stat) {
    sizeBytes = Int64(status.st_size)
    modifiedNanoseconds =
      Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
  }
}
