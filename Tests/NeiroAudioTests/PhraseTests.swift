import NeiroAudio
import NeiroCore
import Testing

/// Phrases are drawn as promised.
@Suite struct PhraseTests {
  @Test func trainingAndHeldOutPatternsShareNothing() {
    let training = Set(PhrasePattern.training)
    let heldOut = Set(PhrasePattern.heldOut)
    #expect(training.isDisjoint(with: heldOut))
    #expect(training.union(heldOut) == Set(PhrasePattern.allCases))
    #expect(training.isSuperset(of: [.arpeggio, .lead, .chords, .bass, .hold]))
    #expect(heldOut.count >= 3)
  }

  @Test(arguments: PhrasePattern.allCases)
  func everyDrawIsPlayable(pattern: PhrasePattern) {
    var generator = SeededGenerator(seed: 5)
    var rhythms: Set<[Double]> = []
    var pitches: Set<Int> = []
    for _ in 0..<200 {
      let phrase = Phrase.random(pattern, using: &generator)
      #expect((84...140).contains(phrase.beatsPerMinute))
      #expect((0.03...0.15).contains(phrase.releaseSeconds))
      #expect(phrase.lengthBeats == 8)
      #expect(!phrase.notes.isEmpty)
      let under = phrase.production.under
      for note in phrase.notes + (under?.notes ?? []) {
        #expect(note.startBeat >= 0 && note.lengthBeats > 0.05)
        #expect(note.startBeat + note.lengthBeats <= 8)
        #expect((0.7...1).contains(note.velocity))
        #expect((-31...28).contains(note.semitones))
      }
      if let under { #expect((-18 ... -12).contains(under.levelDecibels)) }
      if let drums = phrase.production.drums {
        #expect((-14 ... -3).contains(drums.levelDecibels))
        #expect(drums.hits.allSatisfy { (0..<8).contains($0.beat) })
      }
      #expect(abs(phrase.production.tiltDecibelsPerOctave) <= 3)
      #expect(phrase.production.peakDecibels < 0)
      rhythms.insert(phrase.notes.map(\.lengthBeats))
      pitches.formUnion(phrase.notes.map(\.semitones))
    }
    #expect(rhythms.count == 200)
    #expect(pitches.count >= 15)
  }

  @Test func bassIsAnOctaveOrTwoBelowTheLead() {
    func meanPitch(_ pattern: PhrasePattern) -> Double {
      var generator = SeededGenerator(seed: 1)
      let pitches = (0..<300).flatMap { _ in
        Phrase.random(pattern, using: &generator).notes.map { Double($0.semitones) }
      }
      return pitches.reduce(0, +) / Double(pitches.count)
    }
    #expect(abs(meanPitch(.lead) - meanPitch(.bass) - 18) < 1)
  }

  @Test func aSeedIsAPhrase() {
    var (first, second) = (SeededGenerator(seed: 3), SeededGenerator(seed: 3))
    var other = SeededGenerator(seed: 4)
    for pattern in PhrasePattern.allCases {
      let phrase = Phrase.random(pattern, using: &first)
      #expect(Phrase.random(pattern, using: &second) == phrase)
      #expect(Phrase.random(pattern, using: &other) != phrase)
    }
  }

  @Test func theStyleIsFollowedAndLeavesTheNotesAlone() {
    var counts = [0, 0, 0, 0]
    for seed in 0..<1000 {
      var (first, second) = (
        SeededGenerator(seed: UInt64(seed)), SeededGenerator(seed: UInt64(seed))
      )
      let phrase = Phrase.random(.lead, using: &first)
      let dry = Phrase.random(.lead, style: .dry, using: &second)
      #expect(dry.notes == phrase.notes)
      #expect(dry.production.reverb == nil && dry.production.drums == nil)
      #expect(dry.production.under == nil && dry.production.tiltDecibelsPerOctave == 0)
      #expect(first.next() == second.next())
      let production = phrase.production
      if production.reverb != nil { counts[0] += 1 }
      if production.tiltDecibelsPerOctave != 0 { counts[1] += 1 }
      if production.drums != nil { counts[2] += 1 }
      if production.under != nil { counts[3] += 1 }
    }
    // Four deviations of the binomial distribution.
    for (count, expected) in zip(counts, [500, 500, 250, 200]) {
      #expect(abs(count - expected) < 64, "\(counts)")
    }
  }
}
