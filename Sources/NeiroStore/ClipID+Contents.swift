import COpenSSL
public import Foundation
public import NeiroCore

extension ClipID {
  /// Hashes the bytes of a file, a block at a time, so that its length doesn't matter.
  ///
  /// - Throws: ``StoreError/unreadable(path:problem:)``.
  public init(contentsOf file: URL) throws(StoreError) {
    try self.init(contentsOfFileAt: file.path)
  }

  /// Hashes the bytes of the file at `path`.
  ///
  /// - Throws: ``StoreError/unreadable(path:problem:)``.
  public init(contentsOfFileAt path: String) throws(StoreError) {
    // Non-blocking, because a named pipe would otherwise wait for a writer for ever.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      throw .unreadable(path: path, problem: FileProblem(errno: errno))
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      let isFolder = status.st_mode & S_IFMT == S_IFDIR
      throw .unreadable(path: path, problem: isFolder ? .isFolder : .notRegular)
    }
    guard let context = EVP_MD_CTX_new() else {
      throw .unreadable(path: path, problem: FileProblem(errno: ENOMEM))
    }
    defer { EVP_MD_CTX_free(context) }
    guard EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else {
      throw .unreadable(path: path, problem: .other(message: "SHA-256 is not available"))
    }

    let block = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 64)
    defer { block.deallocate() }
    while true {
      let count = read(descriptor, block.baseAddress, block.count)
      if count == 0 { break }
      if count < 0 {
        if errno == EINTR { continue }
        throw .unreadable(path: path, problem: FileProblem(errno: errno))
      }
      EVP_DigestUpdate(context, block.baseAddress, count)
    }
    var digest = [UInt8](repeating: 0, count: 32)
    guard EVP_DigestFinal_ex(context, &digest, nil) == 1, let clip = ClipID(digest: digest) else {
      throw .unreadable(path: path, problem: .other(message: "SHA-256 failed"))
    }
    self = clip
  }
}
