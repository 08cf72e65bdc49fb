import Foundation

/// A lock that one program at a time can hold, and that ends with its program, however it ends.
final class FileLock {
  private let descriptor: Int32

  /// - Returns: nil if somebody else holds the lock at `path`.
  /// - Throws: ``StoreError/unwritable(path:problem:)``.
  init?(at path: String) throws(StoreError) {
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw .unwritable(path: path, problem: FileProblem(errno: errno))
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { return nil }
    // Whose it is, for the sentence that the next one gets. Not having it harms nobody.
    let holder = Array("\(getpid())\n".utf8)
    _ = ftruncate(descriptor, 0)
    _ = holder.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  /// The process that wrote its number into the lock at `path`.
  static func holder(at path: String) -> Int32? {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
    return Int32(text.trimmingCharacters(in: .whitespacesAndNewlines))
  }
}
