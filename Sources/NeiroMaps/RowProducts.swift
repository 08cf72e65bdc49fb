/// The dot products of a matrix's rows with each other, each pair once: the upper triangle of A·Aᵀ.
///
/// They come tile by tile, four rows against up to ``columnBlock`` columns, so that the columns stay
/// in the cache. A product is summed in the order of the columns of A, whatever tile it is in and
/// however wide the machine's vectors are: the same numbers on every machine.
struct RowProducts {
  /// N × K, row-major.
  let values: UnsafeBufferPointer<Float>
  /// N
  let count: Int
  /// K
  let width: Int

  /// Rows that are held as columns at a time.
  static let columnBlock = 128
  static let rowsAtOnce = 4
  private typealias Lanes = SIMD8<Float>
  private static let lanes = Lanes.scalarCount

  /// How many blocks of columns there are.
  var blockCount: Int { (count + Self.columnBlock - 1) / Self.columnBlock }

  /// Part of the products: rows `firstRow...` against columns `firstColumn...`.
  struct Tile {
    let rows: Range<Int>
    let columns: Range<Int>
    /// ``rowsAtOnce`` × ``columnBlock``, row-major; beyond `rows` and `columns` it means nothing.
    fileprivate let products: UnsafePointer<Float>

    /// The products of one row of the tile, by place in `columns`.
    func row(_ row: Int) -> UnsafePointer<Float> {
      products + (row - rows.lowerBound) * RowProducts.columnBlock
    }
  }

  /// Calls `body` with the tiles of one block of columns: all rows up to the block's last column. The
  /// tiles on the diagonal hold products below it, too.
  func forEachTile(ofBlock block: Int, _ body: (Tile) -> Void) {
    let columns = block * Self.columnBlock..<min((block + 1) * Self.columnBlock, count)
    let panels = (columns.count + Self.lanes - 1) / Self.lanes
    let packed = UnsafeMutablePointer<Lanes>.allocate(capacity: panels * width)
    packed.initialize(repeating: Lanes(), count: panels * width)
    let products = UnsafeMutablePointer<Float>.allocate(
      capacity: Self.rowsAtOnce * Self.columnBlock)
    products.initialize(repeating: 0, count: Self.rowsAtOnce * Self.columnBlock)
    defer {
      packed.deallocate()
      products.deallocate()
    }
    pack(columns, into: packed)
    guard let base = values.baseAddress else { return }
    var first = 0
    while first < columns.upperBound {
      let rows = first..<min(first + Self.rowsAtOnce, columns.upperBound)
      // Where fewer than four rows are left, the last one is multiplied again.
      func row(_ offset: Int) -> UnsafePointer<Float> {
        base + min(first + offset, rows.upperBound - 1) * width
      }
      for panel in 0..<panels {
        Self.multiply(
          row(0), row(1), row(2), row(3), packed + panel * width, width,
          into: products + panel * Self.lanes)
      }
      body(Tile(rows: rows, columns: columns, products: products))
      first += Self.rowsAtOnce
    }
  }

  /// Lays out columns so that eight of them lie side by side.
  private func pack(_ columns: Range<Int>, into packed: UnsafeMutablePointer<Lanes>) {
    let scalars = UnsafeMutableRawPointer(packed).assumingMemoryBound(to: Float.self)
    for (place, column) in columns.enumerated() {
      let panel = scalars + place / Self.lanes * Self.lanes * width + place % Self.lanes
      for index in 0..<width { panel[index * Self.lanes] = values[column * width + index] }
    }
  }

  @inline(__always)
  private static func multiply(
    _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ c: UnsafePointer<Float>,
    _ d: UnsafePointer<Float>, _ panel: UnsafePointer<Lanes>, _ width: Int,
    into products: UnsafeMutablePointer<Float>
  ) {
    var (first, second, third, fourth) = (Lanes(), Lanes(), Lanes(), Lanes())
    for index in 0..<width {
      let column = panel[index]
      // Not addProduct: without -mfma it calls fmaf once per number.
      first += column * a[index]
      second += column * b[index]
      third += column * c[index]
      fourth += column * d[index]
    }
    for (row, sums) in [first, second, third, fourth].enumerated() {
      UnsafeMutableRawPointer(products + row * columnBlock).storeBytes(of: sums, as: Lanes.self)
    }
  }
}
