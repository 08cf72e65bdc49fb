public import Foundation
public import NeiroCore

/// A folder with one person's labels, checkpoints, recipes, runs and caches.
///
///     Labels/labels.sqlite        pair labels
///     Labels/tags.sqlite          tags of clips
///     Checkpoints/NAME/           heads
///     Training/recipes/NAME.yaml  ways of training
///     Training/runs/STAMP/        what was trained
///     Training/evaluations/NAME   what later evaluations are compared with
///     Cache/ENCODER/              embeddings.npy and library.sqlite
public struct Workspace: Sendable {
  /// Absolute, with `.` and `..` resolved.
  public let root: URL

  /// - Parameter root: A folder that exists.
  /// - Throws: ``StoreError/noWorkspace(path:)``.
  public init(root: URL) throws(StoreError) {
    let path = StandardPath.standardized(root.absoluteURL.path)
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue
    else { throw .noWorkspace(path: path) }
    self.root = URL(filePath: path, directoryHint: .isDirectory)
  }

  public var labelsFolder: URL { folder("Labels") }
  public var labelDatabaseFile: URL {
    labelsFolder.appending(path: "labels.sqlite", directoryHint: .notDirectory)
  }
  public var tagDatabaseFile: URL {
    labelsFolder.appending(path: "tags.sqlite", directoryHint: .notDirectory)
  }
  public var checkpointsFolder: URL { folder("Checkpoints") }
  public var recipesFolder: URL { folder("Training/recipes") }
  public var runsFolder: URL { folder("Training/runs") }
  public var cacheFolder: URL { folder("Cache") }

  /// Where the embeddings of one encoder live.
  public func cacheFolder(for encoder: EncoderIdentity) -> URL {
    folder("Cache/\(encoder)")
  }

  public func checkpointFolder(named name: String) -> URL {
    folder("Checkpoints/\(name)")
  }

  /// Creates `folder` and those above it if they are not there.
  ///
  /// - Returns: `folder`.
  /// - Throws: ``StoreError/unwritable(path:problem:)``.
  @discardableResult
  public func makeFolder(_ folder: URL) throws(StoreError) -> URL {
    try FolderMaker.make(folder)
    return folder
  }

  /// The checkpoints with a manifest, the one written last first; equals in time go by name.
  ///
  /// - Returns: Names under `Checkpoints/`; empty if that folder isn't there.
  public func checkpointNames() -> [String] {
    let names = try? FileManager.default.contentsOfDirectory(atPath: checkpointsFolder.path)
    let stamped = (names ?? []).compactMap { name -> (name: String, time: Int64)? in
      let manifest = checkpointFolder(named: name).appending(path: "manifest.json").path
      guard let stamp = try? FileStamp(ofFileAt: manifest) else { return nil }
      return (name, stamp.modifiedNanoseconds)
    }
    return stamped.sorted { ($1.time, $0.name) < ($0.time, $1.name) }.map(\.name)
  }

  /// `path` as a person wants to read it: from the workspace's root if it lies inside.
  public func displayPath(_ path: String) -> String {
    guard path != root.path, root.path != "/", StandardPath.isPath(path, inside: root.path) else {
      return path
    }
    return String(decoding: path.utf8.dropFirst(root.path.utf8.count + 1), as: UTF8.self)
  }

  private func folder(_ path: String) -> URL {
    root.appending(path: path, directoryHint: .isDirectory)
  }
}

enum FolderMaker {
  static func make(_ folder: URL) throws(StoreError) {
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw .unwritable(path: folder.path, problem: FileProblem(error))
    }
  }
}
