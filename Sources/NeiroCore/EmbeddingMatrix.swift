/// Embeddings of many clips, one row each: N × D float32, row-major, in memory or mapped from disk.
public struct EmbeddingMatrix: Sendable {
  public let rowCount: Int
  public let dimension: Int
  private let storage: Storage

  /// - Parameters:
  ///   - dimension: D.
  ///   - values: N·D numbers, row after row.
  /// - Precondition: `values.count` is a multiple of `dimension`.
  public init(dimension: Int, values: [Float]) {
    precondition(dimension > 0 && values.count.isMultiple(of: dimension), "ragged matrix")
    self.dimension = dimension
    rowCount = values.count / dimension
    storage = Storage(copying: values)
  }

  /// Takes over memory that somebody else laid out, a mapped file for instance.
  ///
  /// - Parameters:
  ///   - rowCount: N.
  ///   - dimension: D.
  ///   - base: The first of N·D numbers, readable until `release` is called.
  ///   - read: Reads a row without looking at that memory, and says whether it could; nil where there
  ///     is no other way.
  ///   - release: Called once, when the last copy of this matrix is gone.
  public init(
    rowCount: Int, dimension: Int, base: UnsafePointer<Float>,
    read: RowReader? = nil, release: @escaping @Sendable () -> Void
  ) {
    self.rowCount = rowCount
    self.dimension = dimension
    storage = Storage(
      values: UnsafeBufferPointer(start: base, count: rowCount * dimension), read: read,
      release: release)
  }

  /// Fills D numbers with those of a row.
  public typealias RowReader =
    @Sendable (_ row: Int, _ values: UnsafeMutableBufferPointer<Float>) -> Bool

  /// Copies of some rows, in their order.
  ///
  /// Of a mapped file they are read: each page that is looked at would stay with the process, and
  /// bring its neighbours.
  public func copies(of rows: [Int]) -> EmbeddingMatrix {
    EmbeddingMatrix(rowCount: rows.count, width: dimension, operations: 0) { index, values in
      if storage.read?(rows[index], values) ?? false { return }
      withRow(rows[index]) { _ = values.update(from: $0) }
    }
  }

  /// Lends row `row`: D numbers, valid only inside `body`.
  public func withRow<Result>(
    _ row: Int, _ body: (UnsafeBufferPointer<Float>) throws -> Result
  ) rethrows -> Result {
    try withRows {
      try body(UnsafeBufferPointer(rebasing: $0[row * dimension..<(row + 1) * dimension]))
    }
  }

  /// Lends all N·D numbers, row after row, valid only inside `body`.
  public func withRows<Result>(
    _ body: (UnsafeBufferPointer<Float>) throws -> Result
  ) rethrows -> Result {
    try withExtendedLifetime(storage) { try body(storage.values) }
  }

  /// A copy of row `row`: D numbers.
  public subscript(row: Int) -> [Float] {
    withRow(row) { Array($0) }
  }

  /// Owns the memory; immutable after `init`, hence safe to share.
  private final class Storage: @unchecked Sendable {
    let values: UnsafeBufferPointer<Float>
    let read: RowReader?
    private let release: @Sendable () -> Void

    init(
      values: UnsafeBufferPointer<Float>, read: RowReader? = nil,
      release: @escaping @Sendable () -> Void
    ) {
      self.values = values
      self.read = read
      self.release = release
    }

    convenience init(copying values: [Float]) {
      let copy = UnsafeMutableBufferPointer<Float>.allocate(capacity: values.count)
      _ = copy.initialize(from: values)
      // A class cannot capture a pointer in a Sendable closure; its address it can.
      let address = UInt(bitPattern: copy.baseAddress)
      self.init(values: UnsafeBufferPointer(copy)) {
        UnsafeMutablePointer<Float>(bitPattern: address)?.deallocate()
      }
    }

    deinit { release() }
  }
}
