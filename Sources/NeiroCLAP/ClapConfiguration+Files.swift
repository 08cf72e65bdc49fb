public import Foundation

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

  /// Whether the numbers can belong to one model, so that nothing later divides by zero.
  func check(_ path: String) throws(ClapError) {
    func refuse(_ reason: String) -> ClapError { .badConfiguration(path: path, reason: reason) }
    let counts =
      [
        audio.stemWidth, audio.pictureLength, audio.patchLength,
        audio.fusionReduction, text.wordCount, text.width, text.depth, text.headCount,
        text.hiddenWidth, text.typeCount, embeddingWidth, sound.sampleRateHz, sound.hop,
        sound.bandCount, sound.windowSamples,
      ] + audio.depths + audio.headCounts
    guard counts.allSatisfy({ (1...1_000_000_000).contains($0) }), audio.expansion > 0,
      audio.expansion < 1000, sound.frameLength >= 4, sound.frameLength.isMultiple(of: 2),
      sound.frameLength <= 1 << 24
    else { throw refuse("a length or a count is not positive, or beyond all measure") }
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
    guard text.width.isMultiple(of: text.headCount), text.paddingID >= 0, text.tokenLimit >= 2,
      text.paddingID < text.wordCount
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

// MARK: - The files' keys; others are passed over.

private struct ModelFile: Decodable {
  var modelType: String?
  var audio: AudioFile?
  var text: TextFile?
  var projectionWidth: Int?
  var projection: String?

  enum CodingKeys: String, CodingKey {
    case modelType = "model_type"
    case audio = "audio_config"
    case text = "text_config"
    case projectionWidth = "projection_dim"
    case projection = "projection_hidden_act"
  }
}

private struct AudioFile: Decodable {
  var modelType: String?
  var stemWidth: Int?
  var depths: [Int]?
  var heads: [Int]?
  var windowLength: Int?
  var pictureLength: Int?
  var patch: Pair?
  var stride: Pair?
  var bands: Int?
  var hiddenWidth: Int?
  var fuses: Bool?
  var fusion: String?
  var reduction: Int?
  var channels: Int?
  var normsPatches: Bool?
  var flattensPatches: Bool?
  var hasBias: Bool?
  var expansion: Double?
  var activation: String?
  var epsilon: Double?
  var projectionWidth: Int?
  var projection: String?

  enum CodingKeys: String, CodingKey {
    case modelType = "model_type"
    case stemWidth = "patch_embeds_hidden_size"
    case depths
    case heads = "num_attention_heads"
    case windowLength = "window_size"
    case pictureLength = "spec_size"
    case patch = "patch_size"
    case stride = "patch_stride"
    case bands = "num_mel_bins"
    case hiddenWidth = "hidden_size"
    case fuses = "enable_fusion"
    case fusion = "fusion_type"
    case reduction = "aff_block_r"
    case channels = "patch_embed_input_channels"
    case normsPatches = "enable_patch_layer_norm"
    case flattensPatches = "flatten_patch_embeds"
    case hasBias = "qkv_bias"
    case expansion = "mlp_ratio"
    case activation = "hidden_act"
    case epsilon = "layer_norm_eps"
    case projectionWidth = "projection_dim"
    case projection = "projection_hidden_act"
  }
}

private struct TextFile: Decodable {
  var modelType: String?
  var words: Int?
  var width: Int?
  var depth: Int?
  var heads: Int?
  var hiddenWidth: Int?
  var positions: Int?
  var types: Int?
  var padding: Int?
  var positionKind: String?
  var activation: String?
  var epsilon: Double?
  var projectionWidth: Int?
  var projection: String?

  enum CodingKeys: String, CodingKey {
    case modelType = "model_type"
    case words = "vocab_size"
    case width = "hidden_size"
    case depth = "num_hidden_layers"
    case heads = "num_attention_heads"
    case hiddenWidth = "intermediate_size"
    case positions = "max_position_embeddings"
    case types = "type_vocab_size"
    case padding = "pad_token_id"
    case positionKind = "position_embedding_type"
    case activation = "hidden_act"
    case epsilon = "layer_norm_eps"
    case projectionWidth = "projection_dim"
    case projection = "projection_hidden_act"
  }
}

private struct SoundFile: Decodable {
  var sampleRateHz: Int?
  var frameLength: Int?
  var hop: Int?
  var bands: Int?
  var lowestHz: Double?
  var highestHz: Double?
  var seconds: Double?
  var windowSamples: Int?
  var padding: String?
  var truncation: String?
  var topDecibels: Double?

  enum CodingKeys: String, CodingKey {
    case sampleRateHz = "sampling_rate"
    case frameLength = "fft_window_size"
    case hop = "hop_length"
    case bands = "feature_size"
    case lowestHz = "frequency_min"
    case highestHz = "frequency_max"
    case seconds = "max_length_s"
    case windowSamples = "nb_max_samples"
    case padding
    case truncation
    case topDecibels = "top_db"
  }
}

/// One number, or one for rows and one for columns.
private struct Pair: Decodable {
  let values: [Int]

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let one = try? container.decode(Int.self) {
      values = [one, one]
    } else {
      values = try container.decode([Int].self)
    }
  }
}

// MARK: - From keys to numbers

extension ClapConfiguration.Audio {
  fileprivate mutating func read(_ file: AudioFile, _ path: String) throws(ClapError) {
    func refuse(_ found: String) -> ClapError { .unknownArchitecture(path: path, found: found) }
    if let kind = file.modelType, kind != "clap_audio_model" {
      throw refuse("an audio tower of type '\(kind)'")
    }
    if file.fuses == true, file.fusion == "channel_map" {
      throw refuse("fusion by 'channel_map', which no published model uses")
    }
    // `transformers` fuses by AFF whatever else is written there.
    guard (file.channels ?? 1) == 1 else { throw refuse("pictures of several channels") }
    guard file.normsPatches ?? true, file.flattensPatches ?? true, file.hasBias ?? true else {
      throw refuse("an audio tower without one of its norms or biases")
    }
    guard (file.activation ?? "gelu") == "gelu" else {
      throw refuse("an audio tower with '\(file.activation ?? "")' where GELU is expected")
    }
    guard (file.windowLength ?? Windowing.length) == Windowing.length else {
      throw refuse("windows of another size than \(Windowing.length)")
    }
    stemWidth = file.stemWidth ?? stemWidth
    depths = file.depths ?? depths
    headCounts = file.heads ?? headCounts
    pictureLength = file.pictureLength ?? pictureLength
    expansion = file.expansion ?? expansion
    normEpsilon = file.epsilon ?? normEpsilon
    isFused = file.fuses ?? isFused
    fusionReduction = file.reduction ?? fusionReduction
    let patch = file.patch?.values ?? [patchLength, patchLength]
    let stride = file.stride?.values ?? [4, 4]
    guard patch == stride, patch.count == 2, patch[0] == patch[1] else {
      throw refuse("patches that overlap or are not square")
    }
    patchLength = patch[0]
    guard (1...16).contains(depths.count) else { throw refuse("\(depths.count) stages") }
    if let hiddenWidth = file.hiddenWidth, hiddenWidth != outputWidth {
      throw .badConfiguration(
        path: path,
        reason: "the audio tower's hidden_size is \(hiddenWidth), and its stages end with "
          + "\(outputWidth) channels")
    }
  }
}

extension ClapConfiguration.Text {
  fileprivate mutating func read(_ file: TextFile, _ path: String) throws(ClapError) {
    func refuse(_ found: String) -> ClapError { .unknownArchitecture(path: path, found: found) }
    if let kind = file.modelType, kind != "clap_text_model", kind != "roberta" {
      throw refuse("a text tower of type '\(kind)'")
    }
    guard (file.activation ?? "gelu") == "gelu" else {
      throw refuse("a text tower with '\(file.activation ?? "")' where GELU is expected")
    }
    guard (file.positionKind ?? "absolute") == "absolute" else {
      throw refuse("a text tower with '\(file.positionKind ?? "")' positions")
    }
    wordCount = file.words ?? wordCount
    width = file.width ?? width
    depth = file.depth ?? depth
    headCount = file.heads ?? headCount
    hiddenWidth = file.hiddenWidth ?? hiddenWidth
    positionCount = file.positions ?? positionCount
    typeCount = file.types ?? typeCount
    paddingID = file.padding ?? paddingID
    normEpsilon = file.epsilon ?? normEpsilon
  }
}

extension ClapConfiguration.Sound {
  fileprivate mutating func read(_ file: SoundFile, _ path: String) throws(ClapError) {
    func refuse(_ reason: String) -> ClapError { .badConfiguration(path: path, reason: reason) }
    sampleRateHz = file.sampleRateHz ?? sampleRateHz
    frameLength = file.frameLength ?? frameLength
    hop = file.hop ?? hop
    bandCount = file.bands ?? bandCount
    lowestHz = file.lowestHz ?? lowestHz
    highestHz = file.highestHz ?? highestHz
    if let samples = file.windowSamples {
      windowSamples = samples
    } else if let seconds = file.seconds, seconds > 0, seconds < 1e6 {
      windowSamples = Int(seconds * Double(sampleRateHz))
    }
    if let name = file.padding {
      guard let padding = Padding(rawValue: name) else {
        throw refuse("it asks for the padding '\(name)'; known are repeatpad, repeat and pad")
      }
      self.padding = padding
    }
    if let name = file.truncation {
      guard let truncation = Truncation(rawValue: name) else {
        throw refuse("it asks for the truncation '\(name)'; known are rand_trunc and fusion")
      }
      self.truncation = truncation
    }
    guard file.topDecibels == nil else {
      throw refuse("it cuts levels off at top_db, which no published model does")
    }
  }
}
