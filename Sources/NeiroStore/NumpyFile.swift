import Foundation
public import NeiroCore

/// Matrices as `.npy` files, which `numpy.load` opens.
public enum NumpyFile {
  private static let rowsAtOnce = 1024

  /// Writes N × D float32 to `path`. The file is there as a whole or not at all; one that was there
  /// is replaced.
  ///
  /// - Throws: ``StoreError/unwritable(path:problem:)``.
  public static func write(_ matrix: EmbeddingMatrix, to path: String) throws(StoreError) {
    let temporary = "\(path).\(getpid()).new"
    unlink(temporary)
    defer { unlink(temporary) }
    let file: EmbeddingFile
    do throws(StoreError) {
      file = try EmbeddingFile(at: temporary, dimension: matrix.dimension, forWriting: true)
    } catch .unwritable(_, let problem) {
      throw .unwritable(path: path, problem: problem)
    }
    for start in stride(from: 0, to: matrix.rowCount, by: rowsAtOnce) {
      let rows = start..<min(start + rowsAtOnce, matrix.rowCount)
      let values = matrix.withRows {
        Array($0[rows.lowerBound * matrix.dimension..<rows.upperBound * matrix.dimension])
      }
      try file.write(values, atRow: start)
    }
    try file.writeHeader(rowCount: matrix.rowCount)
    try file.synchronize()
    guard rename(temporary, path) == 0 else {
      throw .unwritable(path: path, problem: FileProblem(errno: errno))
    }
  }
}
