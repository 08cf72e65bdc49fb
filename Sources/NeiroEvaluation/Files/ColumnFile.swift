import NeiroCore

/// A CSV file whose first line names its columns, in any order; those that nobody asks for are
/// passed over.
enum ColumnFile {
  struct Row {
    /// In the file, from 1.
    let line: Int
    /// In the order of the columns that were asked for; none is empty.
    let fields: [String]
  }

  /// - Parameters:
  ///   - text: What the file holds.
  ///   - file: The file's name, for messages.
  ///   - columns: Those that are needed.
  ///   - read: Makes something of a row, or says why that can't be done.
  /// - Returns: What was made, in the order of the file.
  /// - Throws: `EvaluationError.missingColumns`, or `.badLines` with every line that cannot be
  ///   used.
  static func read<Value>(
    _ text: String, file: String, columns: [String], _ read: (Row) throws(BadLine.Reason) -> Value
  ) throws -> [Value] {
    let records = CommaSeparatedText.records(in: text)
    let header = records.first?.fields ?? []
    let places = columns.compactMap(header.firstIndex)
    guard places.count == columns.count else {
      throw EvaluationError.missingColumns(
        file: file, columns: columns.filter { !header.contains($0) }, wanted: columns)
    }
    var bad: [BadLine] = []
    var values: [Value] = []
    for record in records.dropFirst() {
      do throws(BadLine.Reason) {
        if let flaw = record.flaw { throw .badQuotes(flaw) }
        guard record.fields.count == header.count else {
          throw .fieldCount(found: record.fields.count, expected: header.count)
        }
        let fields = places.map { record.fields[$0] }
        if let empty = fields.firstIndex(of: "") { throw .emptyField(columns[empty]) }
        values.append(try read(Row(line: record.line, fields: fields)))
      } catch {
        bad.append(BadLine(number: record.line, reason: error))
      }
    }
    guard bad.isEmpty else { throw EvaluationError.badLines(file: file, lines: bad) }
    return values
  }
}
