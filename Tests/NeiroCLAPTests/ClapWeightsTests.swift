import Foundation
import NeiroCLAP
import NeiroTensorFiles
import NeiroTestSupport
import Testing

@Suite struct ClapWeightsTests {
  private static let files = ["model.safetensors", "pytorch_model.bin", "laion.pt"]

  private static func weights(_ name: String) throws -> ClapWeights {
    try ClapWeights(TensorFile(contentsOf: Fixtures.file("clap-names/\(name)")))
  }

  @Test(arguments: files)
  func everyFileHasTheSameTensorsUnderTheSameNames(name: String) throws {
    let expected = try JSONDecoder().decode(
      [String: [Double]].self,
      from: Data(contentsOf: Fixtures.file("clap-names/expected.json")))
    let weights = try Self.weights(name)
    #expect(weights.source == (name == "laion.pt" ? .laion : .huggingFace))
    #expect(weights.names == Set(expected.keys))
    for (name, values) in expected {
      let shape = try #require(weights.shape(of: name))
      #expect(
        try weights.stored(name, shape: shape).floats() == values.map { Float($0) }, "\(name)")
    }
  }

  @Test func theThirdsOfOneTensorAreNotCopied() throws {
    let weights = try Self.weights("laion.pt")
    let block = "audio_model.audio_encoder.layers.1.blocks.0.attention.self."
    for name in ["query", "key", "value"] {
      #expect(try weights.stored("\(block)\(name).weight", shape: [2, 2]).mappedFloats != nil)
    }
  }

  @Test func aModelIsTheSameInEveryFile() throws {
    let all = try Self.files.map(Self.weights)
    #expect(Set(all.map { $0.audioHash() }).count == 1)
    #expect(Set(all.map { $0.textHash() }).count == 1)
    #expect(all[0].audioHash() != all[0].textHash())
  }

  @Test(arguments: ["unfused", "fused"])
  func aRealArchitectureIsTheSameInEveryFile(name: String) throws {
    let variants = try ["\(name)-bin/pytorch_model.bin", "\(name)-laion.pt"].map {
      try ClapWeights(TensorFile(contentsOf: Fixtures.file("clap-tiny/variants/\($0)")))
    }
    #expect(variants.map(\.source) == [.huggingFace, .laion])
    #expect(variants[0].names == variants[1].names)
    #expect(variants[0].audioHash() == variants[1].audioHash())
    #expect(variants[0].textHash() == variants[1].textHash())
  }

  @Test func eachTowerHasAHashOfItsOwn() throws {
    let whole = try Data(contentsOf: Fixtures.file("clap-names/model.safetensors"))
    let original = try Self.weights("model.safetensors")
    let file = try TensorFile(contentsOf: Fixtures.file("clap-names/model.safetensors"))
    #expect(file.tensors["logit_scale_a"] != nil)
    // The last number of the file is of the text tower's last tensor, by name.
    var changed = whole
    changed[changed.count - 1] ^= 0x80
    try withTemporaryFolder { folder in
      let url = folder.appendingPathComponent("model.safetensors")
      try changed.write(to: url)
      let weights = try ClapWeights(TensorFile(contentsOf: url))
      #expect(weights.audioHash() == original.audioHash())
      #expect(weights.textHash() != original.textHash())
    }
  }

  @Test func whatIsMissingOrMisshapenIsNamed() throws {
    let weights = try Self.weights("model.safetensors")
    #expect(throws: ClapError.missingTensor(name: "nothing", path: weights.path)) {
      try weights.stored("nothing", shape: [1])
    }
    let name = "audio_projection.linear1.weight"
    #expect(
      throws: ClapError.wrongShape(
        tensor: name, expected: [512, 768], found: [2, 2], path: weights.path)
    ) { try weights.stored(name, shape: [512, 768]) }
  }

  @Test func anotherModelIsRefused() throws {
    let file = try TensorFile(contentsOf: Fixtures.file("pickle/plain.pt"))
    let error = #expect(throws: ClapError.self) { try ClapWeights(file) }
    #expect(error?.description.contains("tensors such as a") == true)
  }
}
