import Foundation
import NeiroCore

/// Kick, snare and hi-hat underneath a phrase, made of sines and noise.
public struct DrumPart: Hashable, Sendable {
  public enum Piece: Int, CaseIterable, Hashable, Sendable {
    case kick, snare, hat
  }

  public struct Hit: Hashable, Sendable {
    public var beat: Double
    public var piece: Piece
    /// A factor on the amplitude.
    public var velocity: Double

    public init(beat: Double, piece: Piece, velocity: Double = 1) {
      self.beat = beat
      self.piece = piece
      self.velocity = velocity
    }
  }

  public var hits: [Hit]
  /// Relative to what the presets play, root mean square over the phrase.
  public var levelDecibels: Double
  /// Drums of another seed sound a little different.
  public var kitSeed: UInt64

  public init(hits: [Hit], levelDecibels: Double, kitSeed: UInt64 = 0) {
    self.hits = hits
    self.levelDecibels = levelDecibels
    self.kitSeed = kitSeed
  }

  /// A kick on every beat or on one and three, a snare on two and four, hats in eighths or
  /// sixteenths; each piece but the kick may be missing.
  static func random(using generator: inout SeededGenerator) -> DrumPart {
    let kickStep = generator.element(of: [1.0, 2.0])
    let hatStep = generator.element(of: [0.5, 0.25])
    let hasSnare = generator.unit() < 0.7
    let hasHat = generator.unit() < 0.8
    var hits: [Hit] = []
    func add(_ piece: Piece, from first: Double, by step: Double) {
      for beat in stride(from: first, to: PhrasePattern.lengthBeats, by: step) {
        hits.append(Hit(beat: beat, piece: piece, velocity: generator.number(in: 0.7...1)))
      }
    }
    add(.kick, from: 0, by: kickStep)
    if hasSnare { add(.snare, from: 1, by: 2) }
    if hasHat { add(.hat, from: 0, by: hatStep) }
    return DrumPart(
      hits: hits, levelDecibels: generator.number(in: -18 ... -6), kitSeed: generator.next())
  }

  /// All hits, at a level of their own.
  func sound(sampleCount: Int, secondsPerBeat: Double, sampleRateHz: Int) -> [Float] {
    var generator = SeededGenerator(seed: kitSeed)
    let kit = Piece.allCases.map { Self.sound($0, sampleRateHz: sampleRateHz, &generator) }
    var mixed = [Float](repeating: 0, count: sampleCount)
    for hit in hits {
      let start = Int((hit.beat * secondsPerBeat * Double(sampleRateHz)).rounded())
      let sound = kit[hit.piece.rawValue]
      let velocity = Float(hit.velocity)
      for index in 0..<max(0, min(sound.count, sampleCount - start)) {
        mixed[start + index] += velocity * sound[index]
      }
    }
    return mixed
  }

  /// - Returns: One hit, some 0.1…0.4 s, at most about full scale.
  private static func sound(
    _ piece: Piece, sampleRateHz: Int, _ generator: inout SeededGenerator
  ) -> [Float] {
    let rate = Double(sampleRateHz)
    switch piece {
    case .kick:
      let pitch = generator.number(in: 42...60)
      let decay = generator.number(in: 8...18)
      var phase = 0.0
      return (0..<Int(0.35 * rate)).map { index in
        let time = Double(index) / rate
        // Three to four times as high at the stroke, as a slack skin is.
        phase += 2 * .pi * pitch * (1 + 3 * exp(-35 * time)) / rate
        return Float(sin(phase) * exp(-decay * time))
      }
    case .snare:
      let pitch = generator.number(in: 160...220)
      let decay = generator.number(in: 14...28)
      return (0..<Int(0.25 * rate)).map { index in
        let time = Double(index) / rate
        let skin = 0.5 * sin(2 * .pi * pitch * time) * exp(-30 * time)
        return Float(skin + 0.5 * generator.number(in: -1...1) * exp(-decay * time))
      }
    case .hat:
      let decay = generator.number(in: 40...90)
      var before = 0.0
      return (0..<Int(0.1 * rate)).map { index in
        let noise = generator.number(in: -1...1)
        defer { before = noise }
        // The difference of neighbours rises with frequency.
        return Float(0.4 * (noise - before) * exp(-decay * Double(index) / rate))
      }
    }
  }
}
