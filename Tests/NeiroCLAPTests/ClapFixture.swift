import Foundation
import NeiroCLAP
import NeiroTensorFiles
import NeiroTestSupport
import Testing

/// `Tests/Fixtures/clap-tiny`: CLAP models with random weights, and what `transformers` makes by
/// them. See `Tests/Fixtures/make_clap_fixture`.
struct ClapFixture {
  enum Variant: String, CaseIterable {
    case unfused, fused
  }

  let configuration: ClapConfiguration
  let weights: ClapWeights
  private let expected: TensorFile

  init(_ variant: Variant) throws {
    try self.init(variant.rawValue, in: Self.folder)
  }

  // Models of full size aren't kept here, but lie in another folder that make_clap_fixture wrote.
  init(_ name: String, in root: URL) throws {
    let folder = root.appending(path: name)
    let model = folder.appending(path: "config.json")
    let preprocessor = folder.appending(path: "preprocessor_config.json")
    configuration = try ClapConfiguration(
      model: Data(contentsOf: model), preprocessor: Data(contentsOf: preprocessor),
      path: model.path, preprocessorPath: preprocessor.path)
    weights = try ClapWeights(
      TensorFile(contentsOf: folder.appending(path: "model.safetensors")))
    expected = try TensorFile(contentsOf: root.appending(path: "expected_\(name).safetensors"))
  }

  static var folder: URL { Fixtures.file("clap-tiny") }

  /// Numbers that `transformers` computed.
  func expected(_ name: String) throws -> [Float] {
    try #require(expected.tensors[name], "the fixture lacks \(name)").floats()
  }

  func hasExpected(_ name: String) -> Bool { expected.tensors[name] != nil }
}
