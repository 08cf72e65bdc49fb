import NeiroCore

/// How a phrase of eight beats moves: what sets a loop apart from the one-shot that plays it, and
/// what an ear for timbre has to look past.
///
/// All patterns choose from a pentatonic, minor or major scale on a root near the one-shot's own
/// pitch.
public enum PhrasePattern: String, CaseIterable, Sendable {
  /// Tones of a chord one after the other, in eighths or sixteenths, some an octave up.
  case arpeggio
  /// A melody of eighths, quarters and dotted quarters.
  case lead
  /// Three tones at once, every half bar.
  case chords
  /// Eighths and quarters, an octave or two lower.
  case bass
  /// Two tones held for a bar.
  case hold
  /// One or two tones in a rhythm of sixteenths that repeats.
  case ostinato
  /// One tone that lasts to the end, and another that moves above it.
  case drone
  /// Short chords off the beat.
  case stabs
  /// A few notes at the start of each bar, then a rest.
  case call
  /// A syncopated motif of one bar, repeated with another end.
  case riff

  /// What maps and heads may learn from.
  public static let training: [PhrasePattern] = [
    .arpeggio, .lead, .chords, .bass, .hold, .ostinato, .drone,
  ]

  /// Never learnt from: whether a map carries over to playing it hasn't heard is measured on these.
  public static let heldOut: [PhrasePattern] = [.stabs, .call, .riff]

  static let lengthBeats = 8.0

  /// The notes of one phrase, each draw another.
  func notes(in key: Key, using generator: inout SeededGenerator) -> [Phrase.Note] {
    var score = Score(generator)
    switch self {
    case .arpeggio: arpeggio(in: key, &score)
    case .lead:
      sequence(lengths: [0.5, 1, 1.5], in: key, &score) { $0.degree(in: key) }
    case .chords:
      for bar in stride(from: 0, to: Self.lengthBeats, by: 2) {
        let root = score.degree(in: key)
        for step in [0, 2, 4] { score.add(key.withinOctave(root + step), at: bar, length: 2) }
      }
    case .bass:
      let drop = (1 + score.generator.index(below: 2)) * key.degreeCount
      sequence(lengths: [0.5, 1], in: key, &score) { $0.degree(in: key) - drop }
    case .hold:
      for bar in [0.0, 4] {
        let root = score.degree(in: key)
        let step = 1 + score.generator.index(below: key.degreeCount - 1)
        for degree in [root, root + step] {
          score.add(key.withinOctave(degree), at: bar, length: 4)
        }
      }
    case .ostinato: ostinato(in: key, &score)
    case .drone:
      let octave = score.generator.index(below: 2)
      score.add(key.semitones(-octave * key.degreeCount), at: 0, length: Self.lengthBeats)
      sequence(lengths: [1, 2], in: key, &score) { $0.degree(in: key) }
    case .stabs: stabs(in: key, &score)
    case .call: call(in: key, &score)
    case .riff: riff(in: key, &score)
    }
    generator = score.generator
    return score.notes
  }

  /// Note after note to the end; `degree` says which.
  private func sequence(
    lengths: [Double], in key: Key, _ score: inout Score, _ degree: (inout Score) -> Int
  ) {
    var beat = 0.0
    while beat < Self.lengthBeats {
      let length = score.generator.element(of: lengths)
      score.add(key.semitones(degree(&score)), at: beat, length: length)
      beat += length
    }
  }

  private func arpeggio(in key: Key, _ score: inout Score) {
    let step = score.generator.element(of: [0.5, 0.5, 0.25])
    let order = score.generator.element(of: [[0, 1, 2], [2, 1, 0], [0, 1, 2, 1]])
    let isShuffled = score.generator.unit() < 0.5
    for bar in [0.0, 4] {
      let root = score.degree(in: key)
      for index in 0..<Int(4 / step) {
        let place =
          isShuffled ? score.generator.index(below: 3) : order[index % order.count]
        let octave = score.generator.unit() < 0.3 ? 12 : 0
        score.add(
          key.withinOctave(root + 2 * place) + octave, at: bar + Double(index) * step,
          length: step)
      }
    }
  }

  private func ostinato(in key: Key, _ score: inout Score) {
    let degrees = [score.degree(in: key), score.degree(in: key)]
    let period = score.generator.element(of: [4, 8])
    // Which of the two tones, nil for a rest; the first step always sounds.
    let steps = (0..<period).map { step -> Int? in
      let draw = score.generator.unit()
      return draw < 0.2 && step > 0 ? nil : draw < 0.7 ? 0 : 1
    }
    for sixteenth in 0..<Int(4 * Self.lengthBeats) {
      guard let tone = steps[sixteenth % period] else { continue }
      score.add(key.semitones(degrees[tone]), at: Double(sixteenth) / 4, length: 0.25)
    }
  }

  private func stabs(in key: Key, _ score: inout Score) {
    let beats = [0.5, 1.5, 2.5, 3.5].filter { _ in score.generator.unit() < 0.7 }
    let length = score.generator.number(in: 0.2...0.4)
    for bar in [0.0, 4] {
      let root = score.degree(in: key)
      for beat in beats.isEmpty ? [1.5] : beats {
        for step in [0, 2, 4] {
          score.add(key.withinOctave(root + step), at: bar + beat, length: length)
        }
      }
    }
  }

  private func call(in key: Key, _ score: inout Score) {
    for bar in [0.0, 4] {
      var beat = bar
      for _ in 0..<(1 + score.generator.index(below: 3)) {
        let length = score.generator.element(of: [0.25, 0.5, 0.75])
        score.add(key.semitones(score.degree(in: key)), at: beat, length: length)
        beat += length
      }
    }
  }

  private func riff(in key: Key, _ score: inout Score) {
    // Onsets in sixteenths of a bar.
    let onsets = score.generator.element(of: [
      [0, 3, 6, 10, 12], [0, 3, 4, 7, 11, 14], [0, 2, 3, 6, 9, 13], [2, 5, 8, 11, 14],
    ])
    let degrees = onsets.map { _ in score.degree(in: key) }
    for bar in 0..<2 {
      for (index, onset) in onsets.enumerated() {
        let next = index + 1 < onsets.count ? onsets[index + 1] : 16
        let isOtherEnd = bar == 1 && index == onsets.count - 1
        let degree = isOtherEnd ? score.degree(in: key) : degrees[index]
        score.add(
          key.semitones(degree), at: Double(4 * bar) + Double(onset) / 4,
          length: Double(min(3, next - onset)) / 4)
      }
    }
  }
}

/// A scale on a root, counted in degrees: 0 is the root, one more is the scale's next tone.
struct Key: Hashable, Sendable {
  /// Semitones above the one-shot's own pitch.
  let root: Int
  let scale: [Int]

  /// Pentatonic major and minor, natural minor, major.
  private static let scales = [
    [0, 2, 4, 7, 9], [0, 3, 5, 7, 10], [0, 2, 3, 5, 7, 8, 10], [0, 2, 4, 5, 7, 9, 11],
  ]

  init(using generator: inout SeededGenerator) {
    root = generator.index(below: 13) - 7
    scale = generator.element(of: Self.scales)
  }

  var degreeCount: Int { scale.count }

  func semitones(_ degree: Int) -> Int {
    let octave = Int((Double(degree) / Double(scale.count)).rounded(.down))
    return root + scale[degree - octave * scale.count] + 12 * octave
  }

  /// The degree's tone in the octave above the root: what turns chords over.
  func withinOctave(_ degree: Int) -> Int { semitones(degree % scale.count) }
}

/// Notes as they are written down, with the player's small freedoms.
private struct Score {
  var generator: SeededGenerator
  private(set) var notes: [Phrase.Note] = []
  /// The share of its length that a note sounds for: most phrases are played through, some staccato.
  private let articulation: Double

  init(_ generator: SeededGenerator) {
    self.generator = generator
    articulation = self.generator.element(of: [1, 1, 0.5])
  }

  mutating func degree(in key: Key) -> Int { generator.index(below: key.degreeCount) }

  /// Adds a note that sounds for 0.7…1 of `length`, or half of that, and not past the end.
  mutating func add(_ semitones: Int, at beat: Double, length: Double) {
    let length =
      min(length, PhrasePattern.lengthBeats - beat) * articulation * generator.number(in: 0.7...1)
    notes.append(
      Phrase.Note(
        startBeat: beat, lengthBeats: length, semitones: semitones,
        velocity: generator.number(in: 0.7...1)))
  }
}

extension SeededGenerator {
  mutating func number(in range: ClosedRange<Double>) -> Double {
    range.lowerBound + unit() * (range.upperBound - range.lowerBound)
  }

  mutating func element<Element>(of elements: [Element]) -> Element {
    elements[index(below: elements.count)]
  }
}
