internal import CLinux
internal import Glibc

/// A terminal taken over as a whole: single keys in, lines of text out.
///
/// There is one at a time. However the process ends, the terminal is as it was before.
///
///     let screen = try TerminalScreen(isColoured: true, isUnicode: true)
///     defer { screen.close() }
///     screen.draw(["Press a key."])
///     let events = screen.events(waitingAtMost: 1000)
public final class TerminalScreen {
  private let input = STDIN_FILENO
  private let output = STDOUT_FILENO
  private let isColoured: Bool
  private let isUnicode: Bool
  /// The reading end of the pipe that signal handlers write to, and the writing end.
  private let signals: (read: Int32, write: Int32)
  private var decoder = KeyDecoder()
  /// What each row shows, as it was written.
  private var shown: [String] = []

  // The alternate screen without a cursor, then the way back. Literals stay where they are.
  private static let enter: StaticString = "\u{1B}[?1049h\u{1B}[?25l\u{1B}[2J"
  private static let leave: StaticString = "\u{1B}[0m\u{1B}[?25h\u{1B}[?1049l"

  /// Milliseconds after which an Escape is a key of its own, on slow lines too.
  private static let escapeTimeout: Int32 = 100

  /// Takes over the terminal at stdin and stdout.
  public init(isColoured: Bool, isUnicode: Bool) throws(TerminalError) {
    self.isColoured = isColoured
    self.isUnicode = isUnicode
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { throw .noPipe(message: String(cString: strerror(errno))) }
    for end in ends {
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)  // players have no use for it
    }
    signals = (ends[0], ends[1])
    let entered = terminal_enter(
      input, output, signals.write, Self.pointer(Self.enter), Self.pointer(Self.leave))
    guard entered == 0 else {
      let message = String(cString: strerror(errno))
      Glibc.close(signals.read)
      Glibc.close(signals.write)
      throw .notATerminal(message: message)
    }
  }

  deinit {
    close()
    Glibc.close(signals.read)
    Glibc.close(signals.write)
  }

  private static func pointer(_ text: StaticString) -> UnsafePointer<CChar> {
    UnsafeRawPointer(text.utf8Start).assumingMemoryBound(to: CChar.self)
  }

  /// Brings the terminal back as it was. Can be called twice.
  public func close() {
    terminal_leave()
  }

  /// The size; 80 × 24 where the terminal doesn't tell.
  public var size: TerminalSize {
    var size = winsize()
    guard ioctl(output, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else {
      return .standard
    }
    return TerminalSize(columns: Int(size.ws_col), rows: Int(size.ws_row))
  }

  // MARK: - Reading

  /// Waits until something happens.
  ///
  /// - Parameter milliseconds: The longest to wait; nil: for ever.
  /// - Returns: What happened, in its order; empty if the time was over.
  public func events(waitingAtMost milliseconds: Int32?) -> [TerminalEvent] {
    var ready = [input, signals.read].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    let limit = milliseconds ?? -1
    let timeout = decoder.isWaiting ? Self.escapeTimeout : limit
    let count = poll(&ready, nfds_t(ready.count), timeout)
    guard count > 0 else {
      return count == 0 ? decoder.flush().map(TerminalEvent.key) : []
    }
    var events: [TerminalEvent] = []
    if ready[1].revents != 0 { events += read(signals.read).bytes.compactMap(event) }
    if ready[0].revents != 0 {
      let (bytes, isOpen) = read(input)
      events += decoder.decode(bytes).map(TerminalEvent.key)
      if !isOpen { events.append(.closed) }
    }
    return events
  }

  private func event(ofSignal byte: UInt8) -> TerminalEvent? {
    switch Int32(byte) {
    case SIGWINCH: return .resized
    case SIGCONT:
      shown = []
      return .resumed
    case let signal: return .interrupted(signal: signal)
    }
  }

  private func read(_ descriptor: Int32) -> (bytes: [UInt8], isOpen: Bool) {
    var bytes = [UInt8](repeating: 0, count: 1024)
    let count = Glibc.read(descriptor, &bytes, bytes.count)
    if count < 0 { return ([], [EINTR, EAGAIN].contains(errno)) }
    return (Array(bytes.prefix(count)), count > 0)
  }

  // MARK: - Drawing

  /// Shows `lines` from the top, cut to the size. Only rows that changed are written.
  public func draw(_ lines: [StyledLine]) {
    let size = size
    let rows = (0..<size.rows).map { row in
      row < lines.count
        ? lines[row].rendered(
          columns: size.columns, isColoured: isColoured, isUnicode: isUnicode) : ""
    }
    var text = ""
    if rows.count != shown.count {
      text = "\u{1B}[2J"
      shown = Array(repeating: "", count: rows.count)
    }
    for (row, line) in rows.enumerated() where line != shown[row] {
      text += "\u{1B}[\(row + 1);1H\u{1B}[2K\(line)"
    }
    shown = rows
    write(text)
  }

  /// Forgets what is shown: the next drawing writes all of it. After a resize, and where another
  /// program wrote between.
  public func invalidate() {
    shown = []
  }

  private func write(_ text: String) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let written = bytes.withUnsafeBytes { Glibc.write(output, $0.baseAddress, $0.count) }
      if written > 0 {
        bytes = bytes.dropFirst(written)
      } else if errno == EAGAIN {
        var ready = pollfd(fd: output, events: Int16(POLLOUT), revents: 0)
        guard poll(&ready, 1, 1000) > 0 else { return }
      } else if errno != EINTR {
        return  // nobody is there to see it; reading tells
      }
    }
  }
}
