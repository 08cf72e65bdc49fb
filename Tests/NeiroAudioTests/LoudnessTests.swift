import Foundation
import NeiroTestSupport
import Testing

@testable import NeiroAudio

@Suite struct LoudnessTests {
  private func tone(
    hertz: Double, amplitude: Double, seconds: Double, rate: Int = 48_000
  ) -> [Float] {
    (0..<Int(seconds * Double(rate))).map {
      Float(amplitude * sin(2 * .pi * hertz * Double($0) / Double(rate)))
    }
  }

  private func loudness(_ samples: [Float], channels: Int = 1) throws -> Loudness {
    try Loudness(of: samples, channelCount: channels, sampleRateHz: 48_000)
  }

  /// BS.1770-4 calibrates by this: a full-scale sine of 997 Hz in one channel reads −3.01 LUFS.
  @Test func aFullScaleSineReadsWhatTheStandardSays() throws {
    let found = try loudness(tone(hertz: 997, amplitude: 1, seconds: 5))
    #expect(abs(try #require(found.lufs) + 3.01) < 0.02)
    #expect(abs(found.truePeak - 1) < 0.01)
  }

  @Test func twiceTheAmplitudeIsSixDecibelsLouder() throws {
    let soft = try #require(try loudness(tone(hertz: 300, amplitude: 0.1, seconds: 2)).lufs)
    let loud = try #require(try loudness(tone(hertz: 300, amplitude: 0.2, seconds: 2)).lufs)
    #expect(abs(loud - soft - 6.0206) < 1e-3)
  }

  @Test func aShortSoundIsAsLoudAsItIsWhenItGoesOn() throws {
    // 50 ms hold 50 periods
    let short = try #require(try loudness(tone(hertz: 1000, amplitude: 0.3, seconds: 0.05)).lufs)
    let long = try #require(try loudness(tone(hertz: 1000, amplitude: 0.3, seconds: 2)).lufs)
    #expect(abs(short - long) < 0.3)
  }

  @Test func silenceHasNone() throws {
    #expect(try loudness([Float](repeating: 0, count: 48_000)).lufs == nil)
    #expect(try loudness([]).lufs == nil)
  }

  @Test func soundsBecomeEquallyLoudAndNoneClips() throws {
    // Given a soft pad, a loud lead and a click whose peak is far above its loudness
    var click = [Float](repeating: 0, count: 48_000)
    for index in 0..<40 { click[index] = index % 2 == 0 ? 0.9 : -0.9 }
    let sounds = [
      tone(hertz: 200, amplitude: 0.02, seconds: 2), tone(hertz: 900, amplitude: 0.9, seconds: 2),
      click,
    ]

    // When
    let before = try sounds.map { try loudness($0) }
    let gains = Loudness.equalizingGains(before)

    // Then
    let after = try zip(sounds, gains).map { sound, gain in
      try loudness(sound.map { Float(Double($0) * gain) })
    }
    let levels = try after.map { try #require($0.lufs) }
    #expect((levels.max() ?? 0) - (levels.min() ?? 0) < 0.05)
    #expect(after.allSatisfy { $0.truePeak <= Loudness.ceiling + 1e-3 })
    // The click decides; without it the target is reached.
    let two = Loudness.equalizingGains(Array(before[..<2]))
    let pad = try #require(try loudness(sounds[0].map { Float(Double($0) * two[0]) }).lufs)
    #expect(abs(pad - Loudness.target) < 0.05)
    #expect(levels[0] < pad)
  }

  @Test func aSoundWithoutALoudnessKeepsItsLevel() {
    let silence = Loudness(lufs: nil, truePeak: 0)
    #expect(Loudness.equalizingGains([silence, Loudness(lufs: -30, truePeak: 0.1)])[0] == 1)
  }

  @Test func allChannelsAreWrittenAtTheirRate() throws {
    try withTemporaryFolder { folder in
      // Given
      let file = folder.appendingPathComponent("stereo.wav")
      let (left, right) = (
        tone(hertz: 220, amplitude: 0.25, seconds: 0.5, rate: 44_100),
        tone(hertz: 330, amplitude: 0.125, seconds: 0.5, rate: 44_100)
      )
      try WaveFile(channels: [left, right], sampleRateHz: 44_100, encoding: .float32).write(
        to: file)

      // When
      let sound = try PlayableSound(file)
      let copy = folder.appendingPathComponent("copy.wav")
      try sound.writeWAV(to: copy, gain: 2)

      // Then
      let again = try PlayableSound(copy)
      #expect(again.channelCount == 2 && again.sampleRateHz == 44_100)
      let expected = zip(left, right).flatMap { [2 * $0, 2 * $1] }
      expectClose(again.interleaved, expected, within: 1.0 / 32_768)
    }
  }
}
