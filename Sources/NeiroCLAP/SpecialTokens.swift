/// Words that stand for one token wherever they are found, such as `<mask>`.
struct SpecialTokens: Sendable {
  struct Token: Hashable, Sendable {
    let text: String
    let id: Int
    /// Whether it swallows the white space before it, and behind it.
    var stripsLeft = false
    var stripsRight = false
  }

  enum Part {
    case token(Int)
    case text(ArraySlice<Unicode.Scalar>)
  }

  let tokens: [Token]
  private let scalars: [[Unicode.Scalar]]
  private let firstScalars: Set<Unicode.Scalar>

  init(_ tokens: [Token]) {
    // The longest first: of two that begin alike, it is the one that is meant.
    self.tokens = tokens.filter { !$0.text.isEmpty }.sorted {
      ($1.text.unicodeScalars.count, $0.text) < ($0.text.unicodeScalars.count, $1.text)
    }
    scalars = self.tokens.map { Array($0.text.unicodeScalars) }
    firstScalars = Set(scalars.compactMap(\.first))
  }

  /// The length of the longest, in bytes.
  var longest: Int { tokens.map(\.text.utf8.count).max() ?? 1 }

  /// A text cut at the special tokens, from left to right.
  func parts(of text: [Unicode.Scalar]) -> [Part] {
    var parts: [Part] = []
    var start = 0
    var place = 0
    while place < text.count {
      guard firstScalars.contains(text[place]),
        let found = scalars.firstIndex(where: { text[place...].starts(with: $0) })
      else {
        place += 1
        continue
      }
      var end = place
      if tokens[found].stripsLeft {
        while end > start, text[end - 1].properties.isWhitespace { end -= 1 }
      }
      if end > start { parts.append(.text(text[start..<end])) }
      parts.append(.token(tokens[found].id))
      place += scalars[found].count
      if tokens[found].stripsRight {
        while place < text.count, text[place].properties.isWhitespace { place += 1 }
      }
      start = place
    }
    if start < text.count { parts.append(.text(text[start...])) }
    return parts
  }
}
