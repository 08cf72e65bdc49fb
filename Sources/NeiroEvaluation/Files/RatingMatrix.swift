public import Foundation

/// People's ratings of how different sounds are: a square matrix of numbers, a line for each sound,
/// separated by white space.
///
/// Row and column i are the i-th sound. What stands above the diagonal counts, larger is more
/// different; the rest may be zeros, `nan` or the same again. The scale is the study's own.
public struct RatingMatrix: Hashable, Sendable {
  /// n, how many sounds were rated.
  public let count: Int
  /// n × n, row after row: symmetric, the largest 1, the diagonal 0; NaN where nobody rated.
  private let values: [Double]

  /// How different sounds i and j are, in 0…1; NaN where nobody rated them.
  public subscript(i: Int, j: Int) -> Double { values[i * count + j] }

  /// - Parameters:
  ///   - text: What the file holds.
  ///   - file: The file's name, for messages.
  /// - Throws: `EvaluationError.badLines`, `.notSquare`, `.noRatings`.
  public init(text: String, file: String) throws {
    var rows: [[Double]] = []
    var bad: [BadLine] = []
    let lines = Scalars(textOf: text).split(separator: "\n", omittingEmptySubsequences: false)
    for (number, line) in zip(1..., lines) where !line.allSatisfy(\.isFieldSeparator) {
      let fields = line.split(whereSeparator: \.isFieldSeparator).map { String($0) }
      if let wrong = fields.first(where: { Double($0) == nil || Double($0)?.isInfinite == true }) {
        bad.append(BadLine(number: number, reason: .notANumber(wrong)))
      } else if let first = rows.first, fields.count != first.count {
        bad.append(
          BadLine(
            number: number, reason: .fieldCount(found: fields.count, expected: first.count)))
      } else {
        rows.append(fields.compactMap(Double.init))
      }
    }
    guard bad.isEmpty else { throw EvaluationError.badLines(file: file, lines: bad) }
    let count = rows.count
    guard count > 0, rows[0].count == count else {
      throw EvaluationError.notSquare(file: file, rows: count, columns: rows.first?.count ?? 0)
    }
    let above = rows.indices.flatMap { i in rows[i].suffix(from: i + 1) }.filter { !$0.isNaN }
    guard above.count > 1, let largest = above.max(), largest > 0 else {
      throw EvaluationError.noRatings(file: file)
    }
    self.count = count
    values = rows.indices.flatMap { i in
      rows.indices.map { j in i == j ? 0 : rows[min(i, j)][max(i, j)] / largest }
    }
  }

  /// Reads a file.
  ///
  /// - Throws: `EvaluationError.unreadable`, `.notUTF8`, `.badLines`, `.notSquare`, `.noRatings`.
  public init(contentsOf url: URL) throws {
    try self.init(text: TextFile.read(url), file: url.path)
  }
}
