import Foundation
import NeiroCore

/// Writing that either is done when it returns, or says in a sentence why not.
enum FileWriting {
  /// Writes all the bytes of `values` at `offset`.
  static func write<Value: BitwiseCopyable>(
    _ values: [Value], to descriptor: Int32, at offset: Int, path: String
  ) throws(StoreError) {
    let result = values.withUnsafeBytes { bytes in
      Result { () throws(StoreError) in
        try write(bytes, to: descriptor, at: offset, path: path)
      }
    }
    try result.get()
  }

  private static func write(
    _ bytes: UnsafeRawBufferPointer, to descriptor: Int32, at offset: Int, path: String
  ) throws(StoreError) {
    var done = 0
    while done < bytes.count {
      let count = pwrite(
        descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done, off_t(offset + done))
      if count >= 0 {
        done += count
      } else if errno != EINTR {
        throw .unwritable(path: path, problem: FileProblem(errno: errno))
      }
    }
  }

  static func synchronize(_ descriptor: Int32, path: String) throws(StoreError) {
    while fsync(descriptor) != 0 {
      guard errno == EINTR else {
        throw .unwritable(path: path, problem: FileProblem(errno: errno))
      }
    }
  }

  /// Puts a new file in the place of whatever is at `path`: at any instant there is the old one or
  /// the new one, never a part.
  static func replace(_ path: String, with bytes: [UInt8]) throws(StoreError) {
    let result = bytes.withUnsafeBytes { bytes in
      Result { () throws(StoreError) in try replace(path, with: bytes) }
    }
    try result.get()
  }

  static func replace(_ path: String, with block: ByteBlock) throws(StoreError) {
    try block.withBytes { bytes throws(StoreError) in try replace(path, with: bytes) }
  }

  private static func replace(
    _ path: String, with bytes: UnsafeRawBufferPointer
  ) throws(StoreError) {
    let temporary = "\(path).\(getpid()).new"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw .unwritable(path: path, problem: FileProblem(errno: errno))
    }
    do throws(StoreError) {
      defer { close(descriptor) }
      try write(bytes, to: descriptor, at: 0, path: path)
      try synchronize(descriptor, path: path)
    } catch {
      unlink(temporary)
      throw error
    }
    guard rename(temporary, path) == 0 else {
      let problem = FileProblem(errno: errno)
      unlink(temporary)
      throw .unwritable(path: path, problem: problem)
    }
  }
}
