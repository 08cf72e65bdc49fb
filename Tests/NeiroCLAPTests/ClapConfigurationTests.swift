import Foundation
import NeiroCLAP
import NeiroTestSupport
import Testing

@Suite struct ClapConfigurationTests {
  private func configuration(
    _ model: String, preprocessor: String? = nil
  ) throws -> ClapConfiguration {
    try ClapConfiguration(
      model: Data(model.utf8), preprocessor: preprocessor.map { Data($0.utf8) },
      path: "config.json", preprocessorPath: "preprocessor_config.json")
  }

  @Test func anEmptyFileIsTheModelThatWasPublishedFirst() throws {
    #expect(try configuration("{}") == ClapConfiguration())
    #expect(ClapConfiguration().audio.outputWidth == 768)
    #expect(ClapConfiguration().text.tokenLimit == 512)
    #expect(ClapConfiguration().sound.frameCount == 1001)
  }

  @Test func onlyWhatDiffersIsListed() throws {
    let larger = try configuration(
      """
      {"model_type": "clap", "hidden_size": 768, "audio_config": {"depths": [2, 2, 12, 2],
       "hidden_size": 1024, "model_type": "clap_audio_model", "patch_embeds_hidden_size": 128},
       "text_config": {"model_type": "clap_text_model", "classifier_dropout": null}}
      """)
    var expected = ClapConfiguration()
    expected.audio.stemWidth = 128
    expected.audio.depths = [2, 2, 12, 2]
    #expect(larger == expected)
  }

  @Test func theFixturesFilesAreRead() throws {
    let unfused = try ClapFixture(.unfused).configuration
    #expect(unfused.audio.headCounts == [1, 2, 4, 8])
    #expect(unfused.text.tokenLimit == 128)
    #expect(unfused.embeddingWidth == 24)
    let fused = try ClapFixture(.fused).configuration
    #expect(fused.audio.isFused && fused.sound.truncation == .fusion)
    #expect(fused.audio.fusionReduction == 2)
  }

  @Test func withoutAPreprocessorsFileTheModelSaysHowSoundsArePrepared() throws {
    let fused = try configuration(#"{"audio_config": {"enable_fusion": true}}"#)
    #expect(fused.sound.truncation == .fusion)
    #expect(fused.sound.lowestHz == 50)
  }

  @Test(arguments: [
    #"{"model_type": "bert"}"#,
    #"{"audio_config": {"enable_fusion": true, "fusion_type": "channel_map"}}"#,
    #"{"audio_config": {"model_type": "pann"}}"#,
    #"{"audio_config": {"patch_stride": [2, 2]}}"#,
    #"{"audio_config": {"qkv_bias": false}}"#,
    #"{"text_config": {"hidden_act": "relu"}}"#,
    #"{"projection_hidden_act": "tanh"}"#,
  ])
  func whatWasNeverPublishedIsRefused(model: String) {
    #expect {
      try configuration(model)
    } throws: { error in
      if case .unknownArchitecture = error as? ClapError { true } else { false }
    }
  }

  @Test(arguments: [
    "", "[]", #"{"audio_config": {"depths": 2}}"#, #"{"audio_config": {"depths": []}}"#,
    #"{"audio_config": {"hidden_size": 700}}"#, #"{"audio_config": {"depths": [2, 2]}}"#,
    #"{"audio_config": {"num_attention_heads": [5, 8, 16, 32]}}"#,
    #"{"audio_config": {"window_size": 7}}"#, #"{"audio_config": {"spec_size": 100}}"#,
    #"{"audio_config": {"patch_embeds_hidden_size": 4611686018427387904}}"#,
    #"{"text_config": {"num_attention_heads": 7}}"#, #"{"projection_dim": -1}"#,
    #"{"text_config": {"max_position_embeddings": 2}}"#,
  ])
  func numbersThatCannotBeAreRefused(model: String) {
    #expect(throws: ClapError.self) { try configuration(model) }
  }

  @Test(arguments: [
    #"{"padding": "mirror"}"#, #"{"truncation": "none"}"#, #"{"truncation": "fusion"}"#,
    #"{"hop_length": 0}"#, #"{"hop_length": 1}"#, #"{"frequency_max": 30000}"#,
    #"{"frequency_min": 20000}"#, #"{"fft_window_size": 1023}"#, #"{"top_db": 80}"#,
    #"{"nb_max_samples": 0}"#,
  ])
  func preparationsThatCannotBeAreRefused(preprocessor: String) {
    #expect(throws: ClapError.self) { try configuration("{}", preprocessor: preprocessor) }
  }

  @Test(arguments: ClapFixture.Variant.allCases)
  func shapesTellTheModelToo(variant: ClapFixture.Variant) throws {
    let fixture = try ClapFixture(variant)
    let derived = try ClapConfiguration(path: "model.pt") { fixture.weights.shape(of: $0) }
    var audio = fixture.configuration.audio
    if !audio.isFused { audio.fusionReduction = derived.audio.fusionReduction }
    #expect(derived.audio == audio)
    #expect(derived.embeddingWidth == fixture.configuration.embeddingWidth)
    #expect(derived.sound == fixture.configuration.sound)
    // Heads cannot be told from shapes, and LAION's epsilon is another.
    var text = fixture.configuration.text
    text.headCount = derived.text.headCount
    text.normEpsilon = 1e-5
    #expect(derived.text == text)
  }
}
