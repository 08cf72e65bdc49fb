public import Foundation

/// Rankings in TREC's form, which trec_eval, ranx and ir-measures read.
///
/// Each line reads `query Q0 document rank score tag`. White space in a document's path would
/// break the line apart and is percent-encoded: a space becomes `%20`. Compare with qrels whose
/// documents are written the same way (``QrelsFile``).
///
/// These programs ignore the rank and sort by the score, each with a tie rule of its own. So that
/// all of them read the same ranking, a score that is not below the one before is written as the
/// next float below it.
///
/// Source: `trec_eval`'s README, <https://github.com/usnistgov/trec_eval>.
public struct RunFile: Hashable, Sendable {
  /// Query → documents, best first. Where scores are equal, the document whose name comes later in
  /// the order of its bytes is the better one, as trec_eval has it; scores are taken as float32.
  public let rankings: [String: [String]]

  /// - Parameters:
  ///   - text: What the file holds; a document that is repeated counts at its best score.
  ///   - file: The file's name, for messages.
  /// - Throws: `EvaluationError.badLines` with every line that cannot be used.
  public init(text: String, file: String) throws {
    var scored: [String: [(document: String, score: Float)]] = [:]
    var bad: [BadLine] = []
    let lines = Scalars(textOf: text).split(separator: "\n", omittingEmptySubsequences: false)
    for (number, line) in zip(1..., lines) where !line.allSatisfy(\.isFieldSeparator) {
      let fields = line.split(whereSeparator: \.isFieldSeparator).map { String($0) }
      guard fields.count == 6 else {
        bad.append(
          BadLine(number: number, reason: .fieldCount(found: fields.count, expected: 6)))
        continue
      }
      guard let score = Float(fields[4]), score.isFinite else {
        bad.append(BadLine(number: number, reason: .notANumber(fields[4])))
        continue
      }
      scored[fields[0], default: []].append((fields[2], score))
    }
    guard bad.isEmpty else { throw EvaluationError.badLines(file: file, lines: bad) }
    rankings = scored.mapValues { documents in
      documents.sorted {
        $0.score != $1.score
          ? $0.score > $1.score
          : $1.document.utf8.lexicographicallyPrecedes($0.document.utf8)
      }.map(\.document)
    }
  }

  /// Reads a file.
  ///
  /// - Throws: `EvaluationError.unreadable`, `.notUTF8`, `.badLines`.
  public init(contentsOf url: URL) throws {
    try self.init(text: TextFile.read(url), file: url.path)
  }

  /// The lines of one query's ranking.
  ///
  /// - Parameters:
  ///   - query: The query's id.
  ///   - ranking: Documents with their scores, best first.
  ///   - tag: The name of the run, such as `raw`.
  /// - Returns: One line for each document, each with a line end. Scores have as many digits as
  ///   it takes to read back the same number.
  /// - Throws: `EvaluationError.scoreRises` if a score is higher than the one before,
  ///   `.scoreNotFinite`, `.spaceInName` for a query or tag with white space.
  public static func lines(
    query: String, ranking: some Sequence<(document: String, score: Float)>, tag: String
  ) throws -> String {
    for name in [query, tag]
    where name.isEmpty || name.unicodeScalars.contains(where: \.isFieldSeparator) {
      throw EvaluationError.spaceInName(name)
    }
    var text = ""
    var previous = Float.infinity
    var written = Float.infinity
    for (index, (document, score)) in ranking.enumerated() {
      guard score.isFinite else { throw EvaluationError.scoreNotFinite(index: index) }
      guard score <= previous else {
        throw EvaluationError.scoreRises(query: query, rank: index + 1)
      }
      previous = score
      written = min(score, written.nextDown)
      text += "\(query) Q0 \(documentName(document)) \(index + 1) \(written) \(tag)\n"
    }
    return text
  }

  /// A path as TREC files can hold it: `Warm Pad.ogg` becomes `Warm%20Pad.ogg`.
  public static func documentName(_ path: String) -> String {
    guard path.unicodeScalars.contains(where: \.isFieldSeparator) else { return path }
    var name = String.UnicodeScalarView()
    for scalar in path.unicodeScalars {
      if scalar.isFieldSeparator {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        name.append(contentsOf: ("%" + (digits.count < 2 ? "0" : "") + digits).unicodeScalars)
      } else {
        name.append(scalar)
      }
    }
    return String(name)
  }
}
