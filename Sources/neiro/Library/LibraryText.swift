/// Words about a library that several commands use.
enum LibraryText {
  /// `557 presets, 60 loops`; loops are mentioned where there are some.
  static func holding(presets: Int, loops: Int) -> String {
    let presets = counted(presets, "preset")
    return loops == 0 ? presets : "\(presets), \(counted(loops, "loop"))"
  }

  static func counted(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
  }
}
