import NeiroTerminal

/// Keys by the names that a person writes and reads.
extension TerminalKey {
  static let names: [(name: String, key: TerminalKey, short: String)] = [
    ("space", .character(" "), "Space"), ("backspace", .backspace, "Bksp"),
    ("delete", .delete, "Del"), ("enter", .enter, "Enter"), ("tab", .tab, "Tab"),
    ("left", .left, "←"), ("right", .right, "→"), ("up", .up, "Up"), ("down", .down, "Down"),
  ]

  /// - Parameter name: One character, or a name of ``names``. Escape leaves what was begun, and Ctrl
  ///   keys belong to the terminal, so they can't be had.
  init?(name: String) {
    if let known = Self.names.first(where: { $0.name == name.lowercased() }) {
      self = known.key
    } else if let character = name.first, name.count == 1, !character.isWhitespace {
      self = .character(character)
    } else {
      return nil
    }
  }

  var name: String {
    if case .character(let character) = self, character != " " { return String(character) }
    return Self.names.first { $0.key == self }?.name ?? "?"
  }

  /// As short as a list of keys needs it.
  var shortName: String {
    Self.names.first { $0.key == self }?.short ?? name
  }
}
