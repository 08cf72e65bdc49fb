internal import Foundation

/// Data goes to stdout, talk goes to stderr.
public enum Output {
  /// Prints one JSON document on stdout, with sorted keys. Numbers that JSON hasn't got are texts.
  public static func json(_ document: some Encodable) throws {
    try json(document, .prettyPrinted)
  }

  /// Prints one JSON document on a line of stdout, for a reader that takes them as they come.
  public static func jsonLine(_ document: some Encodable) throws {
    try json(document, [])
  }

  private static func json(
    _ document: some Encodable, _ formatting: JSONEncoder.OutputFormatting
  ) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = formatting.union([.sortedKeys, .withoutEscapingSlashes])
    encoder.dateEncodingStrategy = .iso8601
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    write(try encoder.encode(document) + Data("\n".utf8))
  }

  /// Prints a line of data on stdout.
  public static func line(_ text: String = "") {
    self.text(text + "\n")
  }

  /// Prints text on stdout as it is.
  public static func text(_ text: String) {
    write(Data(text.utf8))
  }

  /// Prints a table on stdout.
  public static func table(_ table: TextTable) {
    for (index, row) in table.lines.enumerated() {
      line(index == 0 && table.hasHeadings ? Terminal.dim(row) : row)
    }
  }

  /// Prints a line of talk on stderr.
  public static func note(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data((text + "\n").utf8))
  }

  /// Ends the program if nobody reads any more, as in `neiro … | head -1`, or if the disk is full.
  private static func write(_ data: Data) {
    data.withUnsafeBytes { bytes in
      var rest = bytes
      while !rest.isEmpty {
        let count = Foundation.write(STDOUT_FILENO, rest.baseAddress, rest.count)
        if count >= 0 {
          rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
        } else if errno != EINTR {
          giveUp(errno)
        }
      }
    }
  }

  private static func giveUp(_ code: Int32) -> Never {
    if code == EPIPE {  // as a program ends that doesn't ignore the signal
      _ = signal(SIGPIPE, SIG_DFL)
      raise(SIGPIPE)
    }
    note("Error: The output can't be written: \(String(cString: strerror(code))).")
    exit(1)
  }
}

/// What the terminal at the other end of a stream can do.
public enum Terminal {
  public static let errorIsTerminal = isatty(STDERR_FILENO) == 1
  public static let outputIsTerminal = isatty(STDOUT_FILENO) == 1

  public static let inputIsTerminal = isatty(STDIN_FILENO) == 1

  /// Whether stdin and stdout are one terminal that a program may take over as a whole.
  public static let isFullScreen =
    inputIsTerminal && outputIsTerminal
    && !["", "dumb"].contains(ProcessInfo.processInfo.environment["TERM"] ?? "")

  /// Whether the terminal shows more than ASCII, as the locale says.
  public static let isUnicode: Bool = {
    let environment = ProcessInfo.processInfo.environment
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy
      .compactMap { environment[$0] }.first { !$0.isEmpty }
    return (locale ?? "").lowercased().replacing("-", with: "").hasSuffix("utf8")
  }()

  /// Whether to colour stdout: only on a terminal, and never where `NO_COLOR` is set.
  public static let coloursOutput =
    outputIsTerminal && (ProcessInfo.processInfo.environment["NO_COLOR"] ?? "").isEmpty
    && ProcessInfo.processInfo.environment["TERM"] != "dumb"

  public static func bold(_ text: String) -> String { styled(text, "1") }
  public static func dim(_ text: String) -> String { styled(text, "2") }
  public static func green(_ text: String) -> String { styled(text, "32") }
  public static func red(_ text: String) -> String { styled(text, "31") }

  private static func styled(_ text: String, _ code: String) -> String {
    coloursOutput ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }

  /// The width of the terminal at stderr, in columns.
  public static var width: Int {
    var size = winsize()
    guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }
}
