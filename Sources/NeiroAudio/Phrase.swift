public import NeiroCore

/// What is played on a one-shot, and how it is produced: with a sound, a pseudo-loop.
///
/// Targets are loops, a library holds one-shots, and an encoder hears melody, rhythm and room
/// first. A preset beside phrases that it played itself shows which differences are none of
/// timbre's.
public struct Phrase: Hashable, Sendable {
  /// One strike of the one-shot.
  public struct Note: Hashable, Sendable {
    public var startBeat: Double
    /// Until the release begins.
    public var lengthBeats: Double
    /// Above the one-shot's own pitch.
    public var semitones: Int
    /// A factor on the amplitude.
    public var velocity: Double

    public init(startBeat: Double, lengthBeats: Double, semitones: Int, velocity: Double = 1) {
      self.startBeat = startBeat
      self.lengthBeats = lengthBeats
      self.semitones = semitones
      self.velocity = velocity
    }
  }

  public var beatsPerMinute: Double
  public var lengthBeats: Double
  public var notes: [Note]
  /// From the end of a note to silence.
  public var releaseSeconds: Double
  public var production: Production

  public init(
    beatsPerMinute: Double, lengthBeats: Double, notes: [Note], releaseSeconds: Double = 0.08,
    production: Production = Production()
  ) {
    self.beatsPerMinute = beatsPerMinute
    self.lengthBeats = lengthBeats
    self.notes = notes
    self.releaseSeconds = releaseSeconds
    self.production = production
  }

  /// Without what rings on after the last beat.
  public var durationSeconds: Double { lengthBeats * 60 / beatsPerMinute }

  /// Eight beats at 84…140 a minute, everything drawn at random.
  public static func random(
    _ pattern: PhrasePattern, style: PhraseStyle = PhraseStyle(),
    using generator: inout SeededGenerator
  ) -> Phrase {
    let beatsPerMinute = generator.number(in: 84...140)
    let key = Key(using: &generator)
    let notes = pattern.notes(in: key, using: &generator)
    let release = generator.number(in: 0.03...0.15)
    return Phrase(
      beatsPerMinute: beatsPerMinute, lengthBeats: PhrasePattern.lengthBeats, notes: notes,
      releaseSeconds: release, production: style.production(in: key, using: &generator))
  }

  /// The one-shot struck once in another key: what a second preview of the same preset would be.
  public static func oneNote(semitones: Int, seconds: Double = 2) -> Phrase {
    Phrase(
      beatsPerMinute: 60, lengthBeats: seconds,
      notes: [Note(startBeat: 0, lengthBeats: seconds, semitones: semitones)])
  }
}

/// What is done to a phrase after the notes. Nothing, unless said.
public struct Production: Hashable, Sendable {
  /// A second preset, with notes of its own.
  public struct Under: Hashable, Sendable {
    public var notes: [Phrase.Note]
    /// Relative to the first preset, root mean square over the phrase.
    public var levelDecibels: Double

    public init(notes: [Phrase.Note], levelDecibels: Double) {
      self.notes = notes
      self.levelDecibels = levelDecibels
    }
  }

  public var under: Under?
  public var reverb: Reverb?
  public var drums: DrumPart?
  /// Over the whole range of hearing; positive is brighter.
  public var tiltDecibelsPerOctave: Double
  /// The highest sample of the result, relative to full scale.
  public var peakDecibels: Double

  public init(
    under: Under? = nil, reverb: Reverb? = nil, drums: DrumPart? = nil,
    tiltDecibelsPerOctave: Double = 0, peakDecibels: Double = -3
  ) {
    self.under = under
    self.reverb = reverb
    self.drums = drums
    self.tiltDecibelsPerOctave = tiltDecibelsPerOctave
    self.peakDecibels = peakDecibels
  }
}

/// How likely random phrases are to be produced in which way, each from 0 to 1.
public struct PhraseStyle: Hashable, Sendable {
  public var reverb: Double
  public var tilt: Double
  public var drums: Double
  /// A second preset underneath.
  public var under: Double

  public init(reverb: Double = 0.5, tilt: Double = 0.5, drums: Double = 0.25, under: Double = 0.2) {
    self.reverb = reverb
    self.tilt = tilt
    self.drums = drums
    self.under = under
  }

  /// Notes and nothing else.
  public static let dry = PhraseStyle(reverb: 0, tilt: 0, drums: 0, under: 0)

  /// Every part is drawn whether it is wanted or not, so that phrases of one seed differ between
  /// two styles in nothing but these parts.
  func production(in key: Key, using generator: inout SeededGenerator) -> Production {
    let wantsReverb = generator.unit() < reverb
    let room = Reverb(
      levelDecibels: generator.number(in: -20 ... -8), decaySeconds: generator.number(in: 0.3...1.5)
    )
    let wantsTilt = generator.unit() < tilt
    // The sum of two draws: mild tilts are the usual ones, ±3 dB the limits.
    let slope = generator.number(in: -1.5...1.5) + generator.number(in: -1.5...1.5)
    let wantsDrums = generator.unit() < drums
    let drumPart = DrumPart.random(using: &generator)
    let wantsUnder = generator.unit() < under
    let pattern = generator.element(of: [PhrasePattern.chords, .bass, .hold])
    let other = Production.Under(
      notes: pattern.notes(in: key, using: &generator),
      levelDecibels: generator.number(in: -18 ... -12))
    return Production(
      under: wantsUnder ? other : nil, reverb: wantsReverb ? room : nil,
      drums: wantsDrums ? drumPart : nil, tiltDecibelsPerOctave: wantsTilt ? slope : 0,
      peakDecibels: generator.number(in: -12 ... -1))
  }
}
