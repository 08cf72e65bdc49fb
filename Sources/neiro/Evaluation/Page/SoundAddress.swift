import Foundation

/// Where a page finds a sound.
enum SoundAddress {
  /// A path relative to the page where the sound lies in its folder or below, so that both can be
  /// moved together; else the file's own URL.
  static func of(_ file: URL, from page: URL) -> String {
    let folder = page.standardizedFileURL.deletingLastPathComponent().pathComponents
    let parts = file.standardizedFileURL.pathComponents
    guard parts.count > folder.count, Array(parts.prefix(folder.count)) == folder else {
      return file.standardizedFileURL.absoluteString
    }
    var allowed = CharacterSet.urlPathAllowed
    // A colon in the first part would make a scheme of what stands before it.
    allowed.remove(charactersIn: ":/;?#")
    return parts.dropFirst(folder.count).map {
      $0.addingPercentEncoding(withAllowedCharacters: allowed) ?? $0
    }.joined(separator: "/")
  }
}
