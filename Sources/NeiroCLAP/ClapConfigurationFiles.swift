// The keys of Hugging Face's two files that say something; others are passed over.

/// `config.json`.
struct ModelFile: Decodable {
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

/// `audio_config`.
struct AudioFile: Decodable {
  var modelType: String?
  var stemWidth: Int?
  var depths: [Int]?
  var heads: [Int]?
  var windowLength: Int?
  var pictureLength: Int?
  var patch: LengthPair?
  var stride: LengthPair?
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

/// `text_config`.
struct TextFile: Decodable {
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

/// `preprocessor_config.json`.
struct PreprocessorFile: Decodable {
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
struct LengthPair: Decodable {
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
