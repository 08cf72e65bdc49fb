import NeiroCore

/// A word of what somebody says about results.
enum ResultWord: Hashable, Sendable {
  /// A result by its rank, or 0, the target.
  case play(Int)
  case answer(Int, PairLabel)
  case undo, help, quit

  /// Why a line can't be understood.
  enum Flaw: Error, Hashable {
    case unknown(String)
    case noSuchResult(Int)
    /// The target is what results are compared with.
    case targetItself
  }

  /// - Parameters:
  ///   - line: Words between spaces or commas, such as `3 0 +3 -1`. An empty one ends.
  ///   - count: How many results there are.
  /// - Returns: At least one word.
  /// - Throws: ``Flaw`` of the first word that means nothing.
  static func words(of line: String, count: Int) throws(Flaw) -> [ResultWord] {
    var words: [ResultWord] = []
    for text in line.split(whereSeparator: { $0.isWhitespace || $0 == "," }) {
      words.append(try word(text.lowercased(), count: count))
    }
    return words.isEmpty ? [.quit] : words
  }

  private static func word(_ text: String, count: Int) throws(Flaw) -> ResultWord {
    switch text {
    case "t": return .play(0)
    case "u": return .undo
    case "?": return .help
    case "q": return .quit
    default: break
    }
    let label: PairLabel? =
      switch text.first {
      case "+": .similar
      case "-": .dissimilar
      default: nil
      }
    let digits = label == nil ? Substring(text) : text.dropFirst()
    guard !digits.isEmpty, digits.allSatisfy({ $0.isASCII && $0.isNumber }) else {
      throw .unknown(text)
    }
    guard let number = Int(digits), number <= count else {
      throw .noSuchResult(Int(digits) ?? .max)
    }
    guard let label else { return .play(number) }
    guard number > 0 else { throw .targetItself }
    return .answer(number, label)
  }
}
