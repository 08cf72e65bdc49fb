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
    guard (try? NumpyFile.write(fresh, to: path)) != nil else { return fresh }
    for other in (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    where other.hasPrefix("\(what)-") && other != name {
      unlink(folder.appending(path: other, directoryHint: .notDirectory).path)
    }
    return matrix(at: path, rowCount: clips.count, width: width) ?? fresh
  }

  private func matrix(at path: String, rowCount: Int, width: Int) -> EmbeddingMatrix? {
    guard FileManager.default.fileExists(atPath: path),
      let file = try? EmbeddingFile(at: path, dimension: width, forWriting: false),
      (try? file.header().rowCount) == rowCount, file.rowsOnDisk >= rowCount
    else { return nil }
    return try? file.matrix(rowCount: rowCount)
  }
}
