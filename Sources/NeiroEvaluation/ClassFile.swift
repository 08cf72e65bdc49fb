public import Foundation
internal import NeiroCore

/// Sounds whose class is known: a CSV file with the columns `path` and `label`.
///
///     path,label
///     "Loops/Warm, slow.wav",pad
///
/// The first line names the columns, in any order; other columns are ignored.
public struct ClassFile: Hashable, Sendable {
  public struct Entry: Hashable, Sendable {
    /// In the file, from 1.
    public let line: Int
    /// As it stands in the file.
    public let path: String
    /// The place of the sound's class among the labels.
    public let label: Int

    public init(line: Int, path: String, label: Int) {
      self.line = line
      self.path = path
      self.label = label
    }
  }

  /// In the order of the file.
  public let entries: [Entry]

  private static let columns = ["path", "label"]

  /// - Parameters:
  ///   - text: What the file holds.
  ///   - file: The file's name, for messages.
  ///   - labels: The classes there are.
  /// - Throws: `EvaluationError.missingColumns`, or `.badLines` with every line that cannot be
  ///   used.
  public init(text: String, file: String, labels: [String]) throws {
    let records = CommaSeparatedText.records(in: text)
    let header = records.first?.fields ?? []
    let missing = Self.columns.filter { !header.contains($0) }
    guard missing.isEmpty, let path = header.firstIndex(of: Self.columns[0]),
      let label = header.firstIndex(of: Self.columns[1])
    else {
      throw EvaluationError.missingColumns(file: file, columns: missing, wanted: Self.columns)
    }
    var bad: [BadLine] = []
    var entries: [Entry] = []
    for record in records.dropFirst() {
      let fields = record.fields
      let reason: BadLine.Reason
      if let flaw = record.flaw {
        reason = .badQuotes(flaw)
      } else if fields.count != header.count {
        reason = .fieldCount(found: fields.count, expected: header.count)
      } else if fields[path].isEmpty {
        reason = .emptyField(Self.columns[0])
      } else if let place = labels.firstIndex(of: fields[label]) {
        entries.append(Entry(line: record.line, path: fields[path], label: place))
        continue
      } else {
        reason =
          fields[label].isEmpty
          ? .emptyField(Self.columns[1]) : .unknownClass(fields[label], known: labels)
      }
      bad.append(BadLine(number: record.line, reason: reason))
    }
    guard bad.isEmpty else { throw EvaluationError.badLines(file: file, lines: bad) }
    self.entries = entries
  }

  /// Reads a file.
  ///
  /// - Throws: `EvaluationError.unreadable`, `.notUTF8`, `.missingColumns`, `.badLines`.
  public init(contentsOf url: URL, labels: [String]) throws {
    try self.init(text: TextFile.read(url), file: url.path, labels: labels)
  }
}
