/// How a piece of text looks, where the terminal may show it.
public enum TextStyle: Hashable, Sendable {
  case plain, bold, dim, green, red, yellow, cyan

  /// The parameters of "select graphic rendition" (ECMA-48).
  fileprivate var code: String? {
    switch self {
    case .plain: nil
    case .bold: "1"
    case .dim: "2"
    case .green: "32"
    case .red: "31"
    case .yellow: "33"
    case .cyan: "36"
    }
  }
}

/// One line of a screen: pieces of text, each in its style.
public struct StyledLine: Hashable, Sendable, ExpressibleByStringLiteral {
  public struct Piece: Hashable, Sendable {
    public let text: String
    public let style: TextStyle
  }

  public private(set) var pieces: [Piece] = []

  public init(_ text: String = "", _ style: TextStyle = .plain) {
    append(text, style)
  }

  public init(stringLiteral text: String) {
    self.init(text)
  }

  /// Control characters, which a file's name may hold, would move the cursor: they are replaced.
  public mutating func append(_ text: String, _ style: TextStyle = .plain) {
    guard !text.isEmpty else { return }
    let isControl = { (scalar: Unicode.Scalar) in scalar.properties.generalCategory == .control }
    var clean = String.UnicodeScalarView()
    for scalar in text.unicodeScalars { clean.append(isControl(scalar) ? "\u{FFFD}" : scalar) }
    pieces.append(Piece(text: String(clean), style: style))
  }

  /// The text without its styles.
  public var text: String { pieces.map(\.text).joined() }

  public var width: Int { pieces.reduce(0) { $0 + DisplayWidth.of($1.text) } }

  public static func + (left: StyledLine, right: StyledLine) -> StyledLine {
    var line = left
    line.pieces += right.pieces
    return line
  }

  /// The line with `end` at the right border; where both don't fit, `end` is left out.
  public func ending(with end: StyledLine, columns: Int) -> StyledLine {
    let gap = columns - width - end.width
    guard gap > 0 else { return self }
    return self + StyledLine(String(repeating: " ", count: gap)) + end
  }

  /// What to write to a terminal.
  ///
  /// - Parameters:
  ///   - columns: What doesn't fit is left out.
  ///   - isColoured: Whether to write styles.
  ///   - isUnicode: Whether the terminal shows more than ASCII.
  /// - Returns: Text with its control sequences.
  public func rendered(columns: Int, isColoured: Bool, isUnicode: Bool = true) -> String {
    var left = columns
    var output = ""
    for piece in pieces where left > 0 {
      let shown = isUnicode ? piece.text : Self.ascii(piece.text)
      let text = DisplayWidth.clip(shown, to: left, ellipsis: isUnicode ? "…" : ".")
      left -= DisplayWidth.of(text)
      if isColoured, let code = piece.style.code {
        output += "\u{1B}[\(code)m\(text)\u{1B}[0m"
      } else {
        output += text
      }
    }
    return output
  }

  /// The nearest that ASCII has.
  private static let plainer: [Character: Character] = [
    "…": ".", "·": "|", "─": "-", "━": "=", "▶": ">", "✓": "+", "○": "-", "←": "<", "→": ">",
    "“": "\"", "”": "\"", "’": "'", "–": "-", "−": "-", "×": "x", "♪": "*",
  ]

  private static func ascii(_ text: String) -> String {
    String(text.map { $0.isASCII ? $0 : plainer[$0] ?? "?" })
  }
}
