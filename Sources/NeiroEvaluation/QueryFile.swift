public import Foundation
internal import NeiroCore

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

  private static let columns = ["query_id", "path"]

  /// - Parameters:
  ///   - text: What the file holds.
  ///   - file: The file's name, for messages.
  /// - Throws: `EvaluationError.missingColumns`, or `.badLines` with every line that cannot be
  ///   used.
  public init(text: String, file: String) throws {
    let records = CommaSeparatedText.records(in: text)
    let header = records.first?.fields ?? []
    let missing = Self.columns.filter { !header.contains($0) }
    guard missing.isEmpty, let id = header.firstIndex(of: Self.columns[0]),
      let path = header.firstIndex(of: Self.columns[1])
    else {
      throw EvaluationError.missingColumns(file: file, columns: missing, wanted: Self.columns)
    }

    var bad: [BadLine] = []
    var queries: [Query] = []
    var lines: [String: Int] = [:]
    for record in records.dropFirst() {
      if let reason = Self.problem(of: record, header: header, id: id, path: path, before: lines) {
        bad.append(BadLine(number: record.line, reason: reason))
      } else {
        lines[record.fields[id]] = record.line
        queries.append(Query(id: record.fields[id], path: record.fields[path]))
      }
    }
    guard bad.isEmpty else {
      throw EvaluationError.badLines(file: file, lines: bad)
    }
    self.queries = queries
  }

  /// Reads a file.
  ///
  /// - Throws: `EvaluationError.unreadable`, `.notUTF8`, `.missingColumns`, `.badLines`.
  public init(contentsOf url: URL) throws {
    try self.init(text: TextFile.read(url), file: url.path)
  }

  private static func problem(
    of record: CommaSeparatedText.Record, header: [String], id: Int, path: Int,
    before: [String: Int]
  ) -> BadLine.Reason? {
    let fields = record.fields
    if let flaw = record.flaw { return .badQuotes(flaw) }
    guard fields.count == header.count else {
      return .fieldCount(found: fields.count, expected: header.count)
    }
    if fields[id].isEmpty { return .emptyField(columns[0]) }
    if fields[path].isEmpty { return .emptyField(columns[1]) }
    if fields[id].unicodeScalars.contains(where: \.isFieldSeparator) {
      return .spaceInQuery(fields[id])
    }
    return before[fields[id]].map { .repeatedQuery(fields[id], line: $0) }
  }
}
