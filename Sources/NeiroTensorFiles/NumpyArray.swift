public import Foundation

/// A matrix that NumPy saved: any `.npy` of two axes and floating-point numbers.
///
/// *Source*: <https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html>.
public struct NumpyArray: Sendable {
  /// N × D, where it lies in the mapped file.
  public let tensor: StoredTensor

  public var rowCount: Int { tensor.shape[0] }
  public var columnCount: Int { tensor.shape[1] }

  private static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

  /// - Throws: ``TensorFileError``.
  public init(contentsOf file: URL) throws(TensorFileError) {
    let mapped = try MappedFile(contentsOf: file)
    do {
      tensor = try Self.read(mapped)
    } catch {
      throw error.at(mapped.path)
    }
  }

  private static func read(_ file: MappedFile) throws(FormatFlaw) -> StoredTensor {
    var cursor = ByteCursor(file.bytes)
    guard let magic = cursor.take(magic.count), magic.elementsEqual(Self.magic) else {
      throw .unsupported(
        found: "no NumPy array", remedy: "Save one with numpy.save(\"x.npy\", array).")
    }
    guard let major = cursor.number(UInt8.self), cursor.number(UInt8.self) != nil else {
      throw .damaged(reason: "its header is cut short")
    }
    guard (1...3).contains(major) else {
      throw .unsupported(
        found: "version \(major) of NumPy's format", remedy: "Versions 1 to 3 are read.")
    }
    let length =
      major == 1
      ? cursor.number(UInt16.self).map { Int($0) } : cursor.number(UInt32.self).map { Int($0) }
    guard let length, let text = cursor.take(length) else {
      throw .damaged(reason: "its header is cut short")
    }
    let header = try NumpyDictionary(text)
    let type = try number(header.description)
    guard header.shape.count == 2 else {
      throw .unsupported(
        found: "an array of \(header.shape.count) axes",
        remedy: "Two are needed, rows × columns: numpy.save(\"x.npy\", array.reshape(rows, -1)).")
    }
    let (rows, columns) = (header.shape[0], header.shape[1])
    guard
      let tensor = StoredTensor(
        name: "array", shape: [rows, columns], strides: header.isFortran ? [1, max(rows, 1)] : nil,
        type: type, bytes: cursor.offset..<file.bytes.count, in: file),
      tensor.count * type.bits / 8 == cursor.left
    else {
      throw .damaged(
        reason: "its header says \(rows) × \(columns), and it holds \(cursor.left) bytes of numbers"
      )
    }
    return tensor
  }

  /// Float16, float32 or float64 in the byte order that nearly every machine has.
  private static func number(_ description: String) throws(FormatFlaw) -> NumberType {
    switch description {
    case "<f2": return .float16
    case "<f4": return .float32
    case "<f8": return .float64
    default:
      throw .unsupported(
        found: "numbers of the type \(description)",
        remedy: "Save them as float32: numpy.save(\"x.npy\", array.astype(\"<f4\")).")
    }
  }
}
