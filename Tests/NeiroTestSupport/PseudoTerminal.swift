internal import CTestSupport
public import Foundation
internal import Glibc

/// A program at a terminal of its own, with somebody at the keys.
public final class PseudoTerminal {
  public private(set) var screen: VirtualScreen
  public let process: Int32
  private let keyboard: Int32
  /// The program's end, kept open so that its settings can be looked at when the program is gone.
  private let terminal: Int32
  private let flagsBefore: UInt32
  private var status: Int32?

  /// How long to wait for what must come; a machine under load is slow.
  private static let patience = 120.0

  public struct Failure: Error, CustomStringConvertible {
    public let description: String
  }

  /// Variables of `environment` are set on top of this process's own; an empty text takes one away.
  public init(
    _ program: BuiltProgram, _ arguments: [String], in folder: URL,
    environment: [String: String] = [:], columns: Int = 80, rows: Int = 24
  ) throws {
    screen = VirtualScreen(columns: columns, rows: rows)
    var name = [CChar](repeating: 0, count: 64)
    keyboard = pty_open(&name, name.count)
    guard keyboard >= 0 else { throw Failure(description: "there is no pseudo-terminal") }
    let path = String(decoding: name.prefix { $0 != 0 }.map(UInt8.init), as: UTF8.self)
    terminal = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC)
    var size = winsize(
      ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(keyboard, UInt(TIOCSWINSZ), &size)
    flagsBefore = Self.localFlags(terminal)
    var variables = ProcessInfo.processInfo.environment
    variables["TERM"] = "xterm-256color"
    variables["LC_ALL"] = "C.UTF-8"
    variables["NO_COLOR"] = nil
    for (name, value) in environment { variables[name] = value.isEmpty ? nil : value }
    process = try Self.spawn(
      program.url.path, arguments, in: folder, terminal: path,
      environment: variables.map { "\($0)=\($1)" })
  }

  deinit {
    if status == nil {
      Glibc.kill(process, SIGKILL)
      var ended: Int32 = 0
      waitpid(process, &ended, 0)
    }
    close(keyboard)
    close(terminal)
  }

  private static func spawn(
    _ path: String, _ arguments: [String], in folder: URL, terminal: String,
    environment: [String]
  ) throws -> Int32 {
    var words = ([path] + arguments).map { strdup($0) } + [nil]
    var variables = environment.map { strdup($0) } + [nil]
    defer { for word in words + variables { free(word) } }
    let process = pty_spawn(terminal, folder.path, path, &words, &variables)
    guard process > 0 else { throw Failure(description: "\(path) can't be started") }
    return process
  }

  private static func localFlags(_ terminal: Int32) -> UInt32 {
    var settings = termios()
    tcgetattr(terminal, &settings)
    return settings.c_lflag
  }

  /// Whether the terminal is as it was before the program: its settings, its screen, its cursor.
  public var isRestored: Bool {
    Self.localFlags(terminal) == flagsBefore && !screen.isAlternate && screen.showsCursor
  }

  /// Presses keys, one character each.
  public func press(_ keys: String) {
    let bytes = Array(keys.utf8)
    _ = write(keyboard, bytes, bytes.count)
  }

  public func resize(columns: Int, rows: Int) {
    readAll()
    screen = VirtualScreen(columns: columns, rows: rows)
    var size = winsize(
      ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(keyboard, UInt(TIOCSWINSZ), &size)
  }

  public func kill(_ signal: Int32) {
    Glibc.kill(process, signal)
  }

  // MARK: - Waiting

  public func wait(for text: String...) throws {
    try wait(for: "\(text)") { screen in text.allSatisfy(screen.text.contains) }
  }

  public func wait(for what: String, _ condition: (VirtualScreen) -> Bool) throws {
    let deadline = Date() + Self.patience
    while !condition(screen) {
      guard Date() < deadline else {
        throw Failure(description: "waited in vain for \(what) on\n\(screen.text)")
      }
      if !read(waitingAtMost: 50), hasEnded(), !read(waitingAtMost: 0), !condition(screen) {
        throw Failure(description: "ended before \(what) on\n\(screen.text)")
      }
    }
  }

  /// - Returns: The exit code; 128 + its number if a signal ended it, as shells say.
  public func waitForEnd() throws -> Int32 {
    let deadline = Date() + Self.patience
    while !hasEnded() {
      guard Date() < deadline else {
        throw Failure(description: "waited in vain for the end on\n\(screen.text)")
      }
      _ = read(waitingAtMost: 50)
    }
    readAll()
    let status = status ?? 0
    return status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F
  }

  private func hasEnded() -> Bool {
    if status != nil { return true }
    var ended: Int32 = 0
    guard waitpid(process, &ended, WNOHANG) == process else { return false }
    status = ended
    return true
  }

  private func readAll() {
    while read(waitingAtMost: 0) {}
  }

  private func read(waitingAtMost milliseconds: Int32) -> Bool {
    var ready = pollfd(fd: keyboard, events: Int16(POLLIN), revents: 0)
    guard poll(&ready, 1, milliseconds) > 0 else { return false }
    var bytes = [UInt8](repeating: 0, count: 65_536)
    let count = Glibc.read(keyboard, &bytes, bytes.count)
    guard count > 0 else { return false }
    screen.write(Array(bytes.prefix(count)))
    return true
  }
}
