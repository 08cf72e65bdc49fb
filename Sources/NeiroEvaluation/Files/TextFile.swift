import Foundation

/// Reading of text files that people and other programs wrote.
enum TextFile {
  static func read(_ url: URL) throws -> String {
    let data: Data
    do {
      data = try Data(contentsOf: url)
    } catch {
      throw EvaluationError.unreadable(file: url.path, reason: error.localizedDescription)
    }
    guard let text = String(validating: data, as: UTF8.self) else {
      throw EvaluationError.notUTF8(file: url.path)
    }
    return text
  }
}

/// Scalars and not characters: a space followed by a combining mark is still a space, and a path
/// has to come out as it went in.
typealias Scalars = Substring.UnicodeScalarView

extension Substring.UnicodeScalarView {
  /// The text's scalars without a byte order mark.
  init(textOf text: String) {
    self = Substring(text).unicodeScalars
    if first == "\u{FEFF}" { removeFirst() }
  }

  func trimmingSeparators() -> Scalars {
    var trimmed = drop(while: \.isFieldSeparator)
    while trimmed.last?.isFieldSeparator == true { trimmed.removeLast() }
    return trimmed
  }

  /// The first field, and what follows the white space after it.
  func splitAtFirstSeparator() -> (field: Scalars, rest: Scalars) {
    guard let end = firstIndex(where: \.isFieldSeparator) else {
      return (self, self[endIndex...])
    }
    return (self[..<end], self[end...].drop(while: \.isFieldSeparator))
  }
}

extension Unicode.Scalar {
  /// The white space that separates the fields of a TREC line, as C's `isspace` has it.
  var isFieldSeparator: Bool {
    self == " " || ("\t"..."\r").contains(self)
  }
}
