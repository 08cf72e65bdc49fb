import Foundation
import NeiroCore

enum MappedBytes {
  /// The bytes of the file at `path`, mapped for reading; nil where they can't be, and for an empty
  /// file. What is forgotten of them stays in the system's cache, but not with the process.
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
    // In large pages, what is looked at brings two megabytes with it, and they are hard to give back.
    madvise(base, Int(status.st_size), MADV_NOHUGEPAGE)
    let bytes = UnsafeRawBufferPointer(start: base, count: Int(status.st_size))
    // A pointer cannot be captured by a Sendable closure; its address can.
    let (address, count) = (UInt(bitPattern: base), bytes.count)
    return ByteBlock(
      bytes,
      forget: { part in
        let page = Int(sysconf(Int32(_SC_PAGESIZE)))
        let start = (Int(bitPattern: part.baseAddress) + page - 1) / page * page
        let end = (Int(bitPattern: part.baseAddress) + part.count) / page * page
        if start < end {
          madvise(UnsafeMutableRawPointer(bitPattern: start), end - start, MADV_DONTNEED)
        }
      },
      release: { munmap(UnsafeMutableRawPointer(bitPattern: address), count) })
  }
}
