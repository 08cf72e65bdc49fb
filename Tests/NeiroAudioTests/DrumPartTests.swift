import Foundation
import NeiroCore
import Testing

@testable import NeiroAudio

private let rate = 44_100

/// Drums sound like what they are called, and no two parts alike.
@Suite struct DrumPartTests {
  @Test(arguments: DrumPart.Piece.allCases)
  func everyKitHasEveryPiece(piece: DrumPart.Piece) {
    var generator = SeededGenerator(seed: 2)
    for _ in 0..<20 {
      let drawn = DrumSound.random(piece, using: &generator)
      let sound = drawn.render(sampleRateHz: rate, noise: &generator)
      let peak = sound.reduce(Float(0)) { max($0, abs($1)) }
      #expect(abs(peak - 1) < 1e-3 && sound.allSatisfy(\.isFinite))
      // Nothing ends in a click, and nothing rings for ever.
      #expect(sound.suffix(20).allSatisfy { abs($0) < 0.01 })
      #expect(sound.count < 5 * rate / 2)
    }
  }

  @Test func someKitsStandInARoom() {
    let roomy = (0..<60 as Range<UInt64>).filter { seed in
      // A closed hat itself is over long before.
      stroke(.closedHat, kitSeed: seed)[(rate / 2)...].contains { $0 != 0 }
    }
    #expect((7...29).contains(roomy.count))
  }

  @Test func skinsAreLowAndMetalIsHigh() throws {
    let transform = try #require(ChirpTransform(length: rate / 2))
    func hertz(_ piece: DrumPart.Piece) -> Double {
      let all = (0..<31).map { pitch(stroke(piece, kitSeed: $0), transform) }.sorted()
      return all[15]
    }
    let (kick, low, snare, hat) = (hertz(.kick), hertz(.lowTom), hertz(.snare), hertz(.closedHat))
    #expect(kick < low && low < hertz(.highTom))
    #expect(kick < snare && 5 * snare < hat)
    #expect(kick < 250 && hat > 4000)
    #expect((800...6000).contains(hertz(.clap)))
  }

  @Test func hatsOfAKitDifferInHowTheyRing() {
    for seed in 0..<20 as Range<UInt64> {
      let lengths = [DrumPart.Piece.closedHat, .openHat].map { ring(stroke($0, kitSeed: seed)) }
      #expect(lengths[0] < 0.35 && lengths[1] > 1.2 * lengths[0], "\(lengths)")
    }
  }

  @Test func anOpenHatEndsWhereAnotherHatIsStruck() {
    func line(_ second: DrumPart.Hit) -> [Float] {
      let first = DrumPart.Hit(beat: 0, piece: .openHat)
      return DrumPart(hits: [first, second], levelDecibels: 0, kitSeed: dryKit)
        .sound(sampleCount: 2 * rate, secondsPerBeat: 1, sampleRateHz: rate)
    }
    let closed = line(.init(beat: 0.1, piece: .pedalHat, velocity: 0))
    let open = line(.init(beat: 0.1, piece: .kick, velocity: 0))
    #expect(closed[..<(rate / 10)] == open[..<(rate / 10)])
    #expect(closed[(rate / 10)...].allSatisfy { $0 == 0 })
    #expect(open[(rate / 10)...].contains { abs($0) > 0.01 })
  }

  @Test func hitsStandAtTheirBeatsWithTheirVelocities() {
    let once = stroke(.snare, kitSeed: dryKit)
    let hits = [
      DrumPart.Hit(beat: 0.5, piece: .snare), .init(beat: 6, piece: .snare, velocity: 0.5),
    ]
    let line = DrumPart(hits: hits, levelDecibels: 0, kitSeed: dryKit)
      .sound(sampleCount: 4 * rate, secondsPerBeat: 0.5, sampleRateHz: rate)
    let (first, second) = (rate / 4, 3 * rate)
    #expect(line[..<first].allSatisfy { $0 == 0 })
    for index in 0..<(rate / 2) {
      #expect(line[first + index] == once[index])
      #expect(line[second + index] == 0.5 * once[index])
    }
  }

  @Test func aSeedIsAKit() {
    for piece in DrumPart.Piece.allCases {
      #expect(stroke(piece, kitSeed: 7) == stroke(piece, kitSeed: 7))
      #expect(stroke(piece, kitSeed: 7) != stroke(piece, kitSeed: 8))
    }
  }

  @Test func partsAreManyAndPlayable() {
    var generator = SeededGenerator(seed: 9)
    let parts = (0..<500).map { _ in DrumPart.random(using: &generator) }
    var count: [DrumPart.Piece: Int] = [:]
    for part in parts {
      #expect(!part.hits.isEmpty)
      #expect((-14 ... -3).contains(part.levelDecibels))
      #expect(part.hits.allSatisfy { (0..<8).contains($0.beat) && (0.1...1).contains($0.velocity) })
      for piece in Set(part.hits.map(\.piece)) { count[piece, default: 0] += 1 }
    }
    #expect(
      Set(parts.map { Set($0.hits.map { [$0.beat, Double($0.piece.rawValue)] }) }).count > 490)
    // Every piece is heard now and then, and none always.
    for piece in DrumPart.Piece.allCases {
      #expect((10...480).contains(count[piece] ?? 0), "\(piece): \(count[piece] ?? 0)")
    }
    // Some are percussion alone, most have kick and something to mark the time.
    #expect((350...480).contains(count[.kick] ?? 0))
    // Ghost notes and accents.
    let velocities = parts.flatMap { $0.hits.map(\.velocity) }.sorted()
    #expect(velocities[velocities.count / 20] < 0.4 && velocities[velocities.count * 19 / 20] > 0.9)
  }

  // MARK: - Measuring

  /// A kit that stands in no room.
  private let dryKit: UInt64 =
    (0..<100).first {
      var generator = SeededGenerator(seed: $0)
      return generator.unit() > 0.5
    } ?? 0

  private func stroke(_ piece: DrumPart.Piece, kitSeed: UInt64) -> [Float] {
    DrumPart(hits: [.init(beat: 0, piece: piece)], levelDecibels: 0, kitSeed: kitSeed)
      .sound(sampleCount: 2 * rate, secondsPerBeat: 1, sampleRateHz: rate)
  }

  /// The frequency of half of the energy in the first half second.
  private func pitch(_ sound: [Float], _ transform: ChirpTransform) -> Double {
    let power = transform.powerSpectra(sound[..<(rate / 2)].map(Double.init), []).first
    let half = power.reduce(0, +) / 2
    var sum = 0.0
    let bin = power.firstIndex {
      sum += $0
      return sum >= half
    }
    return 2 * Double(bin ?? 0)
  }

  /// Until 99 % of the energy is over, in seconds.
  private func ring(_ sound: [Float]) -> Double {
    let all = sound.reduce(0.0) { $0 + Double($1 * $1) }
    var sum = 0.0
    let end =
      sound.firstIndex {
        sum += Double($0 * $0); return sum >= 0.99 * all
      } ?? 0
    return Double(end) / Double(rate)
  }
}
