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
    #expect(try Set(all.map { try $0.audioHash() }).count == 1)
    #expect(try Set(all.map { try $0.textHash() }).count == 1)
    #expect(try all[0].audioHash() != all[0].textHash())
  }

  @Test(arguments: ["unfused", "fused"])
  func aRealArchitectureIsTheSameInEveryFile(name: String) throws {
    let variants = try ["\(name)-bin/pytorch_model.bin", "\(name)-laion.pt"].map {
      try ClapWeights(TensorFile(contentsOf: Fixtures.file("clap-tiny/variants/\($0)")))
    }
    #expect(variants.map(\.source) == [.huggingFace, .laion])
    #expect(variants[0].names == variants[1].names)
    #expect(try variants[0].audioHash() == variants[1].audioHash())
    #expect(try variants[0].textHash() == variants[1].textHash())
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
      #expect(try weights.audioHash() == original.audioHash())
      #expect(try weights.textHash() != original.textHash())
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

  @Test func queriesKeysAndValuesThatAreNoThirdsAreRefused() throws {
    // Five rows; and a number alone, which has no rows at all.
    for (shape, bytes) in [("[5]", 20), ("[]", 4)] {
      let name = "audio_branch.layers.0.blocks.0.attn.qkv.bias"
      let header =
        #"{"\#(name)":{"dtype":"F32","shape":\#(shape),"data_offsets":[0,\#(bytes)]}}"#
      try withTemporaryFolder { folder in
        let url = folder.appendingPathComponent("x.pt")
        let length = withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Data($0) }
        try (length + Data(header.utf8) + Data(count: bytes)).write(to: url)
        let file = try TensorFile(contentsOf: url)
        let error = #expect(throws: ClapError.self) { try ClapWeights(file) }
        #expect(error?.description.contains("tensor \(name) of shape \(shape)") == true)
      }
    }
  }

  @Test func anotherModelIsRefused() throws {
    let file = try TensorFile(contentsOf: Fixtures.file("pickle/plain.pt"))
    let error = #expect(throws: ClapError.self) { try ClapWeights(file) }
    #expect(error?.description.contains("tensors such as a") == true)
  }
}
