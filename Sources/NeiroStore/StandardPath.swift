public import Foundation

/// Absolute paths as the library stores them: `.`, `..` and doubled slashes resolved by text alone,
/// symbolic links kept, because a person knows their files by the names they gave.
public enum StandardPath {
  /// - Parameters:
  ///   - path: Absolute or relative.
  ///   - folder: What a relative path starts from.
  public static func absolute(_ path: String, from folder: URL) -> String {
    path.utf8.first == UInt8(ascii: "/")
      ? standardized(path) : standardized(folder.path + "/" + path)
  }

  /// - Parameter path: An absolute path.
  public static func standardized(_ path: String) -> String {
    var components: [Substring] = []
    for component in path.split(separator: "/") where component != "." {
      if component == ".." {
        _ = components.popLast()
      } else {
        components.append(component)
      }
    }
    return "/" + components.joined(separator: "/")
  }

  /// The text after the last slash.
  public static func name(of path: String) -> String {
    path.utf8.lastIndex(of: UInt8(ascii: "/"))
      .map { String(path[path.utf8.index(after: $0)...]) } ?? path
  }

  /// Whether `path` lies in `folder`, at any depth, or is that folder itself.
  public static func isPath(_ path: String, inside folder: String) -> Bool {
    let folder = folder == "/" ? "" : folder
    return path.utf8.starts(with: folder.utf8)
      && (path.utf8.count == folder.utf8.count
        || path.utf8.dropFirst(folder.utf8.count).first == UInt8(ascii: "/"))
  }
}
