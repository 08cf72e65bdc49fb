public import Foundation

/// Files under `Tests/Fixtures`; its README says how each was made.
public enum Fixtures {
  public static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Fixtures")

  public static func file(_ path: String) -> URL { folder.appendingPathComponent(path) }
}
