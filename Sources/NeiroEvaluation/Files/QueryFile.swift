public import Foundation

/// The queries of an evaluation: a CSV file with the columns `query_id` and `path`.
///
///     query_id,path
///     loop-07,"Loops/Warm, slow.wav"
///
/// The first line names the columns, in any order; other columns are ignored.
public struct QueryFile: Hashable, Sendable {
  public struct Query: Hashable, Sendable {
    /// The name by which qrels and runs refer to the query.
    public let id: String
    /// As it stands in the file.
    public let path: String

    public init(id: String, path: String) {
      self.id = id
      self.path = path
    }
  }

  /// In the order of the file.
  public let queries: [Query]

  /// - Parameters:
  ///   - text: What the file holds.
  ///   - file: The file's name, for messages.
  /// - Throws: `EvaluationError.missingColumns`, or `.badLines` with every line that cannot be
  ///   used.
  public init(text: String, file: String) throws {
    var lines: [String: Int] = [:]
    queries = try ColumnFile.read(text, file: file, columns: ["query_id", "path"]) {
      row throws(BadLine.Reason) in
      let query = Query(id: row.fields[0], path: row.fields[1])
      if query.id.unicodeScalars.contains(where: \.isFieldSeparator) {
        throw .spaceInQuery(query.id)
      }
      if let line = lines[query.id] { throw .repeatedQuery(query.id, line: line) }
      lines[query.id] = row.line
      return query
    }
  }

  /// Reads a file.
  ///
  /// - Throws: `EvaluationError.unreadable`, `.notUTF8`, `.missingColumns`, `.badLines`.
  public init(contentsOf url: URL) throws {
    try self.init(text: TextFile.read(url), file: url.path)
  }
}
