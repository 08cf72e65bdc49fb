internal import CKernels
public import NeiroCore

/// A copy of a matrix in a quarter of its bytes, to find in few bytes which rows can be among the best.
///
/// A row x is kept as x̂ = s·c with a scale s of its own and codes c of 8 bits, −127 to 127, and with
/// ‖x − x̂‖, rounded up. So a dot product with a query is known to within ‖q‖·‖x − x̂‖, whatever the
/// query is (Cauchy and Schwarz), and only rows whose best case reaches the worst case of the k-th best
/// have to be read exactly; see ``ScoreScan``.
///
/// *Shapes*: N × D, the rows in the order of the matrix. The bytes, little-endian: a header of 64, N
/// scales, N errors (float32), then the codes as `CKernels` reads them; N is rounded up to 16 and D to
/// 4 with zeros.
/// *Source*: scanning by codes before exact distances is that of VA-files (Weber, Schek and Blott, "A
/// quantitative analysis and performance study for similarity-search methods in high-dimensional
/// spaces", VLDB 1998).
public struct QuantizedMatrix: Sendable {
  /// N and D.
  public let rowCount: Int
  public let dimension: Int
  /// A row with a number that is not finite: nothing can be said of scores then.
  public let damagedRow: Int?
  /// The largest ‖x̂‖.
  let longest: Float
  /// The bytes, to be kept in a file.
  public let block: ByteBlock

  private var bytes: UnsafeRawBufferPointer { block.bytes }

  /// Whether this processor scans codes faster than it reads the numbers themselves.
  public static var isWorthwhile: Bool { kernel_instructions() > Int32(KERNEL_PORTABLE) }

  // MARK: - Layout

  /// “NEIROSCN” as bytes.
  private static let magic: UInt64 = 0x4e43_534f_5249_454e
  private static let version: UInt64 = 1
  private static let headerBytes = 64
  static let blockRows = Int(KERNEL_BLOCK_ROWS)
  private static let groupColumns = Int(KERNEL_GROUP_COLUMNS)
  private static let groupBytes = Int(KERNEL_GROUP_BYTES)

  /// Blocks of 16 rows, and groups of 4 columns.
  var blockCount: Int { Self.quotient(rowCount, Self.blockRows) }
  var groupCount: Int { Self.quotient(dimension, Self.groupColumns) }

  private static func quotient(_ count: Int, _ size: Int) -> Int { (count + size - 1) / size }

  private static func byteCount(rowCount: Int, dimension: Int) -> Int {
    let blocks = quotient(rowCount, blockRows)
    let codes = quotient(dimension, groupColumns) * groupBytes
    return headerBytes + blocks * (blockRows * 2 * MemoryLayout<Float>.size + codes)
  }

  /// s and ‖x − x̂‖ of every row.
  var scales: UnsafeBufferPointer<Float> { numbers(0) }
  var errors: UnsafeBufferPointer<Float> { numbers(1) }

  private func numbers(_ column: Int) -> UnsafeBufferPointer<Float> {
    let count = blockCount * Self.blockRows
    let start = Self.headerBytes + column * 4 * count
    let own = UnsafeRawBufferPointer(rebasing: bytes[start..<start + 4 * count])
    return own.assumingMemoryBound(to: Float.self)
  }

  /// The codes of some blocks.
  func codes(of blocks: Range<Int>) -> UnsafeRawBufferPointer {
    let blockBytes = groupCount * Self.groupBytes
    let start = bytes.count - (blockCount - blocks.lowerBound) * blockBytes
    return UnsafeRawBufferPointer(rebasing: bytes[start..<start + blocks.count * blockBytes])
  }

  /// How many bytes a scan of all rows reads.
  public var scannedBytes: Int { bytes.count - Self.headerBytes }

  /// Says that the codes of some blocks were scanned.
  func forget(_ blocks: Range<Int>) { block.forget(codes(of: blocks)) }

  /// Keeps the bytes for as long as `body` runs.
  func withBytes<Result>(_ body: () throws -> Result) rethrows -> Result {
    try withExtendedLifetime(block, body)
  }

  // MARK: - The header

  private static func store(
    _ header: [UInt64], into bytes: UnsafeMutableRawBufferPointer
  ) {
    for (index, word) in header.enumerated() {
      bytes.storeBytes(of: word.littleEndian, toByteOffset: 8 * index, as: UInt64.self)
    }
  }

  /// What was kept of a matrix; nil unless these are such bytes, whole, of this version, and of N × D.
  ///
  /// - Parameters:
  ///   - kept: ``block`` of the same matrix.
  ///   - rowCount: N.
  ///   - dimension: D.
  public init?(kept: ByteBlock, rowCount: Int, dimension: Int) {
    let bytes = kept.bytes
    guard bytes.count == Self.byteCount(rowCount: rowCount, dimension: dimension) else {
      return nil
    }
    let header = (0..<7).map {
      UInt64(littleEndian: bytes.load(fromByteOffset: 8 * $0, as: UInt64.self))
    }
    guard header[..<4] == [Self.magic, Self.version, UInt64(rowCount), UInt64(dimension)] else {
      return nil
    }
    self.rowCount = rowCount
    self.dimension = dimension
    damagedRow = header[4] < header[2] ? Int(header[4]) : nil
    longest = Float(bitPattern: UInt32(truncatingIfNeeded: header[5]))
    block = kept
    guard header[6] == checksum else { return nil }
  }

  /// Of scales and errors, which every bound depends on.
  private var checksum: UInt64 {
    let end = Self.headerBytes + blockCount * Self.blockRows * 2 * MemoryLayout<Float>.size
    return ByteBlock.checksum(of: UnsafeRawBufferPointer(rebasing: bytes[Self.headerBytes..<end]))
  }

  // MARK: - Making

  /// - Complexity: O(N·D), on all cores.
  public init(of matrix: EmbeddingMatrix) {
    let (rowCount, dimension) = (matrix.rowCount, matrix.dimension)
    self.rowCount = rowCount
    self.dimension = dimension
    let blocks = Self.quotient(rowCount, Self.blockRows)
    let blockBytes = Self.quotient(dimension, Self.groupColumns) * Self.groupBytes
    var longest: Float = 0
    var damagedRow: Int?
    var memory = UnsafeMutableRawBufferPointer(start: nil, count: 0)
    block = ByteBlock(count: Self.byteCount(rowCount: rowCount, dimension: dimension)) { bytes in
      memory = bytes
      let padded = blocks * Self.blockRows
      let numbers = UnsafeMutableRawBufferPointer(rebasing: bytes[Self.headerBytes...])
      nonisolated(unsafe) let scales = numbers.bindMemory(to: Float.self)
      nonisolated(unsafe) let codes = UnsafeMutableRawBufferPointer(
        rebasing: numbers[(2 * padded * MemoryLayout<Float>.size)...]
      ).bindMemory(to: UInt8.self)
      let lengths = EmbeddingMatrix(rowCount: blocks, width: 1, operations: 32 * blockBytes) {
        block, longest in
        longest[0] = 0
        let own = UnsafeMutableBufferPointer(
          rebasing: codes[block * blockBytes..<(block + 1) * blockBytes])
        own.update(repeating: Self.byteOfZero)
        for row in block * Self.blockRows..<min(rowCount, (block + 1) * Self.blockRows) {
          let first = row % Self.blockRows * Self.groupColumns
          let quantized = matrix.withRow(row) { values in
            QuantizedRow(values) { column, code in
              own[
                column / Self.groupColumns * Self.groupBytes + first
                  + column % Self.groupColumns] = UInt8(Int(Self.byteOfZero) + code)
            }
          }
          scales[row] = quantized.scale
          scales[padded + row] = quantized.error
          longest[0] = max(longest[0], quantized.length)
        }
      }
      longest = (0..<blocks).reduce(0) { max($0, lengths[$1][0]) }
      damagedRow = (0..<rowCount).first { scales[$0].isNaN }
    }
    self.longest = longest
    self.damagedRow = damagedRow
    Self.store(
      [
        Self.magic, Self.version, UInt64(rowCount), UInt64(dimension),
        damagedRow.map(UInt64.init) ?? .max, UInt64(longest.bitPattern), checksum,
      ], into: memory)
  }

  private static let byteOfZero: UInt8 = 128
}

/// A row in codes: x̂ = s·c.
private struct QuantizedRow {
  /// s; NaN for a row that isn't finite.
  let scale: Float
  /// ‖x − x̂‖ and ‖x̂‖, rounded up.
  let error: Float
  let length: Float

  private static let largestCode: Float = 127

  /// - Parameters:
  ///   - values: x, D numbers.
  ///   - write: Is told the code of every column that has one.
  init(_ values: UnsafeBufferPointer<Float>, write: (_ column: Int, _ code: Int) -> Void) {
    var largest: Float = 0
    for value in values { largest = max(largest, value.isFinite ? abs(value) : .infinity) }
    let scale = largest / Self.largestCode
    guard scale.isFinite else {
      (self.scale, error, length) = (.nan, .nan, 0)
      return
    }
    // Too small for codes to tell its numbers apart: all of it is error.
    let inverse = 1 / scale
    let isNothing = !inverse.isFinite
    var (errors, squares) = (0.0, 0.0)
    for (column, value) in values.enumerated() {
      let code = isNothing ? 0 : (value * inverse).rounded()
      write(column, Int(code))
      let kept = Double(scale) * Double(code)
      errors += (Double(value) - kept) * (Double(value) - kept)
      squares += kept * kept
    }
    self.scale = scale
    error = Self.roundedUp(errors)
    length = Self.roundedUp(squares)
  }

  /// The square root, no less than it is.
  private static func roundedUp(_ squares: Double) -> Float {
    // A sum of D squares is off by some D·2⁻⁵³ of itself, a root in float32 by 2⁻²⁴.
    squares == 0 ? 0 : Float((squares * (1 + 1e-9)).squareRoot()).nextUp
  }
}
