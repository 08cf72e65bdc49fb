/// Cuts a text into pieces that are never merged with each other, by GPT-2's rule:
///
///     's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+
///
/// By hand, because Swift's Regex goes by characters, and this rule goes by scalars: a letter and
/// its combining accent are two pieces.
struct PreSplitter {
  private enum Kind {
    case letter, number, space, other
  }

  private static let endings = ["s", "t", "re", "ve", "m", "ll", "d"].map {
    Array($0.unicodeScalars)
  }

  /// - Parameter scalars: A text without special tokens.
  /// - Returns: Its pieces, which together are the text.
  static func pieces(of scalars: ArraySlice<Unicode.Scalar>) -> [ArraySlice<Unicode.Scalar>] {
    var pieces: [ArraySlice<Unicode.Scalar>] = []
    var start = scalars.startIndex
    while start < scalars.endIndex {
      let end = end(ofPieceAt: start, in: scalars)
      pieces.append(scalars[start..<end])
      start = end
    }
    return pieces
  }

  private static func end(
    ofPieceAt start: Int, in scalars: ArraySlice<Unicode.Scalar>
  ) -> Int {
    if scalars[start] == "'" {
      let rest = scalars[(start + 1)...]
      if let ending = endings.first(where: { rest.starts(with: $0) }) {
        return start + 1 + ending.count
      }
    }
    // Letters, numbers or other characters, with one space before them or none.
    let first = scalars[start] == " " && start + 1 < scalars.endIndex ? start + 1 : start
    let kind = kind(of: scalars[first])
    let end = endOfRun(of: kind, from: first, in: scalars)
    if kind != .space { return end }
    // White space: all of it at the end of the text; else its last one belongs to what follows, or
    // is a piece of its own.
    let spaces = endOfRun(of: .space, from: start, in: scalars)
    return spaces == scalars.endIndex || spaces - start == 1 ? spaces : spaces - 1
  }

  private static func endOfRun(
    of kind: Kind, from start: Int, in scalars: ArraySlice<Unicode.Scalar>
  ) -> Int {
    var end = start
    while end < scalars.endIndex, self.kind(of: scalars[end]) == kind { end += 1 }
    return end
  }

  private static func kind(of scalar: Unicode.Scalar) -> Kind {
    if scalar.isASCII {
      switch scalar {
      case "a"..."z", "A"..."Z": return .letter
      case "0"..."9": return .number
      case " ", "\t"..."\r": return .space
      default: return .other
      }
    }
    if scalar.properties.isWhitespace { return .space }
    return switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter:
      .letter
    case .decimalNumber, .letterNumber, .otherNumber: .number
    default: .other
    }
  }
}
