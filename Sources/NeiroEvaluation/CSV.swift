/// Reading of comma-separated values.
///
/// Source: RFC 4180, <https://www.rfc-editor.org/rfc/rfc4180>. Lines may end in LF or CR LF, and
/// a byte order mark is skipped. Spaces belong to the field they stand in.
enum CSV {
  struct Record: Equatable {
    /// The line it begins on, from 1.
    let line: Int
    let fields: [String]
  }

  /// - Returns: The records that are not blank lines, and the lines whose quotes are wrong.
  static func records(of text: String) -> (records: [Record], bad: [BadLine]) {
    var reader = Reader(rest: Scalars(textOf: text))
    var records: [Record] = []
    var bad: [BadLine] = []
    while !reader.rest.isEmpty {
      let line = reader.line
      switch reader.record() {
      case .success(let fields) where fields == [""]: continue
      case .success(let fields): records.append(Record(line: line, fields: fields))
      case .failure(let problem): bad.append(BadLine(number: line, reason: problem.reason))
      }
    }
    return (records, bad)
  }

  private struct Problem: Error {
    let reason: BadLine.Reason
  }

  private struct Reader {
    var rest: Scalars
    var line = 1

    /// Takes one record and its line end; after a failure, the rest of the line.
    mutating func record() -> Result<[String], Problem> {
      var fields: [String] = []
      repeat {
        do throws(Problem) {
          fields.append(try field())
        } catch {
          while !takeLineEnd(), !rest.isEmpty { rest.removeFirst() }
          return .failure(error)
        }
      } while take(",")
      _ = takeLineEnd()
      return .success(fields)
    }

    /// Takes one field, up to the comma or line end after it.
    private mutating func field() throws(Problem) -> String {
      if take("\"") { return try quotedField() }
      let end = rest.firstIndex { $0 == "," || $0 == "\n" || $0 == "\"" } ?? rest.endIndex
      var field = rest[..<end]
      rest = rest[end...]
      if rest.first == "\"" { throw Problem(reason: .quoteInsideField) }
      if rest.first != ",", field.last == "\r" { field.removeLast() }
      return String(field)
    }

    /// Takes the rest of a field whose opening quote is gone.
    private mutating func quotedField() throws(Problem) -> String {
      var field = String.UnicodeScalarView()
      while let scalar = rest.popFirst() {
        if scalar == "\n" { line += 1 }
        if scalar != "\"" {
          field.append(scalar)
        } else if take("\"") {
          field.append("\"")
        } else {
          guard rest.isEmpty || rest.first == "," || isAtLineEnd else {
            throw Problem(reason: .quoteInsideField)
          }
          return String(field)
        }
      }
      throw Problem(reason: .quoteNotClosed)
    }

    private var isAtLineEnd: Bool {
      rest.first == "\n" || rest.starts(with: ["\r", "\n"])
        || (rest.first == "\r" && rest.dropFirst().isEmpty)
    }

    private mutating func takeLineEnd() -> Bool {
      guard isAtLineEnd else { return false }
      _ = take("\r")
      if take("\n") { line += 1 }
      return true
    }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
      guard rest.first == scalar else { return false }
      rest.removeFirst()
      return true
    }
  }
}
