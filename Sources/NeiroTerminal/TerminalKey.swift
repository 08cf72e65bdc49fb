/// A key as a terminal sends it.
public enum TerminalKey: Hashable, Sendable {
  /// A key that writes something, the space among them.
  case character(Character)
  /// A letter together with Ctrl, in lower case.
  case control(Character)
  case enter, tab, escape, backspace, delete
  case up, down, left, right
  /// A sequence that none of the others is; it must not be taken for its letters.
  case other
}
