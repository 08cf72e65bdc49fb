import Foundation
import NeiroTensorFiles
import NeiroTestSupport
import NeiroTorch
import Testing

@testable import NeiroCLAP

@Suite struct TextTowerTests {
  /// The tokens of each text of the fixture, at most 77.
  private static func texts(_ variant: ClapFixture.Variant) throws -> [[Int]] {
    struct Manifest: Decodable {
      struct Text: Decodable {
        let tokens: [Int]

        enum CodingKeys: String, CodingKey { case tokens = "ids_77" }
      }
      struct Model: Decodable { let text: [String: Text] }
      let unfused: Model
      let fused: Model
    }
    let data = try Data(contentsOf: ClapFixture.folder.appending(path: "manifest.json"))
    let manifest = try JSONDecoder().decode(Manifest.self, from: data)
    let texts = variant == .fused ? manifest.fused.text : manifest.unfused.text
    return try (0..<texts.count).map { try #require(texts["\($0)"]).tokens }
  }

  @Test(arguments: ClapFixture.Variant.allCases)
  func everyTextHasTheEmbeddingOfTransformers(variant: ClapFixture.Variant) throws {
    let fixture = try ClapFixture(variant)
    let tower = try ClapTextTower(fixture.configuration, weights: fixture.weights)
    let texts = try Self.texts(variant)
    #expect(texts.count == 14)
    let found = try texts.flatMap { try tower.encode($0) }
    expectClose(found, try fixture.expected("text/embeds"), within: 3e-5, "embeddings")
  }

  @Test func paddingChangesNothing() throws {
    let fixture = try ClapFixture(.unfused)
    let tower = try ClapTextTower(fixture.configuration, weights: fixture.weights)
    let padded = try Self.texts(.unfused).flatMap { tokens in
      try tower.encode(tokens + repeatElement(1, count: 77 - tokens.count))
    }
    expectClose(padded, try fixture.expected("text/embeds_batch77"), within: 3e-5, "padded")
  }

  @Test(arguments: ClapFixture.Variant.allCases)
  func aTextOfLAIONsFileIsNormedAsInLAIONsPackage(variant: ClapFixture.Variant) throws {
    let folder = ClapFixture.folder.appending(path: "variants")
    let weights = try ClapWeights(
      TensorFile(contentsOf: folder.appending(path: "\(variant)-laion.pt")))
    var configuration = try ClapConfiguration(path: weights.path, shape: weights.shape)
    configuration.text.headCount = 4  // those of the tiny model are 8 wide, not 64
    let tower = try ClapTextTower(configuration, weights: weights)
    let found = try Self.texts(variant).flatMap { try tower.encode($0) }
    let expected = try TensorFile(contentsOf: folder.appending(path: "expected.safetensors"))
    expectClose(
      found, try #require(expected.tensors["\(variant)-laion/text/embeds"]).floats(),
      within: 1e-6, "embeddings")
  }

  @Test func aTextBeyondTheLimitIsRefusedInNumbers() throws {
    let fixture = try ClapFixture(.fused)
    let tower = try ClapTextTower(fixture.configuration, weights: fixture.weights)
    #expect(try tower.encode([Int](repeating: 5, count: 128)).count == 24)
    #expect(throws: ClapError.textTooLong(tokens: 129, limit: 128)) {
      try tower.encode([Int](repeating: 5, count: 129))
    }
    #expect(throws: TorchError.self) { try tower.encode([0, 600, 2]) }
    #expect(throws: TorchError.self) { try tower.encode([]) }
  }
}
