public import NeiroTorch

/// Where a tower gets its weights from, under the names of Hugging Face's files.
public protocol ClapWeightSource {
  /// The shape of a tensor, or nil where there is none of that name.
  func shape(of name: String) -> [Int]?

  /// A tensor's numbers as float32.
  ///
  /// - Throws: ``ClapError/missingTensor(name:path:)``, ``ClapError/wrongShape(tensor:expected:found:path:)``.
  func tensor(_ name: String, shape: [Int]) throws(ClapError) -> FrozenTensor
}
