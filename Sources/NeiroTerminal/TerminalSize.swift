/// The size of a terminal in characters.
public struct TerminalSize: Hashable, Sendable {
  public let columns: Int
  public let rows: Int

  public init(columns: Int, rows: Int) {
    self.columns = columns
    self.rows = rows
  }

  /// What full-screen programs may count on, after the VT100 of 1978.
  public static let standard = TerminalSize(columns: 80, rows: 24)

  public func holds(_ other: TerminalSize) -> Bool {
    columns >= other.columns && rows >= other.rows
  }
}
