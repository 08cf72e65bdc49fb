import Foundation
import NeiroAudio

/// Mel spectra in decibels, computed in double precision.
///
/// In single precision, rounding fills the silent bands of clean tones with noise of its own.
struct LogMelSpectra: Sendable {
  /// Below this power a band counts as silent: −100 dB.
  private static let floor = 1e-10

  private let stft: STFT
  let bank: MelFilterbank

  init(_ sound: ClapConfiguration.Sound) {
    stft = STFT(
      frameLength: sound.frameLength, hop: sound.hop, window: .periodicHann, padding: .reflection)
    // The scale hangs on the truncation: so the models were trained.
    let isFused = sound.truncation == .fusion
    bank = MelFilterbank(
      bandCount: sound.bandCount,
      frequenciesHz: stft.frequencies(sampleRateHz: sound.sampleRateHz),
      rangeHz: sound.lowestHz...sound.highestHz, scale: isFused ? .htk : .slaney,
      normalisation: isFused ? .unitPeak : .unitArea)
  }

  /// - Returns: Frame after frame, a number for each band.
  func levels(of sound: RepeatedSound) -> [Float] {
    let frameCount = stft.frameCount(sampleCount: sound.samples.count)
    let equals = sound.equals(among: (0..<frameCount).map { stft.samples(ofFrame: $0) })
    let silence = Float(10 * log10(Self.floor))
    let width = bank.bandCount
    var levels = [Float](repeating: silence, count: frameCount * width)
    var bands = [Double](repeating: 0, count: width)
    sound.samples.withUnsafeBufferPointer { samples in
      levels.withUnsafeMutableBufferPointer { levels in
        bands.withUnsafeMutableBufferPointer { bands in
          stft.forEach((0..<frameCount).lazy.filter { equals[$0] == $0 }, of: samples, gain: 1) {
            frame, power in
            bank.apply(to: power, into: bands)
            for band in 0..<width {
              levels[frame * width + band] = Float(10 * log10(max(bands[band], Self.floor)))
            }
          }
          for (frame, equal) in equals.enumerated() {
            guard let equal, equal != frame else { continue }
            for band in 0..<width { levels[frame * width + band] = levels[equal * width + band] }
          }
        }
      }
    }
    return levels
  }
}
