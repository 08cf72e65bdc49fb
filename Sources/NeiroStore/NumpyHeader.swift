import Foundation

/// The first 128 bytes of `embeddings.npy`: version 1.0 of numpy's format, padded to a fixed size,
/// so that the number of rows can be rewritten in place.
///
/// Source: <https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html>.
struct NumpyHeader: Hashable {
  static let byteCount = 128
  private static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0]

  let rowCount: Int
  let dimension: Int

  /// Magic, version, length of the rest in little-endian, a Python dictionary, spaces, newline.
  var bytes: [UInt8] {
    var bytes = Self.magic + [UInt8(Self.byteCount - 10), 0]
    bytes += "{'descr': '<f4', 'fortran_order': False, 'shape': (\(rowCount), \(dimension)), }".utf8
    bytes += Array(repeating: UInt8(ascii: " "), count: Self.byteCount - 1 - bytes.count)
    bytes.append(UInt8(ascii: "\n"))
    return bytes
  }

  init(rowCount: Int, dimension: Int) {
    self.rowCount = rowCount
    self.dimension = dimension
  }

  enum Flaw: Error, Hashable {
    case notNumpy
    case otherLayout(String)
  }

  /// Reads a header that Neiro, or numpy in the same layout, wrote.
  init(bytes: [UInt8]) throws(Flaw) {
    guard bytes.count == Self.byteCount, bytes.starts(with: Self.magic.prefix(6)) else {
      throw .notNumpy
    }
    guard bytes.starts(with: Self.magic), bytes[8] == UInt8(Self.byteCount - 10), bytes[9] == 0
    else { throw .otherLayout("its header is not 128 bytes of version 1.0") }
    let text = String(decoding: bytes[10...], as: UTF8.self)
    guard text.contains("'descr': '<f4'") else {
      throw .otherLayout("its numbers are not little-endian float32")
    }
    guard text.contains("'fortran_order': False") else {
      throw .otherLayout("its rows are not stored one after the other")
    }
    guard let open = text.firstRange(of: "'shape': (")?.upperBound,
      let close = text[open...].firstIndex(of: ")")
    else { throw .otherLayout("its header names no shape") }
    let sizes = text[open..<close].split(separator: ",").map {
      Int($0.trimmingCharacters(in: .whitespaces))
    }
    guard sizes.count == 2, let rows = sizes[0], let columns = sizes[1], rows >= 0, columns > 0
    else { throw .otherLayout("its shape is not rows × columns") }
    self.init(rowCount: rows, dimension: columns)
  }
}
