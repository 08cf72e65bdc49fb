import Foundation
import NeiroCLAP
import NeiroTestSupport
import NeiroTorch
import Testing

/// `Tests/Fixtures/clap-tiny`: CLAP models with random weights, and what `transformers` makes by
/// them. See `Tests/Fixtures/make_clap_fixture`.
struct ClapFixture {
  enum Variant: String, CaseIterable {
    case unfused, fused
  }

  let configuration: ClapConfiguration
  let weights: Weights
  private let expected: Weights

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
    weights = try Weights(folder.appending(path: "model.safetensors"))
    expected = try Weights(root.appending(path: "expected_\(name).safetensors"))
  }

  static var folder: URL { Fixtures.file("clap-tiny") }

  /// Numbers that `transformers` computed.
  func expected(_ name: String) throws -> [Float] {
    try #require(expected.tensors[name], "the fixture lacks \(name)").values
  }

  func hasExpected(_ name: String) -> Bool { expected.tensors[name] != nil }

  /// The float32 tensors of a safetensors file; others are passed over.
  struct Weights: ClapWeightSource {
    let path: String
    var tensors: [String: (shape: [Int], values: [Float])] = [:]

    init(_ url: URL) throws {
      path = url.path
      let data = try Data(contentsOf: url, options: .mappedIfSafe)
      let headerCount = Int(data[0..<8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
      let header = try #require(
        JSONSerialization.jsonObject(with: data[8..<8 + headerCount]) as? [String: Any])
      for case (let name, let entry as [String: Any]) in header
      where entry["dtype"] as? String == "F32" {
        let shape = try #require(entry["shape"] as? [Int])
        let offsets = try #require(entry["data_offsets"] as? [Int])
        let bytes = data[8 + headerCount + offsets[0]..<8 + headerCount + offsets[1]]
        let values = [Float](unsafeUninitializedCapacity: bytes.count / 4) { buffer, count in
          count = bytes.copyBytes(to: buffer) / 4
        }
        tensors[name] = (shape, values)
      }
    }

    func shape(of name: String) -> [Int]? { tensors[name]?.shape }

    func tensor(_ name: String, shape: [Int]) throws(ClapError) -> FrozenTensor {
      guard let found = tensors[name] else { throw .missingTensor(name: name, path: path) }
      guard found.shape == shape else {
        throw .wrongShape(tensor: name, expected: shape, found: found.shape, path: path)
      }
      do {
        return try FrozenTensor(found.values, shape: shape)
      } catch {
        throw .badConfiguration(path: path, reason: "\(error)")
      }
    }
  }
}
