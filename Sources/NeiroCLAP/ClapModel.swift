public import Foundation
public import NeiroAudio
public import NeiroCore
import NeiroEncoding
import NeiroTensorFiles
import Synchronization

/// A CLAP model in its folder, which encodes sounds and texts into one space.
///
/// The weights stay in their mapped file; each tower is made when it is first asked for, so that
/// sounds alone never touch the text tower. Several threads may encode at once.
///
/// *Source*: Wu et al., "Large-scale contrastive language-audio pretraining", 2023,
/// <https://arxiv.org/abs/2211.06687>.
public final class ClapModel: Sendable {
  /// Counted up whenever the same sound would yield other numbers.
  private static let preprocessingVersion = 1
  private static let stylePreprocessingVersion = 1

  public let configuration: ClapConfiguration
  private let folder: ClapFolder
  private let weights: ClapWeights
  private let features: ClapFeatures
  private let audio = Mutex<ClapAudioTower?>(nil)
  private let text = Mutex<TextSide?>(nil)

  /// A text tower and what makes its tokens.
  private struct TextSide {
    let tokenizer: ByteLevelBPE
    let tower: ClapTextTower
  }

  /// Opens a folder; weights are mapped, not read.
  ///
  /// - Throws: ``ClapError``, ``TensorFileError``.
  public init(_ folder: URL) throws {
    self.folder = try ClapFolder(folder)
    weights = try ClapWeights(TensorFile(contentsOf: self.folder.weights))
    configuration = try Self.configuration(of: self.folder, weights)
    features = ClapFeatures(configuration.sound)
  }

  private static func configuration(
    of folder: ClapFolder, _ weights: ClapWeights
  ) throws -> ClapConfiguration {
    guard weights.source == .huggingFace else {
      return try ClapConfiguration(path: folder.weights.path, shape: weights.shape)
    }
    guard let file = folder.configuration else {
      throw ClapError.missingFile(
        folder: folder.folder.path, name: "config.json",
        remedy: "Copy it from the model's page, where \(folder.weights.lastPathComponent) is from.")
    }
    return try ClapConfiguration(
      model: contents(of: file), preprocessor: folder.preprocessor.map(contents),
      path: file.path, preprocessorPath: folder.preprocessor?.path ?? "")
  }

  private static func contents(of file: URL) throws(ClapError) -> Data {
    do {
      return try Data(contentsOf: file)
    } catch {
      throw .badConfiguration(path: file.path, reason: "it can't be read")
    }
  }

  // MARK: - Sounds

  /// What one sound gives.
  public struct Sound: Sendable {
    public let embedding: Embedding
    /// The statistics of the tower's stages: each stage's means and each stage's deviations scaled
    /// to unit length, so that all count alike, and the whole too.
    public let style: Embedding
  }

  /// Encodes a mono waveform at the configuration's rate.
  ///
  /// What is longer than the tower hears at once is heard in windows, spread evenly from the
  /// beginning to the end; the sound's embedding is the mean of theirs. A model that fuses hears all
  /// of it at once. Windows without a sound don't count.
  ///
  /// - Throws: `EncodingError` for a sound that has no timbre; ``ClapError``, `TorchError`.
  public func encode(_ waveform: Waveform) throws -> Sound {
    try waveform.check(sampleRateHz: configuration.sound.sampleRateHz)
    let tower = try audioTower()
    let outputs = try windows(of: waveform.samples).map {
      try tower.encode(features.input(of: $0))
    }
    guard let embedding = Embedding(normalizing: Self.mean(outputs.map(\.embedding))),
      let style = Embedding(
        normalizing: tower.styleScaledByPart(Self.mean(outputs.map(\.style))))
    else { throw EncodingError.noDirection }
    return Sound(embedding: embedding, style: style)
  }

  private func windows(of samples: [Float]) -> [[Float]] {
    let length = configuration.sound.windowSamples
    guard configuration.sound.truncation == .crop, samples.count > length else { return [samples] }
    let count = (samples.count + length - 1) / length
    return (0..<count).map { number in
      let start = number * (samples.count - length) / (count - 1)
      return Array(samples[start..<start + length])
    }.filter { $0.contains { $0 != 0 } }
  }

  private static func mean(_ vectors: [[Float]]) -> [Float] {
    guard let first = vectors.first else { return [] }
    return first.indices.map { index in
      Float(vectors.reduce(0) { $0 + Double($1[index]) } / Double(vectors.count))
    }
  }

  private func audioTower() throws -> ClapAudioTower {
    try audio.withLock { tower in
      let ready = try tower ?? ClapAudioTower(configuration, weights: weights)
      tower = ready
      return ready
    }
  }

  // MARK: - Texts

  /// Encodes a text as it stands.
  ///
  /// - Throws: ``ClapError`` where there is no tokenizer, or the text is too long; `TorchError`.
  public func encode(text: String) throws -> Embedding {
    let side = try textSide()
    let tokens = try side.tokenizer.tokens(of: text, limit: configuration.text.tokenLimit)
    guard let embedding = Embedding(normalizing: try side.tower.encode(tokens)) else {
      throw EncodingError.noDirection
    }
    return embedding
  }

  private func textSide() throws -> TextSide {
    try text.withLock { side in
      if let side { return side }
      let ready = TextSide(
        tokenizer: try tokenizer(),
        tower: try ClapTextTower(configuration, weights: weights))
      side = ready
      return ready
    }
  }

  private func tokenizer() throws -> ByteLevelBPE {
    let tokenizer = try ByteLevelBPE(folder.tokenizer)
    try tokenizer.check(rows: configuration.text.wordCount)
    return tokenizer
  }

  // MARK: - Who it is

  /// The names of the files that the model is read from.
  public var files: [String] { folder.fileNames }

  /// What is to be known of the model without opening it. Reads all weights once.
  ///
  /// - Parameters:
  ///   - name: What the encoder is called.
  ///   - files: The model's files as they are.
  /// - Returns: The manifest.
  /// - Throws: ``ClapError`` for what keeps the model from being used.
  public func manifest(
    name: String, files: [EncoderManifest.SourceFile]
  ) throws -> EncoderManifest {
    let tower = try audioTower()  // so that a missing tensor is told now
    let hash = try audioHash()
    var readsText = false
    if folder.hasTokenizer {
      _ = try textSide()
      readsText = true
    }
    let audio = configuration.audio
    let depths = audio.depths.map(String.init).joined(separator: ", ")
    return EncoderManifest(
      kind: .clap,
      identity: EncoderIdentity(
        name: name, weightsHash: hash, preprocessingVersion: Self.preprocessingVersion,
        dimension: configuration.embeddingWidth),
      style: EncoderIdentity(
        name: EncoderManifest.styleName(of: name), weightsHash: hash,
        preprocessingVersion: Self.stylePreprocessingVersion, dimension: tower.styleWidth),
      sampleRateHz: configuration.sound.sampleRateHz,
      text: readsText ? .init(hash: try textHash(), logitScale: try logitScale()) : nil,
      summary: "CLAP\(audio.isFused ? " fused" : ""), HTSAT \(audio.stemWidth) channels (\(depths))"
        + (readsText ? ", RoBERTa \(configuration.text.depth) layers" : ", no tokenizer"),
      flaw: try flaw(readsText: readsText), files: files)
  }

  /// Whether the model was ever trained: training moves every bias, and they start at zero.
  private func flaw(readsText: Bool) throws -> String? {
    let projections = ["audio_projection"] + (readsText ? ["text_projection"] : [])
    let untrained = try projections.filter { projection in
      try ["linear1.bias", "linear2.bias"].allSatisfy { name in
        try weights.stored("\(projection).\(name)", shape: [configuration.embeddingWidth]).floats()
          .allSatisfy { $0 == 0 }
      }
    }
    guard !untrained.isEmpty else { return nil }
    // https://github.com/embeddings-benchmark/mteb/issues/5069
    return
      "It was never trained: every bias of \(untrained.joined(separator: " and ")) is zero, as is "
      + "known of laion/larger_clap_music. Take another model, such as laion/clap-htsat-unfused."
  }

  /// Tells tower and preparation from others.
  private func audioHash() throws(ClapError) -> String {
    let (sound, audio) = (configuration.sound, configuration.audio)
    var hash = FNV1a()
    hash.combine(
      "\(try weights.audioHash()) \(audio.normEpsilon) \(sound.sampleRateHz) \(sound.frameLength) "
        + "\(sound.hop) \(sound.bandCount) \(sound.lowestHz) \(sound.highestHz) "
        + "\(sound.windowSamples) \(sound.padding.rawValue) \(sound.truncation.rawValue)")
    return String(hash.hex.prefix(12))
  }

  /// Tells tower and tokenizer from others.
  private func textHash() throws -> String {
    var hash = FNV1a()
    hash.combine(
      "\(try weights.textHash()) \(configuration.text.normEpsilon) \(try textSide().tokenizer.fingerprint)"
    )
    return hash.hex
  }

  private func logitScale() throws -> Double {
    let name = "logit_scale_a"
    guard let shape = weights.shape(of: name) else {
      return 1 / 0.07  // where training starts from
    }
    return exp(Double(try weights.stored(name, shape: shape).floats().first ?? 0))
  }
}
