import Foundation
import NeiroTensorFiles

/// Vectors that another program made: N rows of D numbers, in an `.npy` or a safetensors file.
struct EmbeddingTable {
  private let rows: StoredTensor

  var rowCount: Int { rows.shape[0] }
  var dimension: Int { rows.shape[1] }

  /// - Parameters:
  ///   - file: `.npy`, or any other for tensors by name.
  ///   - name: Which tensor; nil for the only one that has rows and columns.
  /// - Throws: `TensorFileError`, ``EmbeddingImportError``.
  init(contentsOf file: URL, tensor name: String?) throws {
    if file.pathExtension == "npy" {
      guard name == nil else { throw EmbeddingImportError.noNames(path: file.path) }
      rows = try NumpyArray(contentsOf: file).tensor
    } else {
      let tensors = try TensorFile(contentsOf: file).tensors
      let tables = tensors.filter { $0.value.shape.count == 2 && $0.value.type.isReadable }
      let names = tables.keys.sorted()
      guard let chosen = name ?? (names.count == 1 ? names[0] : nil) else {
        throw EmbeddingImportError.noOneTensor(path: file.path, names: names)
      }
      guard let table = tables[chosen] else {
        throw EmbeddingImportError.noSuchTensor(name: chosen, path: file.path, names: names)
      }
      rows = table
    }
    guard rowCount > 0, dimension > 0 else { throw EmbeddingImportError.empty(path: file.path) }
  }

  /// - Returns: D numbers.
  func values(ofRow row: Int) throws -> [Float] {
    try rows.rows(row..<row + 1).floats()
  }
}
