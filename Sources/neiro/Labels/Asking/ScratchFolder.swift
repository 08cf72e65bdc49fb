import Foundation

/// A folder for files that nobody wants once the program has ended. What a killed program left is
/// removed by the next one.
struct ScratchFolder: Sendable {
  private static let prefix = "neiro-scratch-"

  let url: URL

  init() throws {
    let parent = FileManager.default.temporaryDirectory
    Self.removeLeftovers(in: parent)
    url = parent.appendingPathComponent(
      "\(Self.prefix)\(ProcessInfo.processInfo.processIdentifier)-\(UUID().uuidString)",
      isDirectory: true)
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  func remove() {
    try? FileManager.default.removeItem(at: url)
  }

  private static func removeLeftovers(in parent: URL) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: parent.path)) ?? []
    for name in names where name.hasPrefix(prefix) {
      let owner = name.dropFirst(prefix.count).prefix { $0.isNumber }
      guard let owner = Int32(owner), kill(owner, 0) != 0, errno == ESRCH else { continue }
      try? FileManager.default.removeItem(at: parent.appendingPathComponent(name))
    }
  }
}
