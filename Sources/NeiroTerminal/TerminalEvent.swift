/// What happens at a terminal.
public enum TerminalEvent: Hashable, Sendable {
  case key(TerminalKey)
  /// The size is another one.
  case resized
  /// The program was stopped, as by Ctrl-Z, and goes on. The screen is empty.
  case resumed
  /// Somebody asks the program to end, by the signal of this number: Ctrl-C, termination, a lost line.
  case interrupted(signal: Int32)
  /// Nobody is at the other end any more.
  case closed
}

/// Why a terminal can't be used full-screen.
public enum TerminalError: Error, Hashable, CustomStringConvertible {
  case notATerminal(message: String)
  case noPipe(message: String)

  public var description: String {
    switch self {
    case .notATerminal(let message):
      "The terminal can't be switched to single keys (\(message)). Ask line by line with --plain."
    case .noPipe(let message):
      "The terminal's signals can't be listened to (\(message)). Close other programs, or ask line "
        + "by line with --plain."
    }
  }
}
