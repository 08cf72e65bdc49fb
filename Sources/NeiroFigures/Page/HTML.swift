/// A piece of HTML. What is interpolated into one is escaped unless it is a piece of HTML itself, so
/// that a preset's name can never become markup.
public struct HTML: ExpressibleByStringInterpolation, Sendable {
  public private(set) var text: String

  public init(stringLiteral value: String) {
    text = value
  }

  public init(stringInterpolation: StringInterpolation) {
    text = stringInterpolation.text
  }

  public init(joining pieces: [HTML], by separator: String = "\n") {
    text = pieces.map(\.text).joined(separator: separator)
  }

  /// Markup that this room has put together from numbers.
  init(verbatim text: String) {
    self.text = text
  }

  public static let empty: HTML = ""

  public struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var text = ""

    public init(literalCapacity: Int, interpolationCount: Int) {
      text.reserveCapacity(literalCapacity)
    }

    public mutating func appendLiteral(_ literal: String) {
      text += literal
    }

    public mutating func appendInterpolation(_ piece: HTML) {
      text += piece.text
    }

    public mutating func appendInterpolation(_ pieces: [HTML]) {
      text += HTML(joining: pieces).text
    }

    public mutating func appendInterpolation(_ value: String) {
      for character in value.unicodeScalars {
        switch character {
        case "&": text += "&amp;"
        case "<": text += "&lt;"
        case ">": text += "&gt;"
        case "\"": text += "&quot;"
        case "'": text += "&#39;"
        // Control characters have no place in a page, and U+202E would turn the rest around.
        case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{202A}"..."\u{202E}",
          "\u{2066}"..."\u{2069}":
          text += "\u{FFFD}"
        default: text.unicodeScalars.append(character)
        }
      }
    }

    public mutating func appendInterpolation(_ value: Int) {
      text += String(value)
    }

    /// A coordinate, to a tenth of a pixel.
    public mutating func appendInterpolation(_ value: Double) {
      text += FigureText.fixed(value, places: 1)
    }
  }
}
