/// The FNV-1a hash, 64 bits: to tell things apart, not to withstand an attacker.
///
/// *Source*: Fowler, Noll and Vo, <https://www.rfc-editor.org/rfc/rfc9923>.
public struct FNV1a: Sendable {
  private var state: UInt64 = 0xcbf2_9ce4_8422_2325

  public init() {}

  public mutating func combine(_ text: String) {
    for byte in text.utf8 { combine(byte) }
  }

  /// Its four bytes, the lowest first.
  public mutating func combine(_ number: UInt32) {
    for shift in [0, 8, 16, 24] { combine(UInt8(truncatingIfNeeded: number >> UInt32(shift))) }
  }

  public mutating func combine(_ bytes: UnsafeRawBufferPointer) {
    for byte in bytes { combine(byte) }
  }

  private mutating func combine(_ byte: UInt8) {
    state = (state ^ UInt64(byte)) &* 0x100_0000_01b3
  }

  /// The hash as a number.
  public var value: UInt64 { state }

  /// 16 hexadecimal digits.
  public var hex: String { Self.hex(state) }

  /// The text form of a hash.
  public static func hex(_ value: UInt64) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
