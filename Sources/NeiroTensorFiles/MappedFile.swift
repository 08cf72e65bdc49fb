public import Foundation

/// The bytes of a file, mapped for reading as long as somebody holds this.
///
/// What is never looked at is never read, so that a model of two gigabytes costs what is used of it.
public final class MappedFile: @unchecked Sendable {
  public let path: String
  /// Valid as long as this object lives; nobody writes to them.
  public let bytes: UnsafeRawBufferPointer

  /// - Throws: ``TensorFileError/unreadable(path:reason:)`` for what is no regular file.
  public init(contentsOf file: URL) throws(TensorFileError) {
    path = file.path
    // Non-blocking, because a named pipe would otherwise wait for a writer for ever.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw .unreadable(path: path, reason: Self.systemReason()) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw .unreadable(path: path, reason: Self.systemReason())
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      let isFolder = status.st_mode & S_IFMT == S_IFDIR
      throw .unreadable(path: path, reason: isFolder ? "it is a folder" : "it is no regular file")
    }
    let count = Int(status.st_size)
    guard count > 0 else {
      bytes = UnsafeRawBufferPointer(start: nil, count: 0)
      return
    }
    guard let base = mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0), base != MAP_FAILED
    else { throw .unreadable(path: path, reason: Self.systemReason()) }
    bytes = UnsafeRawBufferPointer(start: base, count: count)
  }

  deinit {
    if let base = bytes.baseAddress {
      munmap(UnsafeMutableRawPointer(mutating: base), bytes.count)
    }
  }

  private static func systemReason() -> String {
    errno == ENOENT ? "there is no such file" : String(cString: strerror(errno))
  }
}
