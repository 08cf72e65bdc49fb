/// A tensor where it lies in a mapped file: nothing is copied before somebody asks for numbers.
public struct StoredTensor: Sendable {
  /// As the file names it.
  public let name: String
  public let shape: [Int]
  public let type: NumberType
  /// How many numbers apart neighbours along each axis are stored.
  let strides: [Int]
  /// Where the first number lies in ``file``.
  let byteOffset: Int
  let file: MappedFile

  /// The most numbers that a view may have beyond those that are stored: one that is expanded
  /// could claim any number of them.
  private static let mostRepeated = 1 << 20

  /// A tensor among `bytes` of the file, with `offset` numbers before its first, row-major unless
  /// there are strides; nil unless every number lies inside `bytes`.
  init?(
    name: String, shape: [Int], strides: [Int]? = nil, type: NumberType, bytes: Range<Int>,
    offset: Int = 0, in file: MappedFile
  ) {
    guard offset >= 0, bytes.lowerBound >= 0, bytes.upperBound <= file.bytes.count,
      let count = Self.count(of: shape)
    else { return nil }
    let strides = strides ?? Self.rowMajor(shape)
    let stored = bytes.count.multipliedReportingOverflow(by: 8)
    guard !stored.overflow, strides.count == shape.count,
      count <= max(stored.partialValue / type.bits, Self.mostRepeated)
    else { return nil }
    var last = offset
    for (length, stride) in zip(shape, strides) where count > 0 {
      let (distance, tooFar) = stride.multipliedReportingOverflow(by: length - 1)
      let (sum, tooMany) = last.addingReportingOverflow(distance)
      guard stride >= 0, !tooFar, !tooMany else { return nil }
      last = sum
    }
    guard count == 0 || last < stored.partialValue / type.bits else { return nil }
    self.name = name
    self.shape = shape
    self.strides = strides
    self.type = type
    self.file = file
    byteOffset = count == 0 ? bytes.lowerBound : bytes.lowerBound + offset * type.bits / 8
  }

  private init(
    name: String, shape: [Int], strides: [Int], type: NumberType, byteOffset: Int, file: MappedFile
  ) {
    self.name = name
    self.shape = shape
    self.strides = strides
    self.type = type
    self.byteOffset = byteOffset
    self.file = file
  }

  /// How many numbers there are.
  public var count: Int { shape.reduce(1, *) }

  /// Some of the rows, which stay where they are.
  ///
  /// - Precondition: There is an axis, and `rows` lie on it.
  public func rows(_ rows: Range<Int>) -> StoredTensor {
    precondition(!shape.isEmpty && rows.lowerBound >= 0 && rows.upperBound <= shape[0])
    let skipped = rows.isEmpty ? 0 : rows.lowerBound * strides[0]
    return StoredTensor(
      name: name, shape: [rows.count] + shape.dropFirst(), strides: strides, type: type,
      byteOffset: byteOffset + skipped * type.bits / 8, file: file)
  }

  /// Whether the numbers lie one after the other, the last axis fastest.
  var isRowMajor: Bool {
    zip(zip(shape, strides), Self.rowMajor(shape)).allSatisfy { $0.0 == 1 || $0.1 == $1 }
      || count == 0
  }

  /// - Returns: nil for a negative length, or more numbers than can be counted.
  static func count(of shape: [Int]) -> Int? {
    // Zero lengths last: [2⁶², 4, 0] must not pass for an empty tensor of a sane shape.
    var count = 1
    for length in shape.sorted(by: >) {
      let (product, overflow) = count.multipliedReportingOverflow(by: length)
      guard length >= 0, !overflow else { return nil }
      count = product
    }
    return count
  }

  private static func rowMajor(_ shape: [Int]) -> [Int] {
    var strides = [Int](repeating: 1, count: shape.count)
    for axis in shape.indices.dropLast().reversed() {
      strides[axis] =
        strides[axis + 1].multipliedReportingOverflow(by: shape[axis + 1])
        .partialValue
    }
    return strides
  }
}
