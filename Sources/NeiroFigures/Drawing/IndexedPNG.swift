internal import CZlib
internal import Foundation

/// A PNG of up to 256 colours, one byte a pixel. *Source*: "Portable Network Graphics", third
/// edition, W3C, <https://www.w3.org/TR/png-3/>.
struct IndexedPNG {
  /// The whole file.
  let bytes: [UInt8]

  /// - Parameters:
  ///   - pixels: Height × width colours' numbers, from the upper left on.
  ///   - width: Pixels in a row.
  ///   - palette: What the numbers mean; the last is transparent.
  init(pixels: [UInt8], width: Int, palette: [(red: UInt8, green: UInt8, blue: UInt8)]) {
    let height = width > 0 ? pixels.count / width : 0
    var header = Self.bigEndian(width) + Self.bigEndian(height)
    header += [8, 3, 0, 0, 0]  // bits, indexed, deflate, filters, not interlaced
    var rows: [UInt8] = []
    rows.reserveCapacity(pixels.count + height)
    for row in 0..<height {
      rows.append(0)  // unfiltered: indices of neighbours say nothing about each other
      rows += pixels[row * width..<(row + 1) * width]
    }
    bytes =
      [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + Self.chunk("IHDR", header)
      + Self.chunk("PLTE", palette.flatMap { [$0.red, $0.green, $0.blue] })
      + Self.chunk("tRNS", palette.indices.map { $0 == palette.count - 1 ? 0 : 255 })
      + Self.chunk("IDAT", Self.deflated(rows)) + Self.chunk("IEND", [])
  }

  /// As an address that holds the picture itself.
  var dataURI: HTML {
    HTML(verbatim: "data:image/png;base64," + Data(bytes).base64EncodedString())
  }

  private static func deflated(_ bytes: [UInt8]) -> [UInt8] {
    var length = compressBound(uLong(bytes.count))
    return [UInt8](unsafeUninitializedCapacity: Int(length)) { buffer, count in
      let status = compress2(
        buffer.baseAddress, &length, bytes, uLong(bytes.count), Z_BEST_COMPRESSION)
      count = status == Z_OK ? Int(length) : 0
    }
  }

  private static func chunk(_ kind: String, _ content: [UInt8]) -> [UInt8] {
    let body = Array(kind.utf8) + content
    let sum = crc32(0, body, uInt(body.count))
    return bigEndian(content.count) + body + bigEndian(Int(sum))
  }

  private static func bigEndian(_ value: Int) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }
}
