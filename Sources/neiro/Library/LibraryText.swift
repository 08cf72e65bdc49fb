import NeiroCore
import NeiroStore

/// Words about a library that several commands use.
enum LibraryText {
  /// `557 presets, 60 loops`; loops are mentioned where there are some.
  static func holding(presets: Int, loops: Int) -> String {
    let presets = counted(presets, "preset")
    return loops == 0 ? presets : "\(presets), \(counted(loops, "loop"))"
  }

  /// A line for each file that could not be indexed with an encoder; for many with one reason, one
  /// line in all.
  static func failures(_ failed: [FailedFile], of encoder: EncoderIdentity) -> [String] {
    let filesOfReason = Dictionary(grouping: failed, by: \.reason)
    var told: Set<String> = []
    return failed.compactMap { file in
      let alike = filesOfReason[file.reason]?.count ?? 1
      guard alike > mostAlike else { return "Failed: \(file.path): \(file.reason)" }
      guard told.insert(file.reason).inserted else { return nil }
      return
        "Failed: \(file.path) and \(alike - 1) more, which `\(encoder.command("status"))` names: "
        + file.reason
    }
  }

  private static let mostAlike = 10

  static func counted(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
  }
}
