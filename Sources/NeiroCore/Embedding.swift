/// What an encoder makes of one clip: D numbers of unit length, so that a dot product is a cosine.
public struct Embedding: Hashable, Sendable {
  public let values: [Float]

  /// Scales `values` to unit length; nil where no direction can be told: all zero, or not finite.
  ///
  /// - Parameter values: D numbers.
  public init?(normalizing values: [Float]) {
    guard let unit = UnitVector.normalized(values) else { return nil }
    self.values = unit
  }

  /// Takes values that have unit length already as they are, to the bit, and scales others; nil where
  /// no direction can be told.
  ///
  /// - Parameter values: D numbers.
  public init?(normalizingUnlessUnit values: [Float]) {
    let squares = values.reduce(0.0) { $0 + Double($1) * Double($1) }
    if abs(squares - 1) < Self.unitTolerance {
      self.init(unit: values)
    } else {
      self.init(normalizing: values)
    }
  }

  /// How far from 1 the squared length of a unit vector of float32 may be.
  private static let unitTolerance = 1e-6

  /// - Parameter values: D numbers of unit length.
  init(unit values: [Float]) {
    self.values = values
  }

  public var dimension: Int { values.count }
}

/// Arithmetic on vectors given as plain arrays or rows of a matrix.
public enum UnitVector {
  /// - Returns: `values` scaled to unit length; nil if they are all zero or not finite.
  public static func normalized(_ values: [Float]) -> [Float]? {
    // Summed in double: 512 float squares lose digits that the 1e-6 parity tests would see.
    let squares = values.reduce(0.0) { $0 + Double($1) * Double($1) }
    guard squares.isFinite, squares > 0 else { return nil }
    let scale = 1 / squares.squareRoot()
    return values.map { Float(Double($0) * scale) }
  }

  /// Scales `values` to unit length where they are; all zeros stay.
  public static func normalize(_ values: UnsafeMutableBufferPointer<Float>) {
    let squares = values.reduce(0.0) { $0 + Double($1) * Double($1) }
    let length = squares.squareRoot()
    guard length > 0 else { return }
    for index in values.indices { values[index] = Float(Double(values[index]) / length) }
  }

  /// The dot product, which for unit vectors is the cosine similarity in −1…1.
  ///
  /// - Precondition: Both have the same count.
  public static func dot(
    _ left: UnsafeBufferPointer<Float>, _ right: UnsafeBufferPointer<Float>
  ) -> Float {
    precondition(left.count == right.count, "dot product of unlike dimensions")
    typealias Lanes = SIMD16<Float>
    var first = Lanes()
    var second = Lanes()
    var index = 0
    let left = UnsafeRawBufferPointer(left)
    let right = UnsafeRawBufferPointer(right)
    let bytes = MemoryLayout<Lanes>.size
    while index + 2 * bytes <= left.count {
      // Not addProduct: without -mfma it calls fmaf once per number, 20 times slower.
      first +=
        left.loadUnaligned(fromByteOffset: index, as: Lanes.self)
        * right.loadUnaligned(fromByteOffset: index, as: Lanes.self)
      second +=
        left.loadUnaligned(fromByteOffset: index + bytes, as: Lanes.self)
        * right.loadUnaligned(fromByteOffset: index + bytes, as: Lanes.self)
      index += 2 * bytes
    }
    var sum = (first + second).sum()
    while index < left.count {
      sum +=
        left.loadUnaligned(fromByteOffset: index, as: Float.self)
        * right.loadUnaligned(fromByteOffset: index, as: Float.self)
      index += MemoryLayout<Float>.size
    }
    return sum
  }
}
