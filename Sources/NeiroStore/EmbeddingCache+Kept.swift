import Foundation
public import NeiroCore

extension EmbeddingCache {
  /// What a base makes of all embeddings, kept beside them: `<what>-<key>.npy`.
  ///
  /// The file is a copy that can be made again at any time; where it cannot be written, nothing is
  /// kept and it is computed each time. Files of other keys are removed.
  ///
  /// - Parameters:
  ///   - what: `projections`, `hubness`.
  ///   - width: Numbers in a row.
  ///   - base: Tells one base from another.
  ///   - clips: All clips of this cache, with their roles.
  ///   - compute: Makes a row for each clip.
  /// - Returns: N × `width`, mapped if possible.
  public func kept(
    _ what: String, width: Int, by base: String, of clips: [ClipRecord],
    compute: () throws -> EmbeddingMatrix
  ) rethrows -> EmbeddingMatrix {
    var contents = FNV1a()
    for clip in clips { contents.combine("\(clip.clip.hex) \(clip.role.rawValue)\n") }
    let name = "\(what)-\(base)-\(contents.hex).npy"
    let path = folder.appending(path: name, directoryHint: .notDirectory).path
    if let kept = matrix(at: path, rowCount: clips.count, width: width) { return kept }
    let fresh = try compute()
    guard (try? Self.write(fresh, to: path)) != nil else { return fresh }
    for other in (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    where other.hasPrefix("\(what)-") && other != name {
      unlink(folder.appending(path: other, directoryHint: .notDirectory).path)
    }
    return matrix(at: path, rowCount: clips.count, width: width) ?? fresh
  }

  private static let rowsAtOnce = 1024

  private func matrix(at path: String, rowCount: Int, width: Int) -> EmbeddingMatrix? {
    guard FileManager.default.fileExists(atPath: path),
      let file = try? EmbeddingFile(at: path, dimension: width, forWriting: false),
      (try? file.header().rowCount) == rowCount, file.rowsOnDisk >= rowCount
    else { return nil }
    return try? file.matrix(rowCount: rowCount)
  }

  /// Under another name first, so that the file is there as a whole or not at all.
  private static func write(_ matrix: EmbeddingMatrix, to path: String) throws(StoreError) {
    let temporary = "\(path).\(getpid()).new"
    defer { unlink(temporary) }
    let file = try EmbeddingFile(
      at: temporary, dimension: matrix.dimension, forWriting: true)
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
