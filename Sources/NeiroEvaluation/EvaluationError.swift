/// What can be wrong with the files and numbers an evaluation is given.
public enum EvaluationError: Error, Equatable, Sendable {
  case unreadable(file: String, reason: String)
  case notUTF8(file: String)
  /// The first line of a CSV file lacks columns of those it has to name.
  case missingColumns(file: String, columns: [String], wanted: [String])
  /// Lines that cannot be used, all of them.
  case badLines(file: String, lines: [BadLine])
  /// A run's scores have to fall or stay from rank to rank.
  case scoreRises(query: String, rank: Int)
  /// A score is NaN or infinite.
  case scoreNotFinite(index: Int)
  /// A name with white space would break a TREC line apart.
  case spaceInName(String)
  case notSquare(file: String, rows: Int, columns: Int)
  /// A matrix in which nothing above the diagonal tells sounds apart.
  case noRatings(file: String)
  case damagedEvaluation(file: String)
  case newerEvaluation(file: String, format: Int)
}

/// A line of a file, and why it cannot be used.
public struct BadLine: Hashable, Sendable {
  /// From 1.
  public let number: Int
  public let reason: Reason

  public enum Reason: Error, Hashable, Sendable {
    case fieldCount(found: Int, expected: Int)
    case tooFewFields(found: Int)
    case emptyField(String)
    case gradeNotWhole(String)
    case notANumber(String)
    /// People's ratings say how different sounds are, which can't be less than nothing.
    case negativeRating(Double, column: Int)
    /// The same two sounds are rated differently below and above the diagonal.
    case unlikeMirrored(Double, column: Int, mirrored: Double, line: Int, mirroredColumn: Int)
    /// The same query and document had another grade before.
    case otherGrade(Int, line: Int)
    case repeatedQuery(String, line: Int)
    case spaceInQuery(String)
    case unknownClass(String, known: [String])
    /// The quotes of a CSV record are wrong.
    case badQuotes(String)
  }

  public init(number: Int, reason: Reason) {
    self.number = number
    self.reason = reason
  }
}

extension EvaluationError: CustomStringConvertible {
  /// How many bad lines are spelt out; the others are counted.
  private static let shownLines = 20

  public var description: String {
    switch self {
    case .unreadable(let file, let reason):
      return "\(file) cannot be read: \(reason)"
    case .notUTF8(let file):
      return "\(file) is not UTF-8 text. Save it as UTF-8."
    case .missingColumns(let file, let columns, let wanted):
      let names = columns.joined(separator: ", ")
      return "\(file) lacks the column\(columns.count == 1 ? "" : "s") \(names). "
        + "Its first line has to name the columns: \(wanted.joined(separator: ","))"
    case .badLines(let file, let lines):
      let shown = lines.prefix(Self.shownLines).map { "\n  line \($0.number): \($0.reason)" }
      let rest = lines.count - shown.count
      return "\(file) has \(lines.count) bad line\(lines.count == 1 ? "" : "s"):"
        + shown.joined() + (rest > 0 ? "\n  and \(rest) more" : "")
    case .scoreRises(let query, let rank):
      return "The run of query \(query) has a higher score at rank \(rank) than before it."
    case .scoreNotFinite(let index):
      return
        "Score number \(index + 1) is not a finite number: the head or an embedding is damaged."
    case .spaceInName(let name):
      return "A query or run is called \"\(name)\", but TREC files need names without white space."
    case .notSquare(let file, let rows, let columns):
      return "\(file) has \(rows) row\(rows == 1 ? "" : "s") of \(columns) numbers. "
        + "A matrix of ratings has a row and a column for each sound."
    case .noRatings(let file):
      return "\(file) has no two ratings above its diagonal that differ from zero."
    case .damagedEvaluation(let file):
      return "\(file) is no evaluation that `neiro evaluate --save` wrote. Save it again."
    case .newerEvaluation(let file, let format):
      return "\(file) has format \(format), newer than this Neiro reads. Update Neiro."
    }
  }
}

extension BadLine.Reason: CustomStringConvertible {
  public var description: String {
    switch self {
    case .fieldCount(let found, let expected):
      "\(found) field\(found == 1 ? "" : "s") instead of \(expected)"
    case .tooFewFields(let found):
      "\(found) field\(found == 1 ? "" : "s") instead of query, iteration, document, grade"
    case .emptyField(let name): "\(name) is empty"
    case .gradeNotWhole(let text): "the grade \"\(Self.shortened(text))\" is not a whole number"
    case .notANumber(let text): "\"\(Self.shortened(text))\" is not a finite number"
    case .negativeRating(let value, let column):
      "column \(column) is \(value), but a dissimilarity can't be negative: write 0 for the same, "
        + "more for what differs, nan for what nobody rated"
    case .unlikeMirrored(let value, let column, let mirrored, let line, let mirroredColumn):
      "column \(column) is \(value), but line \(line), column \(mirroredColumn) says \(mirrored) "
        + "of the same two sounds: make them equal, or fill the lower half with zeros"
    case .otherGrade(let grade, let line): "line \(line) gave the same document grade \(grade)"
    case .repeatedQuery(let query, let line): "line \(line) has the query \(query) already"
    case .spaceInQuery(let query): "the query id \"\(query)\" has white space in it"
    case .unknownClass(let name, let known):
      "the label \"\(name)\" is none of: \(known.joined(separator: ", "))"
    case .badQuotes(let flaw): flaw
    }
  }

  /// Of a file that is something else a field may be the whole line.
  private static func shortened(_ text: String) -> String {
    text.count > 40 ? text.prefix(39) + "…" : text
  }
}
