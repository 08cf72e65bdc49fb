import Foundation

/// `.npy` files made byte by byte, without the code under test.
struct NumpyBytes {
  let data: Data

  /// - Parameter rows: All of one length.
  init(_ rows: [[Float]]) {
    self.init(
      description: "<f4", shape: "(\(rows.count), \(rows.first?.count ?? 0))",
      body: rows.joined().flatMap { withUnsafeBytes(of: $0.bitPattern.littleEndian) { Array($0) } })
  }

  init(description: String, shape: String, body: [UInt8]) {
    let header = "{'descr': '\(description)', 'fortran_order': False, 'shape': \(shape), }\n"
    var data = Data([0x93]) + Data("NUMPY".utf8) + Data([1, 0])
    withUnsafeBytes(of: UInt16(header.utf8.count).littleEndian) { data.append(contentsOf: $0) }
    self.data = data + Data(header.utf8) + Data(body)
  }

  /// The numbers of a float32 array with any header.
  static func floats(in file: URL) throws -> [Float] {
    let data = try Data(contentsOf: file)
    let start = 10 + Int(data[8]) + 256 * Int(data[9])
    return stride(from: start, to: data.count, by: 4).map { place in
      Float(
        bitPattern: data[place..<place + 4].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) })
    }
  }
}
