import Foundation
import NeiroCore

/// An embedding in a column of a database: D little-endian float32.
extension Embedding {
  var blob: Data {
    values.reduce(into: Data(capacity: 4 * dimension)) { data, value in
      withUnsafeBytes(of: value.bitPattern.littleEndian) { data.append(contentsOf: $0) }
    }
  }

  /// nil for a blob of another length than D numbers, or without direction.
  init?(blob: Data, dimension: Int) {
    guard blob.count == 4 * dimension else { return nil }
    let values = blob.withUnsafeBytes { bytes in
      (0..<dimension).map {
        Float(
          bitPattern: UInt32(
            littleEndian: bytes.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self)))
      }
    }
    self.init(normalizing: values)
  }
}
