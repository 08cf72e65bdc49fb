import Foundation

/// An equaliser that rises or falls by the same number of decibels in every octave, from about
/// 60 Hz to 10 kHz.
///
/// Source: poles and zeros in turn, evenly spaced in log frequency, J. O. Smith and H. F. Smith,
/// "Closed form fractional integration and differentiation via real exponentially spaced pole-zero
/// pairs", 2016, <https://arxiv.org/abs/1606.06154>.
struct SpectralTilt {
  private struct Section {
    let b0: Double
    let b1: Double
    let a1: Double
  }

  private let sections: [Section]

  /// - Parameters:
  ///   - decibelsPerOctave: −6…6; up to ±3, an octave is right to about 0.4 dB.
  ///   - sampleRateHz: Of the sounds to come.
  init(decibelsPerOctave: Double, sampleRateHz: Int) {
    // One pole in two octaves; a zero in front of each lifts for its share of them.
    let share = max(-1, min(1, decibelsPerOctave / (20 * log10(2))))
    let rate = Double(sampleRateHz)
    sections = [44, 177, 707, 2828, 11_314].filter { $0 < 0.4 * rate }.map { pole in
      let zero = min(pole * pow(4, -share), 0.49 * rate)
      // The bilinear transform of (s + z) / (s + p), with both frequencies where they belong.
      let (p, z) = (tan(.pi * pole / rate), tan(.pi * zero / rate))
      return Section(b0: (1 + z) / (1 + p), b1: (z - 1) / (1 + p), a1: (p - 1) / (1 + p))
    }
  }

  func apply(to samples: inout [Float]) {
    var states = [Double](repeating: 0, count: sections.count)
    samples.withUnsafeMutableBufferPointer { samples in
      sections.withUnsafeBufferPointer { sections in
        states.withUnsafeMutableBufferPointer { states in
          for index in samples.indices {
            // Far below hearing: rests would otherwise end in subnormal numbers, which are slow.
            var value = Double(samples[index]) + 1e-30
            for (place, section) in sections.enumerated() {
              let filtered = section.b0 * value + states[place]
              states[place] = section.b1 * value - section.a1 * filtered
              value = filtered
            }
            samples[index] = Float(value)
          }
        }
      }
    }
  }
}
