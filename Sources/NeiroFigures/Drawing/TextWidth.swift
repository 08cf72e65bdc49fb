/// How wide text is drawn, about: which font a reader has isn't known.
enum TextWidth {
  /// In pixels.
  static func of(_ text: String, fontSize: Double = 12) -> Double {
    text.unicodeScalars.reduce(0) { width, character in
      // East Asian scripts and emoji are as wide as they are high.
      width + (character.value >= 0x1100 ? 1 : 0.56)
    } * fontSize
  }

  /// `text`, its middle left out where it is wider than `width`: the ends of file names tell most.
  static func shortened(_ text: String, to width: Double, fontSize: Double = 12) -> String {
    guard of(text, fontSize: fontSize) > width else { return text }
    let most = max(3, Int(width / (0.56 * fontSize)))
    let characters = Array(text)
    guard characters.count > most else { return String(characters.prefix(most / 2)) + "…" }
    let head = (most - 1) / 2
    return String(characters.prefix(head)) + "…" + String(characters.suffix(most - 1 - head))
  }
}
