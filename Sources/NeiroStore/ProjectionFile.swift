import Foundation
public import NeiroCore

extension EmbeddingCache {
  /// What a base makes of all embeddings, kept beside them: `projections-<key>.npy`.
  ///
  /// The file is a copy that can be made again at any time; where it cannot be written, nothing is
  /// kept and the projections are computed each time. Files of other keys are removed.
  ///
  /// - Parameters:
  ///   - base: Tells one base from another.
  ///   - clips: All clips of this cache, with their roles.
  ///   - compute: Makes the projections: N × D, row for row.
  /// - Returns: N × D, mapped if possible.
  public func projections(
    by base: String, of clips: [ClipRecord], compute: () throws -> EmbeddingMatrix
  ) rethrows -> EmbeddingMatrix {
    var contents = FNV1a()
    for clip in clips { contents.combine("\(clip.clip.hex) \(clip.role.rawValue)\n") }
    let name = "\(Self.prefix)\(base)-\(contents.hex).npy"
    let path = folder.appending(path: name, directoryHint: .notDirectory).path
    if let kept = kept(at: path, rowCount: clips.count) { return kept }
    let projections = try compute()
    guard (try? Self.write(projections, to: path)) != nil else { return projections }
    for other in (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    where other.hasPrefix(Self.prefix) && other != name {
      unlink(folder.appending(path: other, directoryHint: .notDirectory).path)
    }
    return kept(at: path, rowCount: clips.count) ?? projections
  }

  private static let prefix = "projections-"
  private static let rowsAtOnce = 1024

  private func kept(at path: String, rowCount: Int) -> EmbeddingMatrix? {
    guard FileManager.default.fileExists(atPath: path),
      let file = try? EmbeddingFile(at: path, dimension: encoder.dimension, forWriting: false),
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
