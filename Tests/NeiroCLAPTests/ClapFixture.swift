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

/// The sounds of the fixture that are integer formulas, at 48 kHz.
enum FormulaSound: String, CaseIterable, CustomTestStringConvertible {
  case noise300ms = "f_noise_0p3"
  case sweep3s = "f_sweep_3s"
  case sweep7s = "f_sweep_7s"
  case sweep10s = "f_sweep_10s"
  /// Longer than the window by less than a hop.
  case edge100 = "f_edge_480100"
  /// Longer than the window by a hop.
  case edge480 = "f_edge_480480"
  case sweep25s = "f_sweep_25s"
  case silence = "f_silence_1s"
  case noise1000 = "f_noise_1000smp"

  var testDescription: String { rawValue }

  var samples: [Float] {
    switch self {
    case .noise300ms: Self.noise(14_400)
    case .sweep3s: Self.sweep(144_000)
    case .sweep7s: Self.sweep(336_000)
    case .sweep10s: Self.sweep(480_000)
    case .edge100: Self.sweep(480_100)
    case .edge480: Self.sweep(480_480)
    case .sweep25s: Self.sweep(1_200_000)
    case .silence: [Float](repeating: 0, count: 48_000)
    case .noise1000: Self.noise(1000)
    }
  }

  /// Whether the fixture has values for the middle pick and for the first.
  var isLong: Bool { [.edge100, .edge480, .sweep25s].contains(self) }

  private static func integers(_ count: Int, seed: UInt32) -> [Int] {
    var state = seed
    return (0..<count).map { _ in
      state = state &* 1_664_525 &+ 1_013_904_223
      return Int(state >> 16) - 32_768
    }
  }

  private static func noise(_ count: Int) -> [Float] {
    integers(count, seed: 12_345).map { Float($0) / 65_536 }
  }

  private static func sweep(_ count: Int) -> [Float] {
    var phase: UInt32 = 0
    var increment: UInt32 = 9_000_000
    return integers(count, seed: 7).map { noise in
      increment &+= 37
      phase &+= increment
      let place = Int(phase >> 16)
      let triangle = (place < 32_768 ? place : 65_535 - place) - 16_384
      return Float(triangle + noise >> 5) / 32_768
    }
  }
}
