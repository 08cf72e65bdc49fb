public import Foundation

/// People's ratings of how different sounds are: a square matrix of numbers, a line for each sound,
/// separated by white space or commas.
///
/// Row and column i are the i-th sound. What stands above the diagonal counts, larger is more
/// different, none is negative; the rest has to be zeros, `nan` or the same again. The scale is the study's own.
public struct RatingMatrix: Hashable, Sendable {
  /// n, how many sounds were rated.
  public let count: Int
  /// n × n, row after row: symmetric, the largest 1, the diagonal 0; NaN where nobody rated.
  private let values: [Double]

  /// How many pairs of sounds were rated.
  public var ratedPairs: Int {
    (0..<count).reduce(0) { sum, i in sum + (0..<i).count { !self[i, $0].isNaN } }
  }

  /// How different sounds i and j are, in 0…1; NaN where nobody rated them.
  public subscript(i: Int, j: Int) -> Double { values[i * count + j] }

  /// - Parameters:
  ///   - text: What the file holds.
  ///   - file: The file's name, for messages.
  /// - Throws: `EvaluationError.badLines`, `.notSquare`, `.noRatings`.
  public init(text: String, file: String) throws {
    var rows: [[Double]] = []
    var numbers: [Int] = []
    var bad: [BadLine] = []
    let lines = Scalars(textOf: text).split(separator: "\n", omittingEmptySubsequences: false)
    for (number, line) in zip(1..., lines) where !line.allSatisfy(\.isFieldSeparator) {
      let fields = Self.fields(line)
      if let wrong = fields.first(where: { Double($0) == nil || Double($0)?.isInfinite == true }) {
        bad.append(BadLine(number: number, reason: .notANumber(wrong)))
      } else if let first = rows.first, fields.count != first.count {
        bad.append(
          BadLine(
            number: number, reason: .fieldCount(found: fields.count, expected: first.count)))
      } else {
        rows.append(fields.compactMap(Double.init))
        numbers.append(number)
      }
    }
    guard bad.isEmpty else { throw EvaluationError.badLines(file: file, lines: bad) }
    let count = rows.count
    guard count > 0, rows[0].count == count else {
      throw EvaluationError.notSquare(file: file, rows: count, columns: rows.first?.count ?? 0)
    }
    bad = rows.indices.compactMap { row in
      Self.flaw(of: row, in: rows, numbers).map { BadLine(number: numbers[row], reason: $0) }
    }
    guard bad.isEmpty else { throw EvaluationError.badLines(file: file, lines: bad) }
    let above = rows.indices.flatMap { i in rows[i].suffix(from: i + 1) }.filter { !$0.isNaN }
    guard above.count > 1, let largest = above.max(), largest > 0 else {
      throw EvaluationError.noRatings(file: file)
    }
    self.count = count
    values = rows.indices.flatMap { i in
      rows.indices.map { j in i == j ? 0 : rows[min(i, j)][max(i, j)] / largest }
    }
  }

  private static func fields(_ line: Scalars) -> [String] {
    line.contains(",")
      ? line.split(separator: ",", omittingEmptySubsequences: false)
        .map { String($0.trimmingSeparators()) }
      : line.split(whereSeparator: \.isFieldSeparator).map { String($0) }
  }

  /// What is wrong with a row of a square matrix; nil for nothing.
  private static func flaw(
    of row: Int, in rows: [[Double]], _ numbers: [Int]
  ) -> BadLine.Reason? {
    for (column, value) in rows[row].enumerated() {
      if value < 0 { return .negativeRating(value, column: column + 1) }
      guard column < row, value != 0, !value.isNaN else { continue }
      let mirrored = rows[column][row]
      // Programs round the two halves alike, but not always to the last digit.
      if !(abs(value - mirrored) <= 1e-6 * max(value, abs(mirrored))) {
        return .unlikeMirrored(
          value, column: column + 1, mirrored: mirrored, line: numbers[column],
          mirroredColumn: row + 1)
      }
    }
    return nil
  }

  /// Reads a file.
  ///
  /// - Throws: `EvaluationError.unreadable`, `.notUTF8`, `.badLines`, `.notSquare`, `.noRatings`.
  public init(contentsOf url: URL) throws {
    try self.init(text: TextFile.read(url), file: url.path)
  }
}
