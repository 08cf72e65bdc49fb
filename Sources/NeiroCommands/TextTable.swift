/// Columns of text, aligned: the first cell of a column to the left or right decides for all.
public struct TextTable {
  public enum Alignment: Sendable {
    case left, right
  }

  private let alignments: [Alignment]
  private var rows: [[String]] = []
  let hasHeadings: Bool

  /// - Parameters:
  ///   - headings: The first row; empty strings give a table without headings.
  ///   - alignments: One for each column.
  public init(headings: [String], alignments: [Alignment]) {
    self.alignments = alignments
    hasHeadings = headings.contains { !$0.isEmpty }
    if hasHeadings { rows.append(headings) }
  }

  public mutating func add(_ cells: [String]) {
    rows.append(cells)
  }

  /// The table's lines, without colours.
  public var lines: [String] {
    let widths = alignments.indices.map { column in
      rows.map { $0[column].count }.max() ?? 0
    }
    return rows.map { row in
      let cells = alignments.indices.map { column in
        let padding = String(repeating: " ", count: widths[column] - row[column].count)
        return alignments[column] == .left ? row[column] + padding : padding + row[column]
      }
      var line = cells.joined(separator: "  ")
      while line.last == " " { line.removeLast() }
      return line
    }
  }
}
