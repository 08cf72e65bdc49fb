import Foundation
import NeiroAudio
import NeiroTestSupport
import Testing

@Suite struct MelSpectrumTests {
  private static let stft = STFT(
    frameLength: 1024, hop: 480, window: .periodicHann, padding: .reflection)

  /// Weights of the bank, bins × bands, found by asking it for single bins.
  private static func weights(
    _ scale: MelScale, _ normalisation: MelFilterbank.Normalisation
  ) -> [[Double]] {
    let bank = MelFilterbank(
      bandCount: 64, frequenciesHz: stft.frequencies(sampleRateHz: 48_000), rangeHz: 50...14_000,
      scale: scale, normalisation: normalisation)
    return (0..<stft.binCount).map { bin in
      var power = [Double](repeating: 0, count: stft.binCount)
      var bands = [Double](repeating: 0, count: 64)
      power[bin] = 1
      power.withUnsafeBufferPointer { power in
        bands.withUnsafeMutableBufferPointer { bank.apply(to: power, into: $0) }
      }
      return bands
    }
  }

  /// The figures are those of `transformers.audio_utils.mel_filter_bank`.
  @Test func slaneysBandsHaveTheAreasOfHisToolbox() {
    let weights = Self.weights(.slaney, .unitArea)
    let all = weights.flatMap(\.self)
    #expect(abs(all.reduce(0, +) - 1.364_432_89) < 1e-8)
    #expect(abs((all.max() ?? 0) - 0.018_149_52) < 1e-8)
    #expect(all.count { $0 > 0 } == 577)
    expectClose([weights[2][0], weights[3][0]], [0.015_011_81, 0.005_951_48], within: 1e-8)
    #expect(abs(weights.reduce(0) { $0 + $1[63] } - 0.021_328_07) < 1e-8)
  }

  @Test func bandsOfHTKHaveTheirTopAtOne() {
    let weights = Self.weights(.htk, .unitPeak)
    let all = weights.flatMap(\.self)
    #expect(abs(all.reduce(0, +) - 290.150_242_73) < 1e-8)
    #expect(abs((all.max() ?? 0) - 0.997_626_44) < 1e-8)
    #expect(all.count { $0 > 0 } == 580)
    #expect(abs(weights.reduce(0) { $0 + $1[63] } - 13.715_835_46) < 1e-8)
  }

  @Test(arguments: [MelScale.htk, .slaney])
  func aFrequencyOfAMelIsTheMelOfThatFrequency(scale: MelScale) {
    for hertz in [0.0, 50, 999, 1000, 1001, 14_000] {
      #expect(abs(scale.hertz(mel: scale.mel(hertz: hertz)) - hertz) < 1e-8)
    }
    #expect(abs(MelScale.slaney.mel(hertz: 6400) - 42) < 1e-12)
  }

  /// The definition, slowly: mirror, weigh, sum.
  @Test(arguments: [1, 2, 5, 513, 4000])
  func everyFrameIsTheTransformOfTheMirroredSound(count: Int) {
    let stft = STFT(frameLength: 16, hop: 7, window: .periodicHann, padding: .reflection)
    let samples = (0..<count).map { Float(($0 * 37) % 101) / 101 - 0.4 }
    var found: [Double] = []
    samples.withUnsafeBufferPointer { samples in
      stft.forEachFrame(of: samples, gain: 2) { found += $1 }
    }
    func mirrored(_ place: Int) -> Double {
      var place = place
      while place < 0 || place >= count {
        place = count == 1 ? 0 : (place < 0 ? -place : 2 * (count - 1) - place)
      }
      return Double(samples[place])
    }
    let expected = (0..<1 + count / 7).flatMap { frame in
      (0...8).map { bin in
        var (real, imaginary) = (0.0, 0.0)
        for index in 0..<16 {
          let weight = 0.5 - 0.5 * cos(2 * .pi * Double(index) / 16)
          let value = 2 * weight * mirrored(frame * 7 - 8 + index)
          real += value * cos(2 * .pi * Double(bin * index) / 16)
          imaginary -= value * sin(2 * .pi * Double(bin * index) / 16)
        }
        return real * real + imaginary * imaginary
      }
    }
    expectClose(found, expected, within: 1e-9, "power")
  }

  @Test func someFramesAreThoseOfAll() {
    let samples = (0..<300).map { Float(($0 * 37) % 101) / 101 - 0.4 }
    for padding in [STFT.Padding.zeros, .reflection] {
      let stft = STFT(frameLength: 64, hop: 10, padding: padding)
      var all: [Int: [Double]] = [:]
      var some: [Int: [Double]] = [:]
      samples.withUnsafeBufferPointer { samples in
        stft.forEachFrame(of: samples, gain: 1) { all[$0] = Array($1) }
        stft.forEach([30, 0, 17], of: samples, gain: 1) { some[$0] = Array($1) }
      }
      #expect(all.count == stft.frameCount(sampleCount: 300))
      #expect(some.count == 3)
      for (frame, power) in some { #expect(all[frame] == power) }
    }
  }
}
