/// Numbers in a mapped file, as they are.
public struct MappedFloats: @unchecked Sendable {
  /// Valid as long as somebody holds ``owner``.
  public let values: UnsafeBufferPointer<Float>
  public let owner: MappedFile
}

extension StoredTensor {
  /// The numbers without a copy; nil unless they are float32, one after the other, and aligned.
  public var mappedFloats: MappedFloats? {
    guard type == .float32, isRowMajor else { return nil }
    guard count > 0, let base = file.bytes.baseAddress.map({ $0 + byteOffset }) else {
      return MappedFloats(values: UnsafeBufferPointer(start: nil, count: 0), owner: file)
    }
    guard UInt(bitPattern: base).isMultiple(of: UInt(MemoryLayout<Float>.alignment)) else {
      return nil
    }
    return MappedFloats(
      values: UnsafeBufferPointer(start: base.assumingMemoryBound(to: Float.self), count: count),
      owner: file)
  }

  /// A copy of the numbers as float32, row-major.
  ///
  /// - Throws: ``TensorFileError/unsupported(path:found:remedy:)`` for whole numbers and the like.
  public func floats() throws(TensorFileError) -> [Float] {
    switch type {
    case .float32: copy(of: UInt32.self) { Float(bitPattern: $0) }
    case .float16: copy(of: UInt16.self) { Float(Float16(bitPattern: $0)) }
    case .bfloat16: copy(of: UInt16.self) { Float(bitPattern: UInt32($0) << 16) }
    case .float64: copy(of: UInt64.self) { Float(Double(bitPattern: $0)) }
    default:
      throw .unsupported(
        path: file.path, found: "“\(name)” as \(type)",
        remedy: "Only float16, bfloat16, float32 and float64 are read: convert it to float32.")
    }
  }

  private func copy<Bits: FixedWidthInteger & BitwiseCopyable>(
    of bits: Bits.Type, _ convert: (Bits) -> Float
  ) -> [Float] {
    guard count > 0 else { return [] }
    let size = MemoryLayout<Bits>.size
    return [Float](unsafeUninitializedCapacity: count) { values, initialized in
      func read(_ place: Int) -> Float {
        convert(
          Bits(
            littleEndian: file.bytes.loadUnaligned(
              fromByteOffset: byteOffset + place * size, as: Bits.self)))
      }
      if isRowMajor {
        for place in 0..<count { values.initializeElement(at: place, to: read(place)) }
      } else {
        var index = [Int](repeating: 0, count: shape.count)
        var place = 0
        for number in 0..<count {
          values.initializeElement(at: number, to: read(place))
          // Like an odometer: the last axis turns fastest.
          for axis in shape.indices.reversed() {
            index[axis] += 1
            place += strides[axis]
            if index[axis] < shape[axis] { break }
            place -= index[axis] * strides[axis]
            index[axis] = 0
          }
        }
      }
      initialized = count
    }
  }
}
