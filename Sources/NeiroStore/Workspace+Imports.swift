import Foundation
public import NeiroCore

/// Caches of vectors that were imported: one, and perhaps what a killed import has left.
extension Workspace {
  /// A version that no cache of this name has yet.
  public func unusedImportVersion(named name: String) -> Int {
    (importedCaches(named: name).map(\.version).max() ?? 0) + 1
  }

  /// Removes all caches of this name but that of `encoder`.
  public func removeImports(besides encoder: EncoderIdentity) {
    for cache in importedCaches(named: encoder.name)
    where cache.folder.lastPathComponent != encoder.description {
      try? FileManager.default.removeItem(at: cache.folder)
    }
  }

  private func importedCaches(named name: String) -> [(version: Int, folder: URL)] {
    let folders = (try? FileManager.default.contentsOfDirectory(atPath: cacheFolder.path)) ?? []
    return folders.compactMap { folder in
      guard folder.hasPrefix("\(name)-v") else { return nil }
      // NAME-vVERSION-HASH; a longer name may begin like a shorter one.
      let parts = folder.dropFirst(name.count + 2).split(
        separator: "-", omittingEmptySubsequences: false)
      guard parts.count == 2, let version = Int(parts[0]), parts[1].count == 12 else { return nil }
      return (version, cacheFolder.appending(path: folder, directoryHint: .isDirectory))
    }
  }
}
