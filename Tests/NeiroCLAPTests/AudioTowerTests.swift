import Foundation
import NeiroTestSupport
import NeiroTorch
import Testing

@testable import NeiroCLAP

@Suite struct AudioTowerTests {
  /// One sound of one model of the fixture.
  struct Case: CustomTestStringConvertible {
    let variant: ClapFixture.Variant
    let sound: FormulaSound
    let pick: ClapFeatures.Pick

    var testDescription: String { "\(variant) \(key)" }

    /// Its name in the fixture.
    var key: String { sound.rawValue + (sound.isLong ? (pick == .first ? "@first" : "@mid") : "") }

    static let all = ClapFixture.Variant.allCases.flatMap { variant in
      FormulaSound.allCases.flatMap { sound in
        (sound.isLong ? [.first, .middle] : [ClapFeatures.Pick.middle]).map {
          Case(variant: variant, sound: sound, pick: $0)
        }
      }
    }
  }

  /// Against `transformers`, see Tests/Fixtures/README.md.
  @Test(arguments: Case.all)
  func everySoundHasTheEmbeddingOfTransformers(_ sample: Case) throws {
    let fixture = try ClapFixture(sample.variant)
    let tower = try ClapAudioTower(fixture.configuration, weights: fixture.weights)
    let features = ClapFeatures(fixture.configuration.sound, pick: sample.pick)
    var input = features.input(of: sample.sound.samples)

    let bands = fixture.configuration.sound.bandCount
    let rows = try fixture.expected("audio/\(sample.key)/mel_rows")
    let rowsOfChannel = rows.count / bands / input.channelCount
    let frames = fixture.configuration.sound.frameCount
    let found = (0..<input.channelCount).flatMap { channel in
      (0..<rowsOfChannel).flatMap { row in
        let start = (channel * frames + 50 * row) * bands
        return input.levels[start..<start + bands]
      }
    }
    expectClose(found, rows, within: 2e-5, "mel")

    expectClose(
      try tower.encode(input).embedding, try fixture.expected("audio/\(sample.key)/embed"),
      within: 3e-5, "embedding")
    if sample.variant == .fused {
      input.isLonger = false
      expectClose(
        try tower.encode(input).embedding,
        try fixture.expected("audio/\(sample.key)/embed_not_longer"), within: 3e-5, "not longer")
    }
  }

  /// The first layer that differs is named.
  @Test(arguments: ClapFixture.Variant.allCases, [FormulaSound.sweep3s, .sweep25s])
  func everyLayerIsThatOfTransformers(variant: ClapFixture.Variant, sound: FormulaSound) throws {
    let fixture = try ClapFixture(variant)
    let tower = try ClapAudioTower(fixture.configuration, weights: fixture.weights)
    let key = sound.rawValue + (sound.isLong ? "@mid" : "")
    var seen: [String] = []
    let output = try tower.encode(
      ClapFeatures(fixture.configuration.sound).input(of: sound.samples)
    ) { (layer, tensor) throws(TorchError) in
      seen.append(layer)
      let values = try tensor.values
      guard let expected = try? fixture.expected("audio/\(key)/probe/\(layer)") else {
        Issue.record("the fixture lacks \(layer)")
        return
      }
      // Where softmaxes are sharp, single precision itself is up to 6e-4 from double, in
      // `transformers` too; a mistake is off by tenths.
      expectClose(Self.probe(values), expected, within: 1e-3, layer)
    }
    let stages = (0..<4).flatMap { stage in
      ["block0", "block1", "out"].map { "stage\(stage).\($0)" }
    }
    #expect(seen == ["image", "patch_embed"] + stages + ["final_norm", "pooled", "projected"])
    expectClose(
      output.style, try fixture.expected("audio/\(key)/style_meanstd"), within: 5e-4, "style")
    #expect(output.style.count == tower.styleWidth)
  }

  /// 64 numbers evenly spaced, the mean and the deviation.
  private static func probe(_ values: [Float]) -> [Float] {
    let last = values.count - 1
    let places = values.count > 64 ? (0..<64).map { $0 * last / 63 } : Array(values.indices)
    let mean = values.reduce(0.0) { $0 + Double($1) } / Double(values.count)
    let variance = values.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
    return places.map { values[$0] }
      + [Float(mean), Float((variance / Double(values.count)).squareRoot())]
  }

  @Test func twoThreadsGetTheBitsThatOneGets() async throws {
    let fixture = try ClapFixture(.fused)
    let tower = try ClapAudioTower(fixture.configuration, weights: fixture.weights)
    let features = ClapFeatures(fixture.configuration.sound)
    let inputs = [FormulaSound.sweep3s, .noise300ms].map { features.input(of: $0.samples) }
    let alone = try inputs.map { try tower.encode($0) }
    let together = try await withThrowingTaskGroup(of: (Int, ClapAudioTower.Output).self) { group in
      for number in 0..<6 {
        group.addTask { (number, try tower.encode(inputs[number % 2])) }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(together.count == 6)
    for (number, output) in together { #expect(output == alone[number % 2]) }
  }

  @Test func aMissingTensorIsNamed() throws {
    let fixture = try ClapFixture(.unfused)
    var weights = fixture.weights
    let name = "audio_model.audio_encoder.layers.2.downsample.reduction.weight"
    weights.tensors[name] = nil
    #expect(throws: ClapError.missingTensor(name: name, path: weights.path)) {
      try ClapAudioTower(fixture.configuration, weights: weights)
    }
    var wider = fixture.configuration
    wider.audio.stemWidth = 12
    #expect(throws: ClapError.self) { try ClapAudioTower(wider, weights: fixture.weights) }
  }
}
