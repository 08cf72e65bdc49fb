public import NeiroTensorFiles

/// The tensors of a CLAP model under Hugging Face's names, whoever saved it. Nothing is copied.
public struct ClapWeights: Sendable {
  /// Who saved the model. LAION's own files come without a configuration, and their text tower
  /// norms with 1e-5 where Hugging Face's say 1e-12.
  public enum Source: Hashable, Sendable {
    case huggingFace
    case laion
  }

  public let path: String
  public let source: Source
  /// Floating-point tensors by name; the others are indices that can be computed.
  var tensors: [String: StoredTensor]

  /// - Throws: ``ClapError/unknownArchitecture(path:found:)``.
  public init(_ file: TensorFile) throws(ClapError) {
    path = file.path
    let readable = file.tensors.filter { $0.value.type.isReadable }
    if LaionNames.isLaion(readable.keys) {
      source = .laion
      tensors = try LaionNames.renamed(readable, path: file.path)
    } else {
      source = .huggingFace
      tensors = readable
    }
    guard tensors.keys.contains(where: { $0.hasPrefix("audio_model.audio_encoder.") }) else {
      let names = file.tensors.keys.sorted().prefix(3).joined(separator: ", ")
      throw .unknownArchitecture(
        path: file.path, found: names.isEmpty ? "no tensor" : "tensors such as \(names)")
    }
  }

  public var names: Set<String> { Set(tensors.keys) }

  /// The shape of a tensor; nil where there is none of that name.
  public func shape(of name: String) -> [Int]? { tensors[name]?.shape }

  /// A tensor where it lies.
  ///
  /// - Parameters:
  ///   - name: Its name in Hugging Face's files.
  ///   - shape: What it must have.
  /// - Returns: The tensor, of a type that can be read as float32.
  /// - Throws: ``ClapError/missingTensor(name:path:)``,
  ///   ``ClapError/wrongShape(tensor:expected:found:path:)``.
  public func stored(_ name: String, shape: [Int]) throws(ClapError) -> StoredTensor {
    guard let tensor = tensors[name] else { throw .missingTensor(name: name, path: path) }
    guard tensor.shape == shape else {
      throw .wrongShape(tensor: name, expected: shape, found: tensor.shape, path: path)
    }
    return tensor
  }
}
