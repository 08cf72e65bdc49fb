/// Rankings in TREC's form, which trec_eval, ranx and ir-measures read.
///
/// Each line reads `query Q0 document rank score tag`. White space in a document's path would
/// break the line apart and is percent-encoded: a space becomes `%20`. Compare with qrels whose
/// documents are written the same way (`RunFile.documentName`).
///
/// These programs ignore the rank and sort by the score, each with a tie rule of its own. Where
/// scores are equal, their figures may differ from Neiro's.
public enum RunFile {
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
    for (index, (document, score)) in ranking.enumerated() {
      guard score.isFinite else { throw EvaluationError.scoreNotFinite(index: index) }
      guard score <= previous else {
        throw EvaluationError.scoreRises(query: query, rank: index + 1)
      }
      previous = score
      text += "\(query) Q0 \(documentName(document)) \(index + 1) \(score) \(tag)\n"
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
