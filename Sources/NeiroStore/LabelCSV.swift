public import Foundation
public import NeiroCore

/// A table of labels as CSV: `clip_a,clip_b,label,labeller,created_at`, and what more is known of
/// the answers.
///
/// The header names the columns, in any order; all but the first three may be left out. A clip is a
/// content hash or a path; an instant is ISO 8601. A table holds answers and their details; a
/// ``LabelLog`` holds everything.
public struct LabelCSV: Sendable {
  public enum Column: String, CaseIterable, Sendable {
    case clipA = "clip_a"
    case clipB = "clip_b"
    case label
    case labeller
    case createdAt = "created_at"
    case taste
    case firstSide = "first_side"
    case heardA = "heard_a_ms"
    case heardB = "heard_b_ms"
    case taken = "taken_ms"
    case reason
    case head
    case headFingerprint = "head_fingerprint"

    /// Columns that a table has whether or not they say anything.
    static let always: [Column] = [.clipA, .clipB, .label, .labeller, .createdAt]
    /// Columns that are written where a label has something to put there.
    static let optional: [Column] = allCases.filter { !always.contains($0) }
  }

  /// A line of the table; its texts are not looked at yet.
  public struct Row: Hashable, Sendable {
    /// Counted from 1; the header is a line too.
    public let line: Int
    public let clipA: String
    public let clipB: String
    public let label: String
    public let labeller: String?
    public let createdAt: String?
    /// The fields of ``Column/optional`` columns that aren't empty.
    public var others: [Column: String] = [:]
  }

  /// Where the table was read; names it in messages.
  public let path: String
  public let rows: [Row]
  /// Lines that are no rows: broken quotes, a wrong number of fields.
  public let badLines: [BadLine]
  /// Columns of the header that labels don't have; their fields are not read.
  public let ignoredColumns: [String]

  /// - Throws: ``StoreError/unreadable(path:problem:)``, ``StoreError/badTable(path:reason:)``.
  public init(contentsOf file: URL) throws(StoreError) {
    let text = try LabelText.read(file) { .badTable(path: file.path, reason: $0) }
    try self.init(text: text, path: file.path)
  }

  /// - Throws: ``StoreError/badTable(path:reason:)`` if the header lacks a column.
  public init(text: String, path: String) throws(StoreError) {
    let records = CommaSeparatedText.records(in: text)
    guard let header = records.first else {
      throw .badTable(path: path, reason: "it is empty")
    }
    let names = header.fields.map { $0.trimmingCharacters(in: .whitespaces).lowercased() }
    let places = try Self.places(of: names, path: path)
    self.path = path
    ignoredColumns = names.filter { Column(rawValue: $0) == nil }

    var rows: [Row] = []
    var badLines: [BadLine] = []
    for record in records.dropFirst() {
      if let flaw = record.flaw {
        badLines.append(BadLine(line: record.line, reason: flaw))
      } else if record.fields.count != names.count {
        let reason = "it has \(record.fields.count) fields, the header has \(names.count)"
        badLines.append(BadLine(line: record.line, reason: reason))
      } else {
        func field(_ column: Column) -> String? { places[column].map { record.fields[$0] } }
        var row = Row(
          line: record.line, clipA: field(.clipA) ?? "", clipB: field(.clipB) ?? "",
          label: field(.label) ?? "", labeller: field(.labeller), createdAt: field(.createdAt))
        for column in Column.optional {
          if let text = field(column), !text.allSatisfy(\.isWhitespace) {
            row.others[column] = text
          }
        }
        rows.append(row)
      }
    }
    self.rows = rows
    self.badLines = badLines
  }

  private static func places(
    of names: [String], path: String
  ) throws(StoreError) -> [Column: Int] {
    var places: [Column: Int] = [:]
    for (place, name) in names.enumerated() {
      guard let column = Column(rawValue: name) else { continue }
      guard places.updateValue(place, forKey: column) == nil else {
        throw .badTable(path: path, reason: "the column \(name) is there twice")
      }
    }
    for column in [Column.clipA, .clipB, .label] where places[column] == nil {
      let found = names.joined(separator: ", ")
      throw .badTable(path: path, reason: "there is no column \(column.rawValue) in: \(found)")
    }
    return places
  }

  /// - Parameters:
  ///   - labels: The lines, in their order.
  ///   - name: The text for a clip: its hash, or a path.
  /// - Returns: The table, header first, each line ending in LF.
  /// - Throws: What `name` throws.
  public static func text(
    for labels: [LabelledPair], naming name: (ClipID) throws(StoreError) -> String
  ) throws(StoreError) -> String {
    let optional = Column.optional.filter { column in
      labels.contains { self.optional(column, of: $0) != (column == .taste ? Taste.usual : nil) }
    }
    var text = (Column.always + optional).map(\.rawValue).joined(separator: ",") + "\n"
    for label in labels {
      let fields = [
        try name(label.a), try name(label.b), label.label.rawValue, label.labeller,
        Timestamp.text(label.createdAt),
      ]
      let others = optional.map { self.optional($0, of: label) ?? "" }
      text += (fields + others).map(CommaSeparatedText.quoted).joined(separator: ",") + "\n"
    }
    return text
  }

  /// nil where there is nothing to say.
  private static func optional(_ column: Column, of label: LabelledPair) -> String? {
    let details = label.details
    return switch column {
    case .clipA, .clipB, .label, .labeller, .createdAt: nil
    case .taste: label.taste
    case .firstSide: details.firstSide?.rawValue
    case .heardA: details.heardMilliseconds.map { "\($0.a)" }
    case .heardB: details.heardMilliseconds.map { "\($0.b)" }
    case .taken: details.takenMilliseconds.map { "\($0)" }
    case .reason: details.reason
    case .head: details.headVersion?.name
    case .headFingerprint: details.headVersion?.fingerprint
    }
  }

  /// Writes `text` to `file`; whatever was there is replaced at once or not at all.
  ///
  /// - Throws: ``StoreError/unwritable(path:problem:)``.
  public static func write(_ text: String, to file: URL) throws(StoreError) {
    try FileWriting.replace(file.path, with: Array(text.utf8))
  }
}
