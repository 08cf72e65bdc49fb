import Foundation
import NeiroCore

/// `embeddings.npy`: N × D float32 in rows, that `numpy.load(path, mmap_mode="r")` opens at any
/// moment, also in the middle of an append and after a kill.
///
/// The header never says more rows than the file holds: rows are written and on the disk before it
/// counts them. There may be rows past its count; they are nobody's, and the next append takes
/// their place.
final class EmbeddingFile {
  let path: String
  let dimension: Int
  private let descriptor: Int32

  /// Opens the file at `path`. A writer creates it, without rows, if it isn't there or is cut so
  /// short that its header is gone.
  ///
  /// - Throws: ``StoreError/notEmbeddings(path:reason:)`` for what Neiro did not write.
  init(at path: String, dimension: Int, forWriting: Bool) throws(StoreError) {
    self.path = path
    self.dimension = dimension
    if forWriting, Self.needsCreating(path) {
      try Self.create(path, dimension: dimension)
    }
    descriptor = open(path, (forWriting ? O_RDWR : O_RDONLY) | O_CLOEXEC)
    guard descriptor >= 0 else {
      let problem = FileProblem(errno: errno)
      throw forWriting
        ? .unwritable(path: path, problem: problem) : .unreadable(path: path, problem: problem)
    }
    let found = try header().dimension
    guard found == dimension else {
      throw .notEmbeddings(path: path, reason: "its rows have \(found) numbers, not \(dimension)")
    }
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  private var rowBytes: Int { dimension * MemoryLayout<Float>.size }

  /// How many whole rows the file has room for, whatever its header says.
  var rowsOnDisk: Int {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return 0 }
    return max(0, Int(status.st_size) - NumpyHeader.byteCount) / rowBytes
  }

  func header() throws(StoreError) -> NumpyHeader {
    var bytes = [UInt8](repeating: 0, count: NumpyHeader.byteCount)
    let count = pread(descriptor, &bytes, bytes.count, 0)
    guard count >= 0 else {
      throw .unreadable(path: path, problem: FileProblem(errno: errno))
    }
    do {
      return try NumpyHeader(bytes: Array(bytes.prefix(count)))
    } catch {
      switch error {
      case .notNumpy: throw .notEmbeddings(path: path, reason: "it has no header of numpy's")
      case .otherLayout(let reason): throw .notEmbeddings(path: path, reason: reason)
      }
    }
  }

  func writeHeader(rowCount: Int) throws(StoreError) {
    let bytes = NumpyHeader(rowCount: rowCount, dimension: dimension).bytes
    try FileWriting.write(bytes, to: descriptor, at: 0, path: path)
  }

  /// Puts whole rows at row `row`, past what the header counts.
  func write(_ values: [Float], atRow row: Int) throws(StoreError) {
    precondition(values.count.isMultiple(of: dimension), "ragged rows")
    try FileWriting.write(
      values, to: descriptor, at: NumpyHeader.byteCount + row * rowBytes, path: path)
  }

  /// Returns when all that was written is on the disk.
  func synchronize() throws(StoreError) {
    try FileWriting.synchronize(descriptor, path: path)
  }

  /// Maps the first `rowCount` rows; the file may grow meanwhile.
  func matrix(rowCount: Int) throws(StoreError) -> EmbeddingMatrix {
    guard rowCount > 0 else { return EmbeddingMatrix(dimension: dimension, values: []) }
    let byteCount = NumpyHeader.byteCount + rowCount * rowBytes
    guard let base = mmap(nil, byteCount, PROT_READ, MAP_SHARED, descriptor, 0),
      base != MAP_FAILED
    else { throw .unreadable(path: path, problem: FileProblem(errno: errno)) }
    let values = (base + NumpyHeader.byteCount).assumingMemoryBound(to: Float.self)
    // A pointer cannot be captured by a Sendable closure; its address can.
    let address = UInt(bitPattern: base)
    let (descriptor, rowBytes) = (fcntl(descriptor, F_DUPFD_CLOEXEC, 0), rowBytes)
    return EmbeddingMatrix(
      rowCount: rowCount, dimension: dimension, base: values,
      read: { row, values in
        let start = NumpyHeader.byteCount + row * rowBytes
        return pread(descriptor, values.baseAddress, rowBytes, off_t(start)) == rowBytes
      },
      release: {
        munmap(UnsafeMutableRawPointer(bitPattern: address), byteCount)
        if descriptor >= 0 { close(descriptor) }
      })
  }

  private static func needsCreating(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) != 0
      || (status.st_mode & S_IFMT == S_IFREG && status.st_size < NumpyHeader.byteCount)
  }

  /// Under another name first, so that nobody ever opens half a header.
  private static func create(_ path: String, dimension: Int) throws(StoreError) {
    try FileWriting.replace(path, with: NumpyHeader(rowCount: 0, dimension: dimension).bytes)
  }
}
