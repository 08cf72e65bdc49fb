import Foundation
import NeiroCore

enum MappedBytes {
  /// The bytes of the file at `path`, mapped for reading; nil where they can't be, and for an empty
  /// file.
  static func map(_ path: String) -> ByteBlock? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      status.st_size > 0,
      let base = mmap(nil, Int(status.st_size), PROT_READ, MAP_SHARED, descriptor, 0),
      base != MAP_FAILED
    else { return nil }
    let bytes = UnsafeRawBufferPointer(start: base, count: Int(status.st_size))
    // A pointer cannot be captured by a Sendable closure; its address can.
    let (address, count) = (UInt(bitPattern: base), bytes.count)
    return ByteBlock(bytes) { munmap(UnsafeMutableRawPointer(bitPattern: address), count) }
  }
}
