/// What a terminal would show of what a program wrote: the few control sequences that Neiro uses.
public struct VirtualScreen: Sendable {
  public let columns: Int
  public private(set) var rows: [[Character]]
  public private(set) var isAlternate = false
  public private(set) var showsCursor = true
  /// Whether a style was ever set.
  public private(set) var isStyled = false
  /// Sequences that it doesn't know.
  public private(set) var unknown: [String] = []
  private var saved: [[Character]] = []
  private var (row, column) = (0, 0)
  private var pending: [UInt8] = []

  public init(columns: Int, rows: Int) {
    self.columns = columns
    self.rows = Array(repeating: Array(repeating: " ", count: columns), count: rows)
  }

  /// The rows without the space at their ends.
  public var lines: [String] {
    rows.map { row in
      let used = row.lastIndex { $0 != " " }.map { $0 + 1 } ?? 0
      return String(row.prefix(used))
    }
  }

  public var text: String { lines.joined(separator: "\n") }

  public mutating func write(_ bytes: [UInt8]) {
    pending += bytes
    while let length = next() { pending.removeFirst(length) }
  }

  /// Takes one character or sequence; nil if more of it must come.
  private mutating func next() -> Int? {
    guard let first = pending.first else { return nil }
    switch first {
    case 0x1B: return sequence()
    case 0x0D:
      column = 0
      return 1
    case 0x0A:
      row += 1
      if row == rows.count {
        rows.removeFirst()
        rows.append(Array(repeating: " ", count: columns))
        row -= 1
      }
      return 1
    default:
      let length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
      guard pending.count >= length else { return nil }
      let text = String(decoding: pending.prefix(length), as: UTF8.self)
      if rows.indices.contains(row), column < columns, let character = text.first {
        rows[row][column] = character
      }
      column += 1
      return length
    }
  }

  private mutating func sequence() -> Int? {
    guard pending.count > 1 else { return nil }
    guard pending[1] == UInt8(ascii: "[") else { return note(2) }
    guard let end = pending.dropFirst(2).firstIndex(where: { (0x40...0x7E).contains($0) })
    else { return nil }
    let parameters = String(decoding: pending[2..<end], as: UTF8.self)
    switch (Unicode.Scalar(pending[end]), parameters) {
    case ("H", _):
      let numbers = parameters.split(separator: ";").compactMap { Int($0) }
      (row, column) = ((numbers.first ?? 1) - 1, (numbers.dropFirst().first ?? 1) - 1)
    case ("J", "2"): clear()
    case ("K", "2"):
      if rows.indices.contains(row) { rows[row] = Array(repeating: " ", count: columns) }
    case ("m", _): if parameters != "0" { isStyled = true }
    case ("h", "?1049"):
      saved = rows
      isAlternate = true
    case ("l", "?1049"):
      rows = saved
      isAlternate = false
    case ("h", "?25"): showsCursor = true
    case ("l", "?25"): showsCursor = false
    default: return note(end + 1)
    }
    return end + 1
  }

  private mutating func clear() {
    rows = Array(repeating: Array(repeating: " ", count: columns), count: rows.count)
  }

  private mutating func note(_ length: Int) -> Int {
    unknown.append(String(decoding: pending.prefix(length), as: UTF8.self).debugDescription)
    return length
  }
}
