import Foundation
import NeiroAudio
import NeiroCommands
import NeiroCore
import NeiroEncoding

/// A self-test of an encoder: whether it tells unlike sounds apart, and unlike texts.
///
/// A checkpoint in circulation, laion/larger_clap_music, gives nearly the same embedding whatever it
/// reads: a mean cosine of .9993 between unrelated captions, where clap-htsat-unfused has .18
/// (<https://github.com/embeddings-benchmark/mteb/issues/5069>).
struct EncoderCheck: Encodable {
  /// The mean cosine over the pairs of unlike sounds.
  let soundCosine: Double
  /// The same of unlike texts; nil for an encoder that reads none.
  @NullIfNone var textCosine: Double?

  private enum CodingKeys: String, CodingKey {
    case soundCosine = "sound_cosine"
    case textCosine = "text_cosine"
  }

  /// Above this cosine, things that have nothing in common are as good as the same.
  private static let collapsed = 0.98

  static let prompts = [
    "a dog barking", "a church organ playing a slow chord", "heavy rain on a tin roof",
    "a fast drum break",
  ]

  init(_ encoder: any AudioEncoder) throws {
    soundCosine = Self.meanCosine(try encoder.encode(Self.sounds(hertz: encoder.sampleRateHz)))
    textCosine = try (encoder as? any TextEncoder).map {
      Self.meanCosine(try $0.encode(texts: Self.prompts))
    }
  }

  /// What is wrong, as sentences; empty if nothing is.
  var problems: [String] {
    var problems: [String] = []
    if !(soundCosine < Self.collapsed) {
      problems.append(
        "It hears no difference between a low tone, a high tone and noise (mean cosine "
          + "\(Self.text(soundCosine))): its weights are damaged, or of another model.")
    }
    if let textCosine, !(textCosine < Self.collapsed) {
      problems.append(
        "It reads unlike texts as the same (mean cosine \(Self.text(textCosine))): its text tower is "
          + "broken. For texts take another model, such as laion/clap-htsat-unfused.")
    }
    return problems
  }

  private static func text(_ cosine: Double) -> String { String(format: "%.4f", cosine) }

  private static func meanCosine(_ embeddings: [Embedding]) -> Double {
    var cosines: [Double] = []
    for (index, a) in embeddings.enumerated() {
      for b in embeddings[..<index] {
        cosines.append(Double(zip(a.values, b.values).reduce(0) { $0 + $1.0 * $1.1 }))
      }
    }
    return cosines.reduce(0, +) / Double(cosines.count)
  }

  /// A low sawtooth, a high pulse that dies away, and noise: two seconds of each.
  private static func sounds(hertz rate: Int) -> [Waveform] {
    let seconds = (0..<2 * rate).map { Double($0) / Double(rate) }
    var generator = SeededGenerator(seed: 1)
    let sounds: [[Float]] = [
      seconds.map { Float(0.5 * (110 * $0 - (110 * $0).rounded())) },
      seconds.map {
        Float(((1760 * $0).truncatingRemainder(dividingBy: 1) < 0.1 ? 0.5 : -0.05) / (1 + 20 * $0))
      },
      seconds.map { _ in Float(generator.unit() - 0.5) },
    ]
    return sounds.map { Waveform(samples: $0, sampleRateHz: rate) }
  }
}
