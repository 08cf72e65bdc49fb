public import Foundation

/// Relevance judgements in TREC's form: which documents are relevant to which query.
///
/// Each line reads `query iteration document grade`, separated by white space. The document is a
/// path and may contain spaces: it is everything between the second field and the last. Grades
/// are whole numbers; 1 and more is relevant. The iteration is ignored, and so are empty lines, a
/// byte order mark and carriage returns.
///
///     loop-07 0 Presets/Warm Pad 3.ogg 2
///
/// Source: `trec_eval`'s README, <https://github.com/usnistgov/trec_eval>.
public struct Qrels: Hashable, Sendable {
  /// The queries in the order they first appear.
  public let queries: [String]
  /// Query → document → grade.
  public let grades: [String: [String: Int]]

  /// - Parameters:
  ///   - text: What the file holds.
  ///   - file: The file's name, for messages.
  /// - Throws: `EvaluationError.badLines` with every line that cannot be used.
  public init(text: String, file: String) throws {
    var queries: [String] = []
    var judged: [String: [String: (grade: Int, line: Int)]] = [:]
    var bad: [BadLine] = []
    let lines = Scalars(textOf: text).split(separator: "\n", omittingEmptySubsequences: false)
    for (number, line) in zip(1..., lines) where !line.allSatisfy(\.isFieldSeparator) {
      switch Self.parse(line) {
      case .failure(let problem):
        bad.append(BadLine(number: number, reason: problem.reason))
      case .success(let judgement):
        if judged[judgement.query] == nil { queries.append(judgement.query) }
        let before = judged[judgement.query]?[judgement.document]
        if let before, before.grade != judgement.grade {
          let reason = BadLine.Reason.otherGrade(before.grade, line: before.line)
          bad.append(BadLine(number: number, reason: reason))
        } else if before == nil {
          judged[judgement.query, default: [:]][judgement.document] = (judgement.grade, number)
        }
      }
    }
    guard bad.isEmpty else { throw EvaluationError.badLines(file: file, lines: bad) }
    self.queries = queries
    grades = judged.mapValues { $0.mapValues(\.grade) }
  }

  /// Reads a file.
  ///
  /// - Throws: `EvaluationError.unreadable`, `.notUTF8`, `.badLines`.
  public init(contentsOf url: URL) throws {
    try self.init(text: TextFile.read(url), file: url.path)
  }

  private struct Judgement {
    let query: String
    let document: String
    let grade: Int
  }

  private struct Problem: Error {
    let reason: BadLine.Reason
  }

  private static func parse(_ line: Scalars) -> Result<Judgement, Problem> {
    let line = line.trimmingSeparators()
    let (query, afterQuery) = line.splitAtFirstSeparator()
    let (_, rest) = afterQuery.splitAtFirstSeparator()
    guard let lastSeparator = rest.lastIndex(where: \.isFieldSeparator) else {
      let found = line.split(whereSeparator: \.isFieldSeparator).count
      return .failure(Problem(reason: .tooFewFields(found: found)))
    }
    let gradeText = String(rest[rest.index(after: lastSeparator)...])
    guard let grade = Int(gradeText) else {
      return .failure(Problem(reason: .gradeNotWhole(gradeText)))
    }
    let document = rest[..<lastSeparator].trimmingSeparators()
    return .success(
      Judgement(query: String(query), document: String(document), grade: grade))
  }
}
