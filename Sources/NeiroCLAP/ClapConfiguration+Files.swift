public import Foundation
import NeiroAudio

extension ClapConfiguration {
  /// Reads the two files that a model of Hugging Face's comes with.
  ///
  /// - Parameters:
  ///   - model: Contents of `config.json`.
  ///   - preprocessor: Contents of `preprocessor_config.json`, or nil where there is none.
  ///   - path: Of `config.json`, for messages.
  ///   - preprocessorPath: Of `preprocessor_config.json`, for messages.
  /// - Throws: ``ClapError`` for JSON that is none, and for a model that is no CLAP or of a kind
  ///   that was never published.
  public init(
    model: Data, preprocessor: Data?, path: String, preprocessorPath: String
  ) throws(ClapError) {
    self.init()
    let file: ModelFile = try Self.decoded(model, path)
    guard (file.modelType ?? "clap") == "clap" else {
      throw .unknownArchitecture(path: path, found: "a model of type '\(file.modelType ?? "")'")
    }
    try audio.read(file.audio ?? AudioFile(), path)
    try text.read(file.text ?? TextFile(), path)
    sound.bandCount = file.audio?.bands ?? sound.bandCount
    embeddingWidth =
      file.projectionWidth ?? file.audio?.projectionWidth ?? file.text?.projectionWidth
      ?? embeddingWidth
    let activations = [file.projection, file.audio?.projection, file.text?.projection]
    let activation = activations.compactMap(\.self).first ?? "relu"
    guard activation == "relu" else {
      throw .unknownArchitecture(path: path, found: "a projection by '\(activation)'")
    }
    if let preprocessor {
      try sound.read(Self.decoded(preprocessor, preprocessorPath), preprocessorPath)
      guard sound.bandCount == file.audio?.bands ?? sound.bandCount else {
        throw .badConfiguration(
          path: preprocessorPath,
          reason: "its feature_size is \(sound.bandCount), and num_mel_bins of config.json another")
      }
    } else {
      sound.truncation = audio.isFused ? .fusion : .crop
    }
    try check(path)
  }

  private static func decoded<File: Decodable>(
    _ data: Data, _ path: String
  ) throws(ClapError) -> File {
    do {
      return try JSONDecoder().decode(File.self, from: data)
    } catch DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context)
    {
      let key = context.codingPath.map(\.stringValue).joined(separator: ".")
      throw .badConfiguration(path: path, reason: "'\(key)' has a value of the wrong kind")
    } catch {
      throw .badConfiguration(path: path, reason: "it is not JSON")
    }
  }

  /// Whether the numbers can belong to one model, so that nothing later divides by zero, overflows
  /// or asks for more memory than there is. What tensors have the shape of, their file bounds.
  func check(_ path: String) throws(ClapError) {
    func refuse(_ reason: String) -> ClapError { .badConfiguration(path: path, reason: reason) }
    let counts =
      [
        audio.stemWidth, audio.patchLength, audio.fusionReduction, text.wordCount, text.width,
        text.headCount, text.hiddenWidth, text.positionCount, text.typeCount, embeddingWidth,
        sound.hop, sound.bandCount,
      ] + audio.headCounts
    let depths = audio.depths + [text.depth]
    guard counts.allSatisfy({ (1...1_000_000_000).contains($0) }),
      depths.allSatisfy({ (1...1000).contains($0) }), (1...4096).contains(audio.pictureLength),
      audio.gridLength(ofStage: 0) <= 256, audio.expansion > 0, audio.expansion < 1000,
      (4...65_536).contains(sound.frameLength), sound.frameLength.isMultiple(of: 2),
      (1...1 << 23).contains(sound.windowSamples)
    else { throw refuse("a length or a count is not positive, or beyond all measure") }
    guard AudioDecoder.supportedRatesHz.contains(sound.sampleRateHz) else {
      throw refuse("no sound can be brought to \(sound.sampleRateHz) Hz")
    }
    guard audio.depths.count == audio.headCounts.count, audio.depths.count <= 16 else {
      throw refuse("depths and num_attention_heads have different lengths")
    }
    for (stage, heads) in audio.headCounts.enumerated() {
      guard audio.width(ofStage: stage).isMultiple(of: heads),
        audio.width(ofStage: stage) / heads <= 128
      else { throw refuse("\(heads) heads don't suit the width of stage \(stage)") }
      guard audio.gridLength(ofStage: stage).isMultiple(of: Windowing.length) else {
        throw refuse("the windows don't divide the tokens of stage \(stage)")
      }
    }
    guard audio.pictureLength.isMultiple(of: audio.patchLength << (audio.depths.count - 1)),
      audio.pictureLength.isMultiple(of: sound.bandCount)
    else { throw refuse("the picture's length is no multiple of patches and mel bands") }
    guard sound.frameCount <= audio.pictureLength * (audio.pictureLength / sound.bandCount) else {
      throw refuse("the sound has more frames than the picture has room for")
    }
    guard text.width.isMultiple(of: text.headCount),
      (0..<text.wordCount).contains(text.paddingID), text.tokenLimit >= 2
    else { throw refuse("the text tower's numbers contradict each other") }
    guard sound.lowestHz >= 0, sound.lowestHz < sound.highestHz,
      sound.highestHz <= Double(sound.sampleRateHz) / 2
    else { throw refuse("the mel bands don't lie between 0 Hz and half the sample rate") }
    guard audio.isFused || sound.truncation == .crop else {
      throw refuse("the truncation is 'fusion', and the audio tower fuses nothing")
    }
    guard !audio.isFused || sound.truncation == .fusion else {
      throw refuse("the audio tower fuses, and the truncation is not 'fusion'")
    }
  }
}
