import NeiroCommands
import NeiroCore
import NeiroRetrieval

/// The classes of sounds; also its JSON.
struct ClassifyReport: Encodable {
  struct Label: Encodable {
    let label: String
    /// The calibrated one where there is one, else the model's own.
    let probability: Double
    @NullIfNone var calibrated: Double?
    let uncalibrated: Double
    let cosine: Float
    /// nil without a library.
    @NullIfNone var percentile: Double?
  }

  struct Result: Encodable {
    let path: String
    /// The most probable first.
    let labels: [Label]
  }

  struct Failure: Encodable {
    let path: String
    let reason: String

    init(path: String, _ error: any Error) {
      self.path = path
      // The path stands beside it.
      if case TargetError.notEncoded(_, let reason) = error {
        self.reason = reason
      } else {
        reason = "\(error)"
      }
    }
  }

  struct Calibration: Encodable {
    /// Whether logits are centred on the library.
    let isCentred: Bool
    /// nil if nothing is indexed.
    @NullIfNone var presets: Int?
    /// nil without known sounds.
    @NullIfNone var temperature: Double?

    enum CodingKeys: String, CodingKey {
      case presets, temperature
      case isCentred = "centred_on_library"
    }
  }

  let encoder: String
  let identity: EncoderIdentity
  let template: String
  let labels: [String]
  let calibration: Calibration
  let results: [Result]
  let failed: [Failure]
  @NullIfNone var check: KnownSoundsCheck?

  enum CodingKeys: String, CodingKey {
    case encoder, template, labels, calibration, results, failed, check
  }

  init(
    encoder: EncoderIdentity, template: String, labels: [String], calibration: Calibration,
    results: [ClassifiedSound], top: Int, failed: [Failure], check: KnownSoundsCheck?
  ) {
    self.encoder = encoder.description
    identity = encoder
    self.template = template
    self.labels = labels
    self.calibration = calibration
    self.failed = failed
    self.check = check
    self.results = results.map { path, scores in
      // Equally probable labels in the person's order.
      let order = scores.indices.sorted {
        (-scores[$0].probability, $0) < (-scores[$1].probability, $1)
      }
      return Result(
        path: path,
        labels: order.prefix(top).map { index in
          let score = scores[index]
          return Label(
            label: labels[index], probability: score.probability, calibrated: score.calibrated,
            uncalibrated: score.uncalibrated, cosine: score.cosine, percentile: score.percentile)
        })
    }
  }
}
