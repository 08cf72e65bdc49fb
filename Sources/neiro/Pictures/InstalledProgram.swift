import Foundation

/// A program of this machine that Neiro uses where it is there.
enum InstalledProgram {
  /// The first on the search path of that name; nil if there is none.
  static func named(_ name: String) -> URL? {
    (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").lazy
      .map { URL(fileURLWithPath: String($0)).appendingPathComponent(name) }
      .first { FileManager.default.isExecutableFile(atPath: $0.path) }
  }
}
