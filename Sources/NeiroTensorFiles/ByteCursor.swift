/// Reads little-endian numbers one after the other, and never past the end.
struct ByteCursor {
  let bytes: UnsafeRawBufferPointer
  private(set) var offset: Int

  /// Starts at `offset`; where that is past the end, every read gives nil.
  init(_ bytes: UnsafeRawBufferPointer, at offset: Int = 0) {
    self.bytes = bytes
    self.offset = offset
  }

  var left: Int { max(0, bytes.count - offset) }

  mutating func number<Number: FixedWidthInteger>(_ type: Number.Type) -> Number? {
    let size = MemoryLayout<Number>.size
    guard offset >= 0, left >= size else { return nil }
    defer { offset += size }
    return Number(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Number.self))
  }

  mutating func take(_ count: Int) -> UnsafeRawBufferPointer? {
    guard offset >= 0, count >= 0, left >= count else { return nil }
    defer { offset += count }
    return UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + count])
  }

  /// The bytes up to `end`, which is passed over.
  mutating func take(upTo end: UInt8) -> UnsafeRawBufferPointer? {
    guard offset >= 0, offset < bytes.count,
      let place = bytes[offset...].firstIndex(of: end)
    else { return nil }
    defer { offset = place + 1 }
    return UnsafeRawBufferPointer(rebasing: bytes[offset..<place])
  }
}
