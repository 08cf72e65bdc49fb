import Foundation

/// Plays phrases on a one-shot, as a sampler would: resampled to each pitch, cut to each note's
/// length, with a short release.
public struct PhrasePlayer: Sendable {
  /// More of a one-shot is never heard; a note of a phrase is shorter.
  public static let maximumSeconds = 8.0
  /// A phrase rings on for no longer than that.
  public static let maximumTailSeconds = 1.5

  /// From the first sound to the last, at most ``maximumSeconds``, highest sample 1; all zeros or
  /// empty where there is no sound.
  private let oneShot: [Float]
  private let sampleRateHz: Int

  /// - Parameter oneShot: A preview; samples that are not finite count as zero.
  public init(oneShot: Waveform) {
    sampleRateHz = oneShot.sampleRateHz
    let limit = Int(Self.maximumSeconds * Double(sampleRateHz))
    let start = oneShot.samples.firstIndex { $0 != 0 && $0.isFinite } ?? 0
    var sound = oneShot.samples[start...].prefix(limit).map { $0.isFinite ? $0 : 0 }
    normalize(&sound, to: 1)
    let heard = sound.withUnsafeBufferPointer { Trim.bounds(of: $0) }
    self.oneShot = Array(sound[heard])
  }

  /// The phrase, and after it the release or the reverb.
  ///
  /// A silent one-shot gives a silent phrase, whatever its production. Equal arguments give equal
  /// bits on one machine.
  ///
  /// - Parameters:
  ///   - phrase: What to play.
  ///   - under: The second preset, at this one's sample rate. Without it, or where the phrase has
  ///     no part for it, nothing plays underneath.
  /// - Returns: Finite samples at the one-shot's rate, the highest at the phrase's peak level.
  /// - Throws: ``AudioError/resampling(reason:)``, in want of memory.
  public func play(_ phrase: Phrase, under: Waveform? = nil) throws(AudioError) -> Waveform {
    precondition(
      under.map { $0.sampleRateHz == sampleRateHz } ?? true, "two presets at different rates")
    let production = phrase.production
    let tail = min(
      Self.maximumTailSeconds,
      max(phrase.releaseSeconds, production.reverb.map(\.decaySeconds) ?? 0))
    let count = Int(((phrase.durationSeconds + tail) * Double(sampleRateHz)).rounded(.up))
    var mixed = try sound(of: phrase.notes, in: phrase, sampleCount: count)
    guard mixed.contains(where: { $0 != 0 }) else {
      return Waveform(samples: mixed, sampleRateHz: sampleRateHz)
    }
    if let part = production.under, let under {
      let other = try PhrasePlayer(oneShot: under).sound(
        of: part.notes, in: phrase, sampleCount: count)
      mix(other, decibels: part.levelDecibels, into: &mixed)
    }
    production.reverb?.apply(to: &mixed, sampleRateHz: sampleRateHz)
    if let part = production.drums {
      let drums = part.sound(
        sampleCount: count, secondsPerBeat: 60 / phrase.beatsPerMinute, sampleRateHz: sampleRateHz)
      mix(drums, decibels: part.levelDecibels, into: &mixed)
    }
    if production.tiltDecibelsPerOctave != 0 {
      SpectralTilt(
        decibelsPerOctave: production.tiltDecibelsPerOctave, sampleRateHz: sampleRateHz
      ).apply(to: &mixed)
    }
    normalize(&mixed, to: pow(10, production.peakDecibels / 20))
    return Waveform(samples: mixed, sampleRateHz: sampleRateHz)
  }

  /// The sum of all notes, `sampleCount` samples.
  private func sound(
    of notes: [Phrase.Note], in phrase: Phrase, sampleCount: Int
  ) throws(AudioError) -> [Float] {
    let samplesPerBeat = 60 / phrase.beatsPerMinute * Double(sampleRateHz)
    let release = max(1, Int(phrase.releaseSeconds * Double(sampleRateHz)))
    func heldCount(_ note: Phrase.Note) -> Int { Int(note.lengthBeats * samplesPerBeat) }

    // Each pitch is made once, as long as its longest note.
    var longest: [Int: Int] = [:]
    for note in notes {
      longest[note.semitones] = max(longest[note.semitones] ?? 0, heldCount(note) + release)
    }
    var pitches: [Int: [Float]] = [:]
    for (semitones, limit) in longest {
      pitches[semitones] = try PitchShift.resample(
        oneShot, semitones: Double(semitones), sampleRateHz: sampleRateHz, limit: limit)
    }

    var mixed = [Float](repeating: 0, count: sampleCount)
    for note in notes {
      guard let sound = pitches[note.semitones] else { continue }
      let start = Int((note.startBeat * samplesPerBeat).rounded())
      let held = heldCount(note)
      let end = min(held + release, sound.count, sampleCount - start)
      let velocity = Float(note.velocity)
      sound.withUnsafeBufferPointer { sound in
        mixed.withUnsafeMutableBufferPointer { mixed in
          for index in 0..<max(0, min(held, end)) {
            mixed[start + index] += velocity * sound[index]
          }
          let fade = velocity / Float(release)
          for index in min(held, max(0, end))..<max(0, end) {
            mixed[start + index] += fade * Float(held + release - index) * sound[index]
          }
        }
      }
    }
    return mixed
  }
}

/// Scales `samples` so that the highest of their magnitudes is `peak`; silence stays as it is.
private func normalize(_ samples: inout [Float], to peak: Double) {
  let highest = samples.reduce(Float(0)) { max($0, abs($1)) }
  guard highest > 0 else { return }
  // In Double: of a very quiet sound, the factor alone would be out of Float's range.
  let gain = peak / Double(highest)
  for index in samples.indices { samples[index] = Float(gain * Double(samples[index])) }
}

/// Adds `part` to `mixed`, at a level relative to what is there by root mean square.
private func mix(_ part: [Float], decibels: Double, into mixed: inout [Float]) {
  let energy = sumOfSquares(part)
  guard energy > 0 else { return }
  let gain = Float((sumOfSquares(mixed) / energy).squareRoot() * pow(10, decibels / 20))
  for index in mixed.indices { mixed[index] += gain * part[index] }
}

private func sumOfSquares(_ samples: [Float]) -> Double {
  samples.reduce(0) { $0 + Double($1) * Double($1) }
}
