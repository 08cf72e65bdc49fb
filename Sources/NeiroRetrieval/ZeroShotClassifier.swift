public import NeiroCore

/// Classifies sounds by words that describe the classes, without training: the label whose text lies
/// nearest to the sound wins.
///
/// The logit of a label is s·c, with the cosine c of sound and text and the model's own scale s; its
/// probability is the softmax of the logits over the labels. Some texts lie near to every sound, so
/// with a ``LibraryFit`` the logit is s·(c − c̄), with the mean c̄ of the label's cosines over a
/// library: the average preset fits every label alike, and no label is known for any sound.
///
/// *Source*: Elizalde et al., "CLAP: learning audio concepts from natural language supervision", 2022,
/// <https://arxiv.org/abs/2206.04769>. To take the mean off the sounds' embeddings, which takes it off
/// the cosines: Zhou et al., "Test-time distribution normalization for contrastively learned
/// vision-language models", 2023, <https://arxiv.org/abs/2302.11084>. The same idea for
/// probabilities: Zhou et al., "Batch calibration", 2023, <https://arxiv.org/abs/2309.17249>; it takes
/// every class for equally frequent, which presets of a library are not.
public struct ZeroShotClassifier: Sendable {
  /// What is found for one label.
  public struct Score: Hashable, Sendable {
    /// Of sound and text.
    public let cosine: Float
    /// By the model's own logits.
    public let uncalibrated: Double
    /// By logits centred on a library, and with a temperature; nil where there is neither.
    public let calibrated: Double?
    /// The share of the library's presets that fit the label less, 0 to 1.
    public let percentile: Double?

    /// The best that is known.
    public var probability: Double { calibrated ?? uncalibrated }
  }

  private let labels: [Embedding]
  private let logitScale: Double
  private let fit: LibraryFit?
  /// Fitted to sounds whose class is known; nil without any.
  public var temperature: TemperatureScaling?

  /// - Parameters:
  ///   - labels: The embeddings of K texts, D numbers each.
  ///   - logitScale: s
  ///   - fit: How a library fits these labels; nil for the model's own probabilities.
  public init(labels: [Embedding], logitScale: Double, fit: LibraryFit? = nil) {
    precondition(fit.map { $0.means.count == labels.count } ?? true, "a mean for each label")
    self.labels = labels
    self.logitScale = logitScale
    self.fit = fit
  }

  /// - Parameter sound: D numbers, by the encoder that read the labels.
  /// - Returns: Its cosine with each of the K labels.
  public func cosines(of sound: Embedding) -> [Float] {
    labels.map { label in
      sound.values.withUnsafeBufferPointer { sound in
        label.values.withUnsafeBufferPointer { UnitVector.dot(sound, $0) }
      }
    }
  }

  /// s·c of each label.
  public func ownLogits(_ cosines: [Float]) -> [Double] {
    cosines.map { logitScale * Double($0) }
  }

  /// s·(c − c̄) of each label; the model's own without a library.
  public func logits(_ cosines: [Float]) -> [Double] {
    guard let fit else { return ownLogits(cosines) }
    return zip(cosines, fit.means).map { logitScale * (Double($0) - $1) }
  }

  /// - Parameter cosines: Of a sound with each of the K labels.
  /// - Returns: K scores, in the order of the labels.
  public func scores(_ cosines: [Float]) -> [Score] {
    precondition(cosines.count == labels.count, "a cosine for each label")
    let own = TemperatureScaling.none.probabilities(of: ownLogits(cosines))
    let isCalibrated = fit != nil || temperature != nil
    let calibrated = (temperature ?? .none).probabilities(of: logits(cosines))
    return cosines.indices.map { label in
      Score(
        cosine: cosines[label], uncalibrated: own[label],
        calibrated: isCalibrated ? calibrated[label] : nil,
        percentile: fit?.percentile(of: cosines[label], label: label))
    }
  }
}
