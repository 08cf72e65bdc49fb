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
    #"{"text_config": {"max_position_embeddings": -9223372036854775808}}"#,
    #"{"text_config": {"pad_token_id": 9223372036854775807}}"#,
    #"{"text_config": {"num_hidden_layers": 1000000000}}"#,
    #"{"audio_config": {"depths": [2, 2, 1000000000, 2]}}"#,
    #"{"audio_config": {"spec_size": 16384}}"#,
    #"{"audio_config": {"spec_size": 1024, "patch_size": 1, "patch_stride": 1}}"#,
    #"{"audio_config": {"spec_size": 1048576}}"#,
  ])
  func numbersThatCannotBeAreRefused(model: String) {
    #expect(throws: ClapError.self) { try configuration(model) }
  }

  @Test(arguments: [
    #"{"padding": "mirror"}"#, #"{"truncation": "none"}"#, #"{"truncation": "fusion"}"#,
    #"{"hop_length": 0}"#, #"{"hop_length": 1}"#, #"{"frequency_max": 30000}"#,
    #"{"frequency_min": 20000}"#, #"{"fft_window_size": 1023}"#, #"{"top_db": 80}"#,
    #"{"nb_max_samples": 0}"#, #"{"fft_window_size": 16777216}"#, #"{"feature_size": 128}"#,
    #"{"sampling_rate": 999}"#, #"{"max_length_s": 0}"#, #"{"max_length_s": 1e300}"#,
    #"{"sampling_rate": 9000000000000000000, "max_length_s": 999999}"#,
    #"{"nb_max_samples": 1000000000, "hop_length": 1000000000}"#,
  ])
  func preparationsThatCannotBeAreRefused(preprocessor: String) {
    let model = #"{"audio_config": {"num_mel_bins": 64}}"#
    #expect(throws: ClapError.self) { try configuration(model, preprocessor: preprocessor) }
  }

  @Test func theTowersMelBandsHoldWhereThePreprocessorsFileSaysNothing() throws {
    let model = #"{"audio_config": {"num_mel_bins": 32}}"#
    #expect(try configuration(model).sound.bandCount == 32)
    #expect(try configuration(model, preprocessor: "{}").sound.bandCount == 32)
  }

  @Test func theWindowIsAlsoGivenInSeconds() throws {
    let sound = try configuration("{}", preprocessor: #"{"max_length_s": 2.5}"#).sound
    #expect(sound.windowSamples == 120_000)
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
