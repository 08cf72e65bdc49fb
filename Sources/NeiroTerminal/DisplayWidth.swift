/// How many columns of a terminal a text takes.
///
/// *Source*: Unicode Standard Annex #11, East Asian Width, <https://www.unicode.org/reports/tr11/>:
/// wide and fullwidth characters take two columns. Ambiguous ones take one, as in any terminal that
/// isn't set up for an East Asian legacy encoding.
public enum DisplayWidth {
  public static func of(_ text: some StringProtocol) -> Int {
    text.reduce(0) { $0 + of($1) }
  }

  public static func of(_ character: Character) -> Int {
    guard let scalar = character.unicodeScalars.first else { return 0 }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format, .control: return 0
    default: break
    }
    // U+FE0F asks for the coloured picture, which is wide.
    let isPicture = character.unicodeScalars.contains { $0.value == 0xFE0F }
    return isPicture || wide.contains { $0.contains(scalar.value) } ? 2 : 1
  }

  /// Blocks that are wide as a whole, or nearly so.
  private static let wide: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x231A...0x231B, 0x23E9...0x23EC, 0x2614...0x2615, 0x26A1...0x26A1,
    0x2705...0x2705, 0x274C...0x274C, 0x2753...0x2757, 0x2B50...0x2B50, 0x2E80...0x303E,
    0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF, 0xA960...0xA97F,
    0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6,
    0x16FE0...0x18CFF, 0x1B000...0x1B2FF, 0x1F004...0x1F004, 0x1F0CF...0x1F0CF,
    0x1F18E...0x1F18E, 0x1F191...0x1F19A, 0x1F200...0x1F320, 0x1F32D...0x1F64F,
    0x1F680...0x1F6FF, 0x1F7E0...0x1F7EB, 0x1F900...0x1F9FF, 0x1FA70...0x1FAFF, 0x20000...0x3FFFD,
  ]

  /// The longest beginning of `text` that fits.
  ///
  /// - Parameters:
  ///   - text: One line.
  ///   - columns: 0 or more.
  ///   - ellipsis: Ends the text where something had to go.
  /// - Returns: At most so many columns.
  public static func clip(
    _ text: String, to columns: Int, ellipsis: String = "…"
  ) -> String {
    guard of(text) > columns else { return text }
    return prefix(of: text, columns: columns - of(ellipsis)) + (columns > 0 ? ellipsis : "")
  }

  /// The longest end of `text` that fits: the part of a path that tells most.
  public static func clipStart(
    _ text: String, to columns: Int, ellipsis: String = "…"
  ) -> String {
    guard of(text) > columns else { return text }
    let reversed = prefix(of: text.reversed(), columns: columns - of(ellipsis))
    return (columns > 0 ? ellipsis : "") + String(reversed.reversed())
  }

  /// `text` in lines that fit, broken at spaces where there are any.
  public static func wrap(_ text: String, to columns: Int) -> [String] {
    var lines = [""]
    for word in text.split(separator: " ") {
      let last = lines[lines.count - 1]
      let joined = last.isEmpty ? String(word) : "\(last) \(word)"
      if last.isEmpty || of(joined) <= columns {
        lines[lines.count - 1] = joined
      } else {
        lines.append(String(word))
      }
    }
    return lines.map { clip($0, to: columns) }
  }

  private static func prefix(of text: some Sequence<Character>, columns: Int) -> String {
    var used = 0
    return String(
      text.prefix { character in
        used += of(character)
        return used <= columns
      })
  }
}
