import Foundation
import NeiroCore
import NeiroTestSupport
import Testing

@testable import NeiroAudio

private let rate = 44_100

/// A phrase sounds as it is written.
@Suite struct PhrasePlayerTests {
  private let tone = Waveform(
    samples: sine(hertz: 440, seconds: 6, sampleRateHz: rate), sampleRateHz: rate)

  @Test func notesBeginWhereTheyStandAndEndAfterTheirRelease() throws {
    let notes = [(0.0, 0.5), (1.5, 0.25), (3.0, 0.75)].map {
      Phrase.Note(startBeat: $0.0, lengthBeats: $0.1, semitones: 0)
    }
    let phrase = Phrase(
      beatsPerMinute: 120, lengthBeats: 4, notes: notes, releaseSeconds: 0.1)
    let played = try PhrasePlayer(oneShot: tone).play(phrase).samples
    #expect(played.count == Int(2.1 * Double(rate)))
    var silent = [Bool](repeating: true, count: played.count)
    for note in notes {
      let start = Int(note.startBeat * 0.5 * Double(rate))
      let end = start + Int((note.lengthBeats * 0.5 + 0.1) * Double(rate))
      // A tenth of a period of the tone, and what trimming leaves in front.
      let first = played[start...].firstIndex { abs($0) > 0.3 }
      #expect(try #require(first) - start < 150)
      for index in start...min(end, played.count - 1) { silent[index] = false }
    }
    #expect(played.indices.allSatisfy { !silent[$0] || played[$0] == 0 })
  }

  @Test func theReleaseFallsToNothingInAStraightLine() throws {
    let steady = Waveform(
      samples: [Float](repeating: 0.5, count: 3 * rate), sampleRateHz: rate)
    var phrase = Phrase.oneNote(semitones: 0, seconds: 1)
    phrase.releaseSeconds = 0.1
    phrase.production.peakDecibels = 0
    let played = try PhrasePlayer(oneShot: steady).play(phrase).samples
    let release = rate / 10
    expectClose(
      [0, 100, rate - 1, rate, rate + release / 4, rate + release / 2, rate + release - 1].map {
        played[$0]
      }, [1, 1, 1, 1, 0.75, 0.5, 0], within: 1e-3)
  }

  @Test(arguments: [-19, -12, -5, 0, 7, 12, 28])
  func pitchIsShiftedByTheSemitones(semitones: Int) throws {
    let played = try PhrasePlayer(oneShot: tone).play(
      .oneNote(semitones: semitones, seconds: 1)
    ).samples
    let transform = try #require(ChirpTransform(length: rate))
    let power = transform.powerSpectra(played[..<rate].map(Double.init), []).first
    let peak = try #require(power.indices.max { power[$0] < power[$1] })
    // A bin is one hertz.
    #expect(abs(Double(peak) - 440 * exp2(Double(semitones) / 12)) <= 1)
    #expect(power[max(0, peak - 20)...(peak + 20)].reduce(0, +) > 0.98 * power.reduce(0, +))
  }

  @Test func simultaneousNotesAreSummedByVelocity() throws {
    func phrase(_ notes: [(Int, Double)]) -> Phrase {
      Phrase(
        beatsPerMinute: 60, lengthBeats: 1,
        notes: notes.map {
          .init(startBeat: 0, lengthBeats: 1, semitones: $0.0, velocity: $0.1)
        })
    }
    let player = PhrasePlayer(oneShot: tone)
    let low = try player.play(phrase([(0, 1)])).samples
    let high = try player.play(phrase([(7, 1)])).samples
    let both = try player.play(phrase([(0, 0.8), (7, 0.4)])).samples
    let sum = zip(low, high).map { 2 * $0 + $1 }
    let (peak, target) = (sum.map(abs).max() ?? 0, both.map(abs).max() ?? 0)
    expectClose(both, sum.map { $0 * target / peak }, within: 1e-3)
  }

  @Test func theSameArgumentsGiveTheSameBits() throws {
    let oneShot = noise(seconds: 1, seed: 1)
    let first = try PhrasePlayer(oneShot: oneShot).play(produced, under: tone)
    let second = try PhrasePlayer(oneShot: oneShot).play(produced, under: tone)
    #expect(first.samples == second.samples)
    #expect(first.sampleRateHz == rate)
  }

  // MARK: - Production

  @Test(arguments: [-3.0, -1, 2, 3])
  func tiltRaisesEveryOctaveByItsDecibels(tilt: Double) throws {
    let player = PhrasePlayer(oneShot: noise(seconds: 3, seed: 2))
    var phrase = Phrase.oneNote(semitones: 0, seconds: 2)
    let flat = try octaveLevels(player.play(phrase).samples)
    phrase.production.tiltDecibelsPerOctave = tilt
    let tilted = try octaveLevels(player.play(phrase).samples)
    let change = zip(tilted, flat).map { $0 - $1 }
    for (before, after) in zip(change, change.dropFirst()) {
      #expect(abs(after - before - tilt) < 0.6, "\(change)")
    }
    #expect(abs(change[6] - change[0] - 6 * tilt) < 1, "\(change)")
  }

  @Test func reverbRingsOnForItsDecay() throws {
    let player = PhrasePlayer(oneShot: noise(seconds: 1, seed: 3))
    var phrase = Phrase.oneNote(semitones: 0, seconds: 0.5)
    phrase.production.reverb = Reverb(levelDecibels: -10, decaySeconds: 1)
    let played = try player.play(phrase).samples
    #expect(played.count == Int(1.5 * Double(rate)))
    func decibels(_ seconds: Range<Double>) -> Double {
      let range = Int(seconds.lowerBound * Double(rate))..<Int(seconds.upperBound * Double(rate))
      return level(played[range])
    }
    let sound = decibels(0.2..<0.5)
    let soon = decibels(0.6..<0.7)
    let late = decibels(1.3..<1.4)
    // White noise loses its highs at once, so it starts lower than the level says.
    #expect((-25 ... -10).contains(soon - sound), "\(soon - sound)")
    // 60 dB in a second for the lows, more for the rest.
    #expect((-65 ... -38).contains(late - soon), "\(late - soon)")
    #expect(level(played.suffix(100)) - sound < -55)
  }

  @Test func drumsAndSecondPresetHaveTheirLevels() throws {
    let player = PhrasePlayer(oneShot: noise(seconds: 3, seed: 4))
    var dry = Phrase.oneNote(semitones: 0)
    dry.releaseSeconds = 0.03
    var drummed = dry
    drummed.production.drums = DrumPart(
      hits: [
        .init(beat: 0.5, piece: .kick), .init(beat: 1, piece: .snare),
        .init(beat: 1.25, piece: .closedHat),
      ], levelDecibels: -9)
    var doubled = dry
    doubled.production.under = .init(
      notes: [.init(startBeat: 0.5, lengthBeats: 1.4, semitones: 3)], levelDecibels: -15)
    let alone = try player.play(dry).samples
    for (phrase, expected) in [(drummed, -9.0), (doubled, -15)] {
      let together = try player.play(phrase, under: tone).samples
      #expect(together.count == alone.count)
      // Only the preset plays in the first half second: there is the gain between the two.
      let start = 0..<rate / 3
      let gain = pow(10, (level(together[start]) - level(alone[start])) / 20)
      let added = zip(together, alone).map { Float(Double($0) - gain * Double($1)) }
      #expect(level(added[start]) < -80)
      let relative = level(added[...]) - level(alone[...]) - 20 * log10(gain)
      #expect(abs(relative - expected) < 0.2, "\(relative)")
    }
    // Nothing to play underneath is no mistake.
    #expect(try player.play(doubled).samples == alone)
  }

  @Test(arguments: [-20.0, -3, 0])
  func theHighestSampleIsAtThePeakLevel(decibels: Double) throws {
    var phrase = produced
    phrase.production.peakDecibels = decibels
    let played = try PhrasePlayer(oneShot: tone).play(phrase, under: tone).samples
    let peak = Double(played.map(abs).max() ?? 0)
    #expect(abs(peak - pow(10, decibels / 20)) < 1e-6)
  }

  // MARK: - Odd one-shots

  @Test(arguments: [[], [0], [Float](repeating: 0, count: 100_000), [.nan, .infinity]])
  func silenceStaysSilence(samples: [Float]) throws {
    let player = PhrasePlayer(oneShot: Waveform(samples: samples, sampleRateHz: rate))
    let played = try player.play(produced, under: tone)
    #expect(played.samples.allSatisfy { $0 == 0 })
    #expect(played.durationSeconds > produced.durationSeconds)
  }

  @Test func anySoundGivesFiniteSamplesThatAreNotAllZero() throws {
    let short = sine(hertz: 1000, seconds: 0.02, sampleRateHz: rate)
    let long = sine(hertz: 200, seconds: 90, sampleRateHz: rate)
    let sounds: [[Float]] = [
      [1], [0.5, -0.5], short, long, short.map { $0 * 1e-38 }, short.map { $0 * 1e38 },
      [.nan] + short + [-.infinity], [Float](repeating: 0, count: 12 * rate) + short,
    ]
    for (place, samples) in sounds.enumerated() {
      let oneShot = Waveform(samples: samples, sampleRateHz: rate)
      let played = try PhrasePlayer(oneShot: oneShot).play(produced, under: oneShot)
      #expect(played.samples.allSatisfy { $0.isFinite }, "\(place)")
      #expect(played.samples.contains { abs($0) > 0.2 }, "\(place)")
      #expect(played.durationSeconds <= produced.durationSeconds + 1.51)
    }
  }

  /// Everything that production can do, in half a second.
  private let produced = Phrase(
    beatsPerMinute: 240, lengthBeats: 2,
    notes: [-19, 0, 28].enumerated().map {
      .init(startBeat: Double($0) / 2, lengthBeats: 1, semitones: $1)
    },
    production: Production(
      under: .init(
        notes: [.init(startBeat: 0, lengthBeats: 2, semitones: -7)], levelDecibels: -12),
      reverb: Reverb(levelDecibels: -10, decaySeconds: 0.5),
      drums: DrumPart(
        hits: DrumPart.Piece.allCases.map { .init(beat: 1, piece: $0) }, levelDecibels: -10),
      tiltDecibelsPerOctave: 2))

  // MARK: - Measuring

  private func noise(seconds: Double, seed: UInt64) -> Waveform {
    var generator = SeededGenerator(seed: seed)
    let count = Int(seconds * Double(rate))
    return Waveform(
      samples: (0..<count).map { _ in Float(generator.unit() - 0.5) }, sampleRateHz: rate)
  }

  private func level(_ samples: ArraySlice<Float>) -> Double {
    let energy = samples.reduce(0) { $0 + Double($1) * Double($1) }
    return 10 * log10(energy / Double(samples.count) + 1e-30)
  }

  /// Decibels of the octaves around 125, 250, … 8000 Hz in the first second.
  private func octaveLevels(_ samples: [Float]) throws -> [Double] {
    let transform = try #require(ChirpTransform(length: rate))
    let power = transform.powerSpectra(samples[..<rate].map(Double.init), []).first
    return (0..<7).map { octave in
      let center = 125 * exp2(Double(octave))
      return 10 * log10(power[Int(center * 0.708)..<Int(center * 1.414)].reduce(0, +))
    }
  }
}

/// Resampling leaves nothing that wasn't there.
@Suite struct PitchShiftTests {
  @Test func whatAShiftUpwardsWouldFoldBackIsGone() throws {
    for (hertz, semitones) in [(12_000.0, 12.0), (20_000, 3), (5000, 28)] {
      let high = sine(hertz: hertz, seconds: 1, sampleRateHz: rate)
      let shifted = try PitchShift.resample(
        high, semitones: semitones, sampleRateHz: rate, limit: rate)
      // Away from the ends, where the sine's own sudden start is all frequencies.
      let middle = shifted[2000..<shifted.count - 2000].map { abs($0) }.max() ?? 1
      #expect(middle < 0.5e-4, "\(hertz) \(semitones)")
    }
  }

  @Test(arguments: [-19.0, -7, 5])
  func aSineStaysASine(semitones: Double) throws {
    let ratio = exp2(semitones / 12)
    let tone = sine(hertz: 10_000, seconds: 2, sampleRateHz: rate)
    let shifted = try PitchShift.resample(
      tone, semitones: semitones, sampleRateHz: rate, limit: 10 * rate)
    #expect(abs(Double(shifted.count) - Double(tone.count) / ratio) <= 1)
    let expected = shifted.indices.map {
      Float(0.5 * sin(2 * .pi * 10_000 * ratio * Double($0) / Double(rate)))
    }
    let inside = 2000..<shifted.count - 2000
    expectClose(Array(shifted[inside]), Array(expected[inside]), within: 1e-4)
  }

  @Test func aLimitCutsAndChangesNothingElse() throws {
    let tone = sine(hertz: 440, seconds: 2, sampleRateHz: rate)
    for semitones in [-12.0, 0, 9] {
      let whole = try PitchShift.resample(
        tone, semitones: semitones, sampleRateHz: rate, limit: 10 * rate)
      let part = try PitchShift.resample(
        tone, semitones: semitones, sampleRateHz: rate, limit: 5000)
      #expect(part.count == 5000)
      expectClose(part, Array(whole[..<5000]), within: 1e-5)
    }
  }
}
