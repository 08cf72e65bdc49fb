import Foundation
import NeiroAudio
import NeiroTestSupport
import Testing

@testable import NeiroCLAP

@Suite struct ClapFeaturesTests {
  @Test func everyFrameOfOneSoundIsThatOfTransformers() throws {
    let fixture = try ClapFixture(.unfused)
    let input = ClapFeatures(fixture.configuration.sound).input(of: FormulaSound.sweep3s.samples)
    expectClose(
      input.levels, try fixture.expected("audio/f_sweep_3s/mel_full"), within: 2e-5, "levels")
  }

  @Test(arguments: ClapFixture.Variant.allCases)
  func filtersAreThoseOfTransformers(variant: ClapFixture.Variant) throws {
    let fixture = try ClapFixture(variant)
    let sound = fixture.configuration.sound
    let bank = LogMelSpectra(sound).bank
    let bins = sound.frameLength / 2 + 1
    let found = (0..<bins).flatMap { bin in
      let power = (0..<bins).map { $0 == bin ? 1.0 : 0 }
      var bands = [Double](repeating: 0, count: sound.bandCount)
      power.withUnsafeBufferPointer { power in
        bands.withUnsafeMutableBufferPointer { bank.apply(to: power, into: $0) }
      }
      return bands.map { Float($0) }
    }
    expectClose(found, try fixture.expected("mel_filters"), within: 1e-7, "filters")
  }

  /// 1 440 samples repeat every three frames, 14 401 never do within a window.
  @Test(
    arguments: [0, 1, 1440, 14_401, 300_000],
    [ClapConfiguration.Sound.Padding.repeatPad, .cutRepeat, .silence])
  func framesThatAreTakenFromOthersAreWhatTheyWouldHaveBeen(
    count: Int, padding: ClapConfiguration.Sound.Padding
  ) {
    var sound = ClapConfiguration.Sound()
    sound.padding = padding
    let samples = (0..<count).map { Float(($0 * $0 * 31) % 997) / 997 - 0.5 }
    let repeated = RepeatedSound(samples, filling: sound)
    #expect(repeated.samples.count == sound.windowSamples)
    let spectra = LogMelSpectra(sound)
    // As one long sound, of which nothing is known beforehand.
    #expect(
      spectra.levels(of: repeated) == spectra.levels(of: RepeatedSound(whole: repeated.samples)))
  }

  @Test func repeatsAreWholeOrCutOrNone() {
    var sound = ClapConfiguration.Sound()
    sound.windowSamples = 8
    let filled = [ClapConfiguration.Sound.Padding.repeatPad, .cutRepeat, .silence].map { padding in
      sound.padding = padding
      return RepeatedSound([1, 2, 3], filling: sound).samples
    }
    #expect(
      filled == [
        [1, 2, 3, 1, 2, 3, 0, 0], [1, 2, 3, 1, 2, 3, 1, 2], [1, 2, 3, 0, 0, 0, 0, 0],
      ])
    #expect(RepeatedSound([], filling: sound).samples == [Float](repeating: 0, count: 8))
  }

  @Test func mostFramesOfAShortSoundAreTakenFromOthers() {
    let repeated = RepeatedSound(
      [Float](repeating: 0.5, count: 14_400), filling: ClapConfiguration.Sound())
    let ranges = (0...1000).map { $0 * 480 - 512..<$0 * 480 + 512 }
    let equals = repeated.equals(among: ranges)
    // 30 phases, and four frames that reach beyond an end; 480 000 is no multiple of 14 400.
    let own = equals.enumerated().count { $0.offset == $0.element }
    #expect(own < 40)
  }

  @Test func silenceIsAtTheFloorEverywhere() {
    let input = ClapFeatures(ClapConfiguration.Sound()).input(of: [])
    #expect(input.levels.count == 1001 * 64)
    #expect(input.levels.allSatisfy { $0 == -100 })
  }

  @Test func shortSoundsAreFusedOrNot() throws {
    let sound = try ClapFixture(.fused).configuration.sound
    let short = FormulaSound.noise1000.samples
    let long = FormulaSound.edge480.samples
    #expect(ClapFeatures(sound).input(of: short).isLonger)
    #expect(!ClapFeatures(sound, shortSounds: .whole).input(of: short).isLonger)
    #expect(ClapFeatures(sound, shortSounds: .whole).input(of: long).isLonger)
  }
}
