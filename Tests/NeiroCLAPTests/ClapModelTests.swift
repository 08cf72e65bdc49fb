import Foundation
import NeiroAudio
import NeiroCore
import NeiroEncoding
import NeiroTensorFiles
import NeiroTestSupport
import Testing

@testable import NeiroCLAP

/// Whole models, from a folder to embeddings. `Tests/Fixtures/clap-tiny/variants` has the models of
/// clap-tiny in the other forms that checkpoints are published in.
@Suite struct ClapModelTests {
  private static let sweep = Waveform(
    samples: FormulaSound.sweep3s.samples, sampleRateHz: 48_000)

  /// Runs `body` with a model's folder that may be changed.
  private func withCopy(of variant: String = "unfused", _ body: (URL) throws -> Void) throws {
    try withTemporaryFolder { root in
      let folder = root.appendingPathComponent("model")
      try FileManager.default.copyItem(at: Fixtures.file("clap-tiny/\(variant)"), to: folder)
      try body(folder)
    }
  }

  /// Runs `body` with the model of `variant`, whose weights are those of another file.
  private func withModel(
    _ variant: String, weights: String, _ body: (ClapModel) throws -> Void
  ) throws {
    try withCopy(of: variant) { folder in
      let file = Fixtures.file("clap-tiny/\(weights)")
      try FileManager.default.removeItem(at: folder.appendingPathComponent("model.safetensors"))
      try FileManager.default.copyItem(
        at: file, to: folder.appendingPathComponent(file.lastPathComponent))
      try body(try ClapModel(folder))
    }
  }

  private func expected(_ name: String, in file: String) throws -> [Float] {
    let file = try TensorFile(contentsOf: Fixtures.file("clap-tiny/\(file)"))
    return try #require(file.tensors[name], "the fixture lacks \(name)").floats()
  }

  @Test(arguments: [
    ("unfused", "unfused/model.safetensors"), ("unfused", "variants/unfused-bin/pytorch_model.bin"),
    ("unfused", "variants/unfused-laion.pt"), ("fused", "fused/model.safetensors"),
    ("fused", "variants/fused-bin/pytorch_model.bin"), ("fused", "variants/fused-laion.pt"),
  ])
  func theSameWeightsAreTheSameEncoderWhoeverSavedThem(_ variant: String, _ weights: String) throws
  {
    let original = try ClapModel(Fixtures.file("clap-tiny/\(variant)"))
      .manifest(name: "tiny", files: [])
    try withModel(variant, weights: weights) { model in
      let manifest = try model.manifest(name: "tiny", files: [])
      #expect(manifest.identity == original.identity)
      #expect(manifest.style == original.style)
      let embedding = try expected("audio/f_sweep_3s/embed", in: "expected_\(variant).safetensors")
      expectClose(try model.encode(Self.sweep).embedding.values, embedding, within: 3e-5, weights)
    }
  }

  @Test func aModelThatWasNeverTrainedIsToldApart() throws {
    // Given a model of which one projection's biases are zero
    #expect(
      try ClapModel(Fixtures.file("clap-tiny/unfused")).manifest(name: "tiny", files: []).flaw
        == nil)
    try withCopy { folder in
      let file = folder.appendingPathComponent("model.safetensors")
      var bytes = try Data(contentsOf: file)
      let entries = try bytes.withUnsafeBytes { try SafetensorsHeader(of: $0).entries }
      for name in ["text_projection.linear1.bias", "text_projection.linear2.bias"] {
        bytes.resetBytes(in: try #require(entries[name]).bytes)
      }
      try bytes.write(to: file)

      // When
      let flaw = try ClapModel(folder).manifest(name: "tiny", files: []).flaw

      // Then
      let sentence = try #require(flaw)
      #expect(sentence.contains("text_projection") && !sentence.contains("audio_projection"))
    }
  }

  @Test(arguments: [
    ("audio_projection.linear1.weight", Float.nan),
    ("text_model.encoder.layer.1.output.dense.bias", -Float.infinity),
  ])
  func numbersThatAreNotFiniteAreNamed(tensor: String, number: Float) throws {
    try withCopy { folder in
      let file = folder.appendingPathComponent("model.safetensors")
      var bytes = try Data(contentsOf: file)
      let entries = try bytes.withUnsafeBytes { try SafetensorsHeader(of: $0).entries }
      let end = try #require(entries[tensor]).bytes.upperBound
      bytes.replaceSubrange(end - 4..<end, with: withUnsafeBytes(of: number) { Data($0) })
      try bytes.write(to: file)
      let error = #expect(throws: ClapError.self) {
        try ClapModel(folder).manifest(name: "tiny", files: [])
      }
      guard case .badTensor(tensor, _, _) = error else {
        Issue.record("\(error as Any)")
        return
      }
    }
  }

  @Test(arguments: ["config.json", "preprocessor_config.json", "tokenizer.json"])
  func aFileThatCannotBeReadIsNamed(name: String) throws {
    try withCopy { folder in
      let file = folder.appendingPathComponent(name)
      try FileManager.default.removeItem(at: file)
      try FileManager.default.createDirectory(at: file, withIntermediateDirectories: false)
      let error = #expect(throws: ClapError.self) {
        try ClapModel(folder).manifest(name: "tiny", files: [])
      }
      #expect(error?.description.contains("\(name) ") == true, "\(error as Any)")
    }
  }

  @Test(arguments: ["float16", "bfloat16"])
  func roundedWeightsAreReadToo(_ type: String) throws {
    try withModel("unfused", weights: "variants/unfused-\(type)/model.safetensors") { model in
      let name = "unfused-\(type)/audio/f_sweep_3s/embed"
      let embedding = try expected(name, in: "variants/expected.safetensors")
      expectClose(try model.encode(Self.sweep).embedding.values, embedding, within: 3e-5, type)
      let texts = try expected("unfused-\(type)/text/embeds", in: "variants/expected.safetensors")
      let text = try model.encode(text: "the sound of a dog barking").values
      expectClose(text, Array(texts.prefix(24)), within: 3e-5, "text of \(type)")
    }
  }

  @Test func aTextIsEncodedAsTransformersDoes() throws {
    let model = try ClapModel(Fixtures.file("clap-tiny/unfused"))
    let texts = try expected("text/embeds", in: "expected_unfused.safetensors")
    for (index, text) in [
      "the sound of a dog barking", "This is a sound of a short punchy kick drum.",
    ]
    .enumerated() {
      let row = Array(texts[24 * index..<24 * (index + 1)])
      expectClose(try model.encode(text: text).values, row, within: 3e-5, text)
    }
  }

  @Test func aLongSoundIsTheMeanOfWindowsFromItsBeginningToItsEnd() throws {
    // Given 25 s, which three windows of 10 s cover
    let model = try ClapModel(Fixtures.file("clap-tiny/unfused"))
    let samples = FormulaSound.sweep25s.samples

    // When
    let whole = try model.encode(Waveform(samples: samples, sampleRateHz: 48_000))

    // Then
    let windows = try [0, 360_000, 720_000].map { start in
      try model.encode(
        Waveform(samples: Array(samples[start..<start + 480_000]), sampleRateHz: 48_000))
    }
    let sum = (0..<24).map { index in windows.reduce(0) { $0 + $1.embedding.values[index] } }
    let mean = try #require(Embedding(normalizing: sum))
    expectClose(whole.embedding.values, mean.values, within: 1e-6)
  }

  @Test func silentWindowsDoNotCount() throws {
    let model = try ClapModel(Fixtures.file("clap-tiny/unfused"))
    let samples = FormulaSound.sweep10s.samples
    let silence = [Float](repeating: 0, count: 480_000)
    let alone = try model.encode(Waveform(samples: samples, sampleRateHz: 48_000))
    let before = try model.encode(Waveform(samples: silence + samples, sampleRateHz: 48_000))
    #expect(before.embedding == alone.embedding)
  }

  @Test func everyPartOfTheStyleCountsAlike() throws {
    let model = try ClapModel(Fixtures.file("clap-tiny/unfused"))
    let style = try model.encode(Self.sweep).style.values
    let raw = try expected("audio/f_sweep_3s/style_meanstd", in: "expected_unfused.safetensors")
    var start = 0
    for width in [6, 6, 12, 12, 24, 24, 48, 48] {
      let (found, original) = (style[start..<start + width], raw[start..<start + width])
      let length = original.reduce(0) { $0 + $1 * $1 }.squareRoot() * Float(8).squareRoot()
      expectClose(Array(found), original.map { $0 / length }, within: 1e-5, "part at \(start)")
      start += width
    }
    #expect(start == style.count)
  }

  @Test func whatHasNoTimbreIsRefused() throws {
    let model = try ClapModel(Fixtures.file("clap-tiny/unfused"))
    let silence = Waveform(samples: [0, 0, 0], sampleRateHz: 48_000)
    #expect(throws: EncodingError.silent) { try model.encode(silence) }
    let none = Waveform(samples: [], sampleRateHz: 48_000)
    #expect(throws: EncodingError.noSamples) { try model.encode(none) }
    let slow = Waveform(samples: [1], sampleRateHz: 44_100)
    #expect(throws: EncodingError.self) { try model.encode(slow) }
  }

  @Test func aSampleIsEnough() throws {
    let model = try ClapModel(Fixtures.file("clap-tiny/unfused"))
    let click = Waveform(samples: [0.5], sampleRateHz: 48_000)
    #expect(try model.encode(click).embedding.values.allSatisfy(\.isFinite))
  }
}
