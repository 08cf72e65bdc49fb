import Foundation
import NeiroCore

/// What tells, without opening it, that a database is still the one that was read before.
///
/// A commit counts up SQLite's change counter and rewrites the file; one that is under way, or that a
/// kill left behind, has a journal beside it.
///
/// *Source*: <https://www.sqlite.org/fileformat2.html#file_change_counter>.
struct DatabaseStamp: Hashable {
  /// Size, inode, time of the last change in nanoseconds, change counter.
  let words: [UInt64]

  /// What tells that several databases are all what they were; nil where one can't be told.
  init?(joining stamps: [DatabaseStamp?]) {
    var hash = FNV1a()
    for stamp in stamps {
      guard let stamp else { return nil }
      hash.combine("\(stamp.words) ")
    }
    words = [hash.value, UInt64(stamps.count), 0, 0]
  }

  /// nil where nothing can be told: while somebody writes, and for a write-ahead log, which doesn't
  /// count.
  init?(ofDatabaseAt path: String) {
    var status = stat()
    var header = [UInt8](repeating: 0, count: 28)
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    guard fstat(descriptor, &status) == 0,
      pread(descriptor, &header, header.count, 0) == header.count,
      header[18] == 1, header[19] == 1,  // 2 is a write-ahead log
      access(path + "-journal", F_OK) != 0
    else { return nil }
    let counter = header[24...].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    let changed = Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
    words = [
      UInt64(status.st_size), UInt64(status.st_ino), UInt64(bitPattern: changed), counter,
    ]
  }
}
