/// The checksum of TFRecord files: CRC-32C (Castagnoli), bit-reflected, polynomial 0x1EDC6F41.
///
/// [RFC 3720](https://www.rfc-editor.org/rfc/rfc3720#appendix-B.4), appendix B.4, has its test vectors.
enum CRC32C {
  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { value, _ in
      value & 1 == 1 ? value >> 1 ^ 0x82F6_3B78 : value >> 1
    }
  }

  static func checksum(of bytes: some Sequence<UInt8>) -> UInt32 {
    ~bytes.reduce(~UInt32(0)) { $0 >> 8 ^ table[Int(UInt8(truncatingIfNeeded: $0) ^ $1)] }
  }

  /// The checksum as TFRecord stores it: rotated and shifted, because the CRC of a string that holds
  /// CRCs itself would be a poor check.
  static func masked(of bytes: some Sequence<UInt8>) -> UInt32 {
    let checksum = checksum(of: bytes)
    return (checksum >> 15 | checksum << 17) &+ 0xA282_EAD8
  }
}
