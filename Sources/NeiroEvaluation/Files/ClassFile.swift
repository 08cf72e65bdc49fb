public import Foundation

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

  /// - Parameters:
  ///   - text: What the file holds.
  ///   - file: The file's name, for messages.
  ///   - labels: The classes there are.
  /// - Throws: `EvaluationError.missingColumns`, or `.badLines` with every line that cannot be
  ///   used.
  public init(text: String, file: String, labels: [String]) throws {
    entries = try ColumnFile.read(text, file: file, columns: ["path", "label"]) {
      row throws(BadLine.Reason) in
      guard let label = labels.firstIndex(of: row.fields[1]) else {
        throw .unknownClass(row.fields[1], known: labels)
      }
      return Entry(line: row.line, path: row.fields[0], label: label)
    }
  }

  /// Reads a file.
  ///
  /// - Throws: `EvaluationError.unreadable`, `.notUTF8`, `.missingColumns`, `.badLines`.
  public init(contentsOf url: URL, labels: [String]) throws {
    try self.init(text: TextFile.read(url), file: url.path, labels: labels)
  }
}
