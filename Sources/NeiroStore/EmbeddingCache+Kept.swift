import Foundation
public import NeiroCore

/// What is made of the cache's embeddings and kept beside them: `<what>-<key>-<contents>.<ending>`.
///
/// Such a file is a copy that can be made again at any time; where it cannot be written, nothing is
/// kept and it is computed each time. One that is mapped stays readable when its name is taken by
/// another or goes.
extension EmbeddingCache {
  /// A matrix with a row for each clip.
  ///
  /// - Parameters:
  ///   - what: `projections`, `hubness`.
  ///   - width: Numbers in a row.
  ///   - key: Tells one base or head from another.
  ///   - most: How many of other keys may stay beside it.
  ///   - clips: The clips that it is made of; of others, or with other roles, it is another.
  ///   - compute: Makes a row for each clip.
  /// - Returns: N × `width`, mapped if possible.
  /// - Throws: What `compute` throws.
  public func kept(
    _ what: String, width: Int, by key: String, besides most: Int = 0, of clips: ClipTable,
    compute: () throws -> EmbeddingMatrix
  ) rethrows -> EmbeddingMatrix {
    let rowCount = clips.rowCount
    return try kept(
      what, by: key, ending: "npy", besides: most, of: clips,
      read: { path in
        guard let file = try? EmbeddingFile(at: path, dimension: width, forWriting: false),
          (try? file.header().rowCount) == rowCount, file.rowsOnDisk >= rowCount
        else { return nil }
        return try? file.matrix(rowCount: rowCount)
      }, write: { try NumpyFile.write($0, to: $1) }, compute: compute)
  }

  /// Bytes in a layout of their own.
  ///
  /// - Parameters:
  ///   - what: As above.
  ///   - key: As above.
  ///   - most: As above.
  ///   - clips: As above.
  ///   - read: Makes of a file's bytes what they were made of; nil if they are damaged or of another
  ///     version.
  ///   - bytes: What is to be in the file.
  ///   - compute: Makes it anew.
  /// - Returns: What was read or made.
  /// - Throws: What `compute` throws.
  public func kept<Value>(
    _ what: String, by key: String, besides most: Int = 0, of clips: ClipTable,
    read: (ByteBlock) -> Value?, bytes: (Value) -> ByteBlock,
    compute: () throws -> Value
  ) rethrows -> Value {
    try kept(
      what, by: key, ending: "bin", besides: most, of: clips,
      read: { MappedBytes.map($0).flatMap(read) },
      write: { try FileWriting.replace($1, with: bytes($0)) }, compute: compute)
  }

  private func kept<Value>(
    _ what: String, by key: String, ending: String, besides most: Int, of clips: ClipTable,
    read: (_ path: String) -> Value?, write: (Value, _ path: String) throws -> Void,
    compute: () throws -> Value
  ) rethrows -> Value {
    let contents = contents(of: clips)
    let name = "\(what)-\(key)-\(contents).\(ending)"
    let path = folder.appending(path: name, directoryHint: .notDirectory).path
    if let kept = read(path) { return kept }
    let fresh = try compute()
    guard (try? write(fresh, path)) != nil else { return fresh }
    removeOthers(of: what, than: name, contents: contents, leaving: most)
    return read(path) ?? fresh
  }

  /// Tells these clips, their roles and their embeddings from others; embeddings by their file's stamp,
  /// since another program may write to what NumPy maps.
  private func contents(of clips: ClipTable) -> String {
    var contents = FNV1a()
    contents.combine(clips.contents)
    for file in embeddingFiles {
      let stamp = FileStamp(ofEntryAt: file.path)
      contents.combine(" \(stamp.sizeBytes) \(stamp.modifiedNanoseconds)")
    }
    return contents.hex
  }

  /// Removes files of other clips, and those of other keys but the youngest.
  private func removeOthers(
    of what: String, than name: String, contents: String, leaving most: Int
  ) {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    let others = files.filter { $0.hasPrefix("\(what)-") && $0 != name }.map { other in
      let path = folder.appending(path: other, directoryHint: .notDirectory).path
      let isOfTheseClips = other.contains("-\(contents).")
      let changed = FileStamp(ofEntryAt: path).modifiedNanoseconds
      return (path: path, age: isOfTheseClips ? changed : .min)
    }
    for (place, other) in others.sorted(by: { $0.age > $1.age }).enumerated()
    where place >= most || other.age == .min {
      unlink(other.path)
    }
  }
}
