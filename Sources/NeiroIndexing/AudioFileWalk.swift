import Foundation
import NeiroStore

/// The audio files below a folder.
///
/// Hidden files and folders are left out. A symbolic link to a file is followed, one to a folder is
/// not, so a walk always ends.
struct AudioFileWalk {
  static let extensions: Set<String> = [
    "wav", "wave", "flac", "ogg", "oga", "opus", "mp3", "aif", "aiff", "aifc",
  ]

  /// Absolute paths in byte order, which is the same on every machine.
  private(set) var files: [String] = []
  /// Folders that could not be read.
  private(set) var failed: [FailedFile] = []

  /// - Parameter input: The absolute path of a folder, or of a file with any extension.
  init(_ input: String) throws(IndexError) {
    var status = stat()
    if stat(input, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
      walk(input)
      files.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    } else if lstat(input, &status) == 0 {
      files = [input]
    } else {
      throw .noSuchInput(path: input)
    }
  }

  static func isAudio(_ name: String) -> Bool {
    guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")), dot != name.startIndex else {
      return false
    }
    return extensions.contains(name[name.index(after: dot)...].lowercased())
  }

  private mutating func walk(_ folder: String) {
    guard let stream = opendir(folder) else {
      let reason = "the folder cannot be read: \(String(cString: strerror(errno)).lowercased())"
      failed.append(FailedFile(path: folder, reason: reason))
      return
    }
    var subfolders: [String] = []
    while let entry = readdir(stream) {
      guard entry.pointee.d_name.0 != CChar(bitPattern: UInt8(ascii: ".")) else { continue }
      let name = Self.name(of: entry)
      guard let name else {
        failed.append(
          FailedFile(path: folder, reason: "the name of a file in it is not UTF-8; rename it"))
        continue
      }
      let path = folder == "/" ? "/\(name)" : "\(folder)/\(name)"
      switch Self.kind(of: entry, path: path) {
      case .folder: subfolders.append(path)
      case .fileOrLink where Self.isAudio(name): files.append(path)
      case .fileOrLink, .other: break
      }
    }
    closedir(stream)
    for subfolder in subfolders { walk(subfolder) }
  }

  private enum Kind {
    case folder
    case fileOrLink
    case other
  }

  private static func kind(of entry: UnsafeMutablePointer<dirent>, path: String) -> Kind {
    switch Int32(entry.pointee.d_type) {
    case Int32(DT_DIR): return .folder
    case Int32(DT_REG): return .fileOrLink
    case Int32(DT_LNK): return linkKind(path)
    case Int32(DT_UNKNOWN):
      // Some file systems leave the kind out.
      var status = stat()
      guard lstat(path, &status) == 0 else { return .other }
      switch status.st_mode & S_IFMT {
      case S_IFDIR: return .folder
      case S_IFREG: return .fileOrLink
      case S_IFLNK: return linkKind(path)
      default: return .other
      }
    default: return .other
    }
  }

  /// A broken link counts as a file, so that it is listed among the failed ones.
  private static func linkKind(_ path: String) -> Kind {
    var status = stat()
    guard stat(path, &status) == 0 else { return .fileOrLink }
    return status.st_mode & S_IFMT == S_IFREG ? .fileOrLink : .other
  }

  private static func name(of entry: UnsafeMutablePointer<dirent>) -> String? {
    withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
      String(validating: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
  }
}
