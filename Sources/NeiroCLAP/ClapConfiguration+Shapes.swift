extension ClapConfiguration {
  /// Derives the model from the shapes of its tensors: LAION's `.pt` files come without a
  /// configuration.
  ///
  /// - Parameters:
  ///   - path: For messages.
  ///   - shape: The shape of a tensor by Hugging Face's name, nil where there is none.
  /// - Throws: ``ClapError`` where a tensor is missing that the sizes hang on.
  public init(path: String, shape: (_ name: String) -> [Int]?) throws(ClapError) {
    self.init()
    func lengths(_ name: String, rank: Int) throws(ClapError) -> [Int] {
      guard let found = shape(name) else { throw .missingTensor(name: name, path: path) }
      guard found.count == rank, found.allSatisfy({ $0 > 0 }) else {
        throw .unknownArchitecture(path: path, found: "a tensor \(name) of shape \(found)")
      }
      return found
    }
    func count(_ name: (Int) -> String) -> Int {
      var count = 0
      while shape(name(count)) != nil { count += 1 }
      return count
    }

    let encoder = "audio_model.audio_encoder"
    let patches = try lengths("\(encoder).patch_embed.proj.weight", rank: 4)
    audio.stemWidth = patches[0]
    audio.patchLength = patches[3]
    let stages = count { "\(encoder).layers.\($0).blocks.0.layernorm_before.weight" }
    audio.depths = (0..<stages).map { stage in
      count { "\(encoder).layers.\(stage).blocks.\($0).layernorm_before.weight" }
    }
    guard (1...16).contains(stages) else {
      throw .unknownArchitecture(path: path, found: "an audio tower of \(stages) stages")
    }
    audio.headCounts = []
    for stage in 0..<stages {
      let table = try lengths(
        "\(encoder).layers.\(stage).blocks.0.attention.self.relative_position_bias_table", rank: 2)
      audio.headCounts.append(table[1])
    }
    let hidden = try lengths("\(encoder).layers.0.blocks.0.intermediate.dense.weight", rank: 2)
    audio.expansion = Double(hidden[0]) / Double(hidden[1])
    sound.bandCount = try lengths("\(encoder).batch_norm.weight", rank: 1)[0]
    let fusion = "\(encoder).patch_embed.fusion_model.local_att.0.weight"
    audio.isFused = shape(fusion) != nil
    if audio.isFused { audio.fusionReduction = audio.stemWidth / (try lengths(fusion, rank: 4))[0] }
    sound.truncation = audio.isFused ? .fusion : .crop
    embeddingWidth = try lengths("audio_projection.linear2.weight", rank: 2)[0]

    let words = try lengths("text_model.embeddings.word_embeddings.weight", rank: 2)
    (text.wordCount, text.width) = (words[0], words[1])
    text.positionCount = try lengths("text_model.embeddings.position_embeddings.weight", rank: 2)[0]
    text.typeCount = try lengths("text_model.embeddings.token_type_embeddings.weight", rank: 2)[0]
    text.depth = count { "text_model.encoder.layer.\($0).intermediate.dense.weight" }
    let layer = "text_model.encoder.layer.0"
    text.hiddenWidth = try lengths("\(layer).intermediate.dense.weight", rank: 2)[0]
    // RoBERTa's heads are 64 wide in every size; shapes don't tell.
    text.headCount = max(1, text.width / 64)
    // LAION's own package builds RoBERTa with 1e-5; Hugging Face's files say 1e-12.
    text.normEpsilon = 1e-5
    try check(path)
  }
}
