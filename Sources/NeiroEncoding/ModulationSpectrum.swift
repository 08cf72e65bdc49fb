import Foundation
import NeiroAudio

/// How strongly the loudness of each part of the spectrum swings, and how fast.
enum ModulationSpectrum {
  private static let partCount = 8
  /// Ranges of rates from each edge up to the next, in hertz.
  private static let edgesHz: [Double] = [0.5, 2, 5, 10, 20, 40, 80]

  /// - Parameter frames: T frames with 32 bands; four neighbours make a part.
  /// - Returns: 8 parts × 6 ranges, log₁₀ of the share in the sound's whole power.
  /// - Throws: ``EncodingError/outOfMemory`` without memory for the transform.
  static func values(_ frames: SpectralFrames) throws(EncodingError) -> [Double] {
    let count = frames.count
    let width = SpectralFrames.wideBandCount / partCount
    var total = 1e-12
    let envelopes = (0..<partCount).map { part in
      let envelope = (0..<count).map { frame in
        let start = frame * SpectralFrames.wideBandCount + part * width
        return frames.wide[start..<start + width].reduce(0, +).squareRoot()
      }
      total += envelope.reduce(0) { $0 + $1 * $1 }
      let mean = envelope.reduce(0, +) / Double(count)
      return envelope.map { $0 - mean }
    }
    let length = max(512, count)
    guard let transform = ChirpTransform(length: length) else { throw .outOfMemory }
    var values: [Double] = []
    for part in stride(from: 0, to: partCount, by: 2) {
      let spectra = transform.powerSpectra(envelopes[part], envelopes[part + 1])
      for spectrum in [spectra.first, spectra.second] {
        for (low, high) in zip(edgesHz, edgesHz.dropFirst()) {
          var sum = 0.0
          for (bin, power) in spectrum.enumerated() {
            let rate = Double(bin) * SpectralFrames.frameRateHz / Double(length)
            if rate >= low, rate < high { sum += power }
          }
          values.append(log10(sum / total / Double(length) + 1e-6))
        }
      }
    }
    return values
  }
}
