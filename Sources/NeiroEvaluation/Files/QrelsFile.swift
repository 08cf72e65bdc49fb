/// Judgements in TREC's form, for other programs: beside a ``RunFile`` they give trec_eval,
/// ir-measures and ranx what they need.
///
/// Each line reads `query 0 document grade`; white space in a document's path is percent-encoded as
/// in a run.
public enum QrelsFile {
  /// The lines of one query's judgements, in the order of the documents' names.
  ///
  /// - Throws: `EvaluationError.spaceInName` for a query with white space.
  public static func lines(query: String, grades: [String: Int]) throws -> String {
    guard !query.isEmpty, !query.unicodeScalars.contains(where: \.isFieldSeparator) else {
      throw EvaluationError.spaceInName(query)
    }
    return grades.map { (RunFile.documentName($0.key), $0.value) }.sorted { $0.0 < $1.0 }
      .map { "\(query) 0 \($0) \($1)\n" }.joined()
  }
}
