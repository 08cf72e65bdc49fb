import Foundation
import NeiroTensorFiles
import NeiroTestSupport

/// Runs `body` with a file of these bytes, and removes it afterwards.
func withFile<Result>(
  _ bytes: [UInt8], named name: String = "file", _ body: (URL) throws -> Result
) throws -> Result {
  try withTemporaryFolder { folder in
    let file = folder.appendingPathComponent(name)
    try Data(bytes).write(to: file)
    return try body(file)
  }
}

/// The error that opening a file of these bytes gives; nil if it opens.
func flaw(
  of bytes: [UInt8],
  opening open: (URL) throws(TensorFileError) -> Void = { file throws(TensorFileError) in
    _ = try TensorFile(contentsOf: file)
  }
) throws -> TensorFileError? {
  try withFile(bytes) { file -> TensorFileError? in
    do throws(TensorFileError) {
      try open(file)
      return nil
    } catch {
      return error
    }
  }
}

/// Opens the file and reads every number of it: neither may crash, whatever the file says.
///
/// - Returns: Whether it opened.
@discardableResult
func readsOrThrows(_ file: URL) -> Bool {
  guard let opened = try? TensorFile(contentsOf: file) else { return false }
  for tensor in opened.tensors.values {
    _ = try? tensor.floats()
    _ = tensor.mappedFloats?.values.reduce(0, +)
  }
  return true
}

func little<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
  withUnsafeBytes(of: number.littleEndian) { Array($0) }
}

func bytes(_ floats: [Float]) -> [UInt8] {
  floats.flatMap { little($0.bitPattern) }
}
