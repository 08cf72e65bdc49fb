import Foundation

/// A regular, non-empty file opened for reading. Anything that a read could wait on for ever (a
/// pipe, a terminal, a device) is refused before a byte is read.
final class RegularFile {
  let descriptor: Int32
  let byteCount: Int

  init(_ file: URL) throws(AudioError) {
    (descriptor, byteCount) = try Self.open(file.path)
  }

  deinit { close(descriptor) }

  /// Up to `count` bytes from `offset` on, fewer at the end of the file, none where reading fails.
  /// The place from which others read the file stays as it is.
  func bytes(at offset: Int, count: Int) -> [UInt8] {
    guard offset >= 0, count > 0 else { return [] }
    return [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      while filled < count {
        let place = buffer.baseAddress.map { $0 + filled }
        let got = pread(descriptor, place, count - filled, off_t(offset + filled))
        if got < 0 && errno == EINTR { continue }
        if got <= 0 { break }
        filled += got
      }
    }
  }

  private static func open(
    _ path: String
  ) throws(AudioError) -> (descriptor: Int32, byteCount: Int) {
    // Not blocking, so that opening a pipe nobody writes to returns at once.
    let descriptor = Foundation.open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw reason(errno, path: path) }
    var status = stat()
    let failure: AudioError? =
      if fstat(descriptor, &status) != 0 {
        .unreadable(reason: String(cString: strerror(errno)))
      } else {
        switch status.st_mode & S_IFMT {
        case S_IFREG: status.st_size == 0 ? .empty : nil
        case S_IFDIR: .folder
        default: .notARegularFile
        }
      }
    if let failure {
      close(descriptor)
      throw failure
    }
    return (descriptor, Int(status.st_size))
  }

  private static func reason(_ code: Int32, path: String) -> AudioError {
    switch code {
    case ENOENT:
      let destination = try? FileManager.default.destinationOfSymbolicLink(atPath: path)
      return destination.map { .brokenLink(destination: $0) } ?? .doesNotExist
    case EACCES, EPERM: return .notPermitted
    case ENXIO: return .notARegularFile  // a socket
    default: return .unreadable(reason: String(cString: strerror(code)))
    }
  }
}
