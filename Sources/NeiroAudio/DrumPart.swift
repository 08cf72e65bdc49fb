import Foundation
import NeiroCore

/// Drums underneath a phrase, synthesised.
///
/// An encoder that has heard drums by the thousand looks past those it has never heard. So what
/// counts is variety, of kits and of rhythms, more than any one kit's beauty.
public struct DrumPart: Hashable, Sendable {
  public enum Piece: Int, CaseIterable, Hashable, Sendable {
    case kick, snare, sideStick, clap
    case closedHat, openHat, pedalHat, shaker, tambourine
    case ride, crash
    case lowTom, highTom, cowbell, block, triangle

    /// Pieces of one family are made of the same draws.
    var family: Piece {
      switch self {
      case .openHat, .pedalHat: .closedHat
      case .highTom: .lowTom
      default: self
      }
    }
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
  /// Drums of another seed are another kit, in another room or none.
  public var kitSeed: UInt64

  public init(hits: [Hit], levelDecibels: Double, kitSeed: UInt64 = 0) {
    self.hits = hits
    self.levelDecibels = levelDecibels
    self.kitSeed = kitSeed
  }

  /// All hits, at a level of their own.
  func sound(sampleCount: Int, secondsPerBeat: Double, sampleRateHz: Int) -> [Float] {
    var mixed = [Float](repeating: 0, count: sampleCount)
    let samplesPerBeat = secondsPerBeat * Double(sampleRateHz)
    for piece in Piece.allCases {
      let hits = hits.filter { $0.piece == piece }
      guard !hits.isEmpty else { continue }
      let sound = sound(of: piece, sampleRateHz: sampleRateHz)
      for hit in hits {
        let start = Int((hit.beat * samplesPerBeat).rounded())
        let end = self.end(of: hit).map { Int(($0 * samplesPerBeat).rounded()) } ?? sampleCount
        let count = max(0, min(sound.count, min(end, sampleCount) - start))
        let velocity = Float(hit.velocity)
        for index in 0..<count { mixed[start + index] += velocity * sound[index] }
      }
    }
    var generator = SeededGenerator(seed: kitSeed)
    if generator.unit() < 0.3 {
      let room = Reverb(
        levelDecibels: generator.number(in: -18 ... -6),
        decaySeconds: generator.number(in: 0.2...0.9))
      room.apply(to: &mixed, sampleRateHz: sampleRateHz)
    }
    return mixed
  }

  /// The beat at which another hit ends this one: hats are open until they are closed.
  private func end(of hit: Hit) -> Double? {
    guard hit.piece == .openHat else { return nil }
    return hits.filter { $0.piece.family == .closedHat && $0.beat > hit.beat }.map(\.beat).min()
  }

  /// One stroke, as loud as the kit has it.
  private func sound(of piece: Piece, sampleRateHz: Int) -> [Float] {
    var draws = SeededGenerator(seed: kitSeed &+ 1 &+ UInt64(piece.family.rawValue))
    var noise = SeededGenerator(seed: kitSeed &+ 100 &+ UInt64(piece.rawValue))
    let gain = Float(piece.usualLevel * exp2(noise.number(in: -1...1)))
    let drawn = DrumSound.random(piece, using: &draws)
    return drawn.render(sampleRateHz: sampleRateHz, noise: &noise).map { gain * $0 }
  }
}

extension DrumPart.Piece {
  /// The highest sample of a full stroke beside a kick's.
  fileprivate var usualLevel: Double {
    switch self {
    case .kick, .snare, .clap: 1
    case .lowTom, .highTom, .sideStick: 0.8
    case .crash, .cowbell, .block, .tambourine: 0.6
    case .closedHat, .openHat, .shaker: 0.4
    case .pedalHat, .ride, .triangle: 0.3
    }
  }
}

// MARK: - Drawing

extension DrumPart {
  /// One voice of a rhythm: what may play it, and how. Of each, one is drawn.
  private struct Voice {
    /// How likely it is there.
    let share: Double
    let pieces: [Piece]
    /// A bar in sixteenths: X is accented, x is not, g is hardly heard, ? may be a hit.
    let bars: [String]
  }

  private static let voices = [
    Voice(
      share: 0.88, pieces: [.kick],
      bars: [
        "X...X...X...X...", "X...X...X...X...", "X.......X.......", "X.......X.?.....",
        "X...............", "X.....x.X.......", "X.x.......x.....", "X.....x...x.....",
        "X..x..x.X..x..x.", "X..x....X..x....", "X......x..X.....", "X.x....?..xx.?..",
        "X....x..x.....?x", "X...X...X...X.?x",
      ]),
    Voice(
      share: 0.78, pieces: [.snare, .snare, .snare, .clap, .sideStick],
      bars: [
        "....X.......X...", "....X.......X...", "....X..g.g..X...", "....X..x.x..X..g",
        "........X.......", "........X.....?.", "...x..x....x..x.", "....X..?.?....x.",
        "..g.X..g.g..X.g.", "....X.......X.?x", "x..x..x...x.x...",
      ]),
    Voice(
      share: 0.85,
      pieces: [
        .closedHat, .closedHat, .closedHat, .closedHat, .ride, .shaker, .tambourine, .pedalHat,
      ],
      bars: [
        "X.x.X.x.X.x.X.x.", "x.x.x.x.x.x.x.x.", "XgxgXgxgXgxgXgxg", "xxXxxxXxxxXxxxXx",
        "x...x...x...x...", "..x...x...x...x.", "X.xgX.xgX.xgX.xg", "x.xxx.xxx.xxx.xx",
        "X?x?X?x?X?x?X?x?", "X..xX..xX..xX..x", "X.x.X.x?X.x.X?xx", "....x.......x...",
      ]),
    Voice(
      share: 0.35, pieces: [.openHat, .openHat, .openHat, .tambourine, .ride, .shaker],
      bars: [
        "..x...x...x...x.", "..............x.", "......x.......x.", "..........x.....",
        "x.......x.......", "..?...?...?...?.", "x...............", ".......x........",
      ]),
  ]

  private static let percussion = Voice(
    share: 0.3,
    pieces: [
      .lowTom, .highTom, .cowbell, .block, .shaker, .tambourine, .triangle, .sideStick, .clap,
      .closedHat,
    ],
    bars: [
      "X..x..x.X..x..x.", "X..x..x...x.x...", "..x.x...x..x..x.", "X.xx.x.xX.xx.x.x",
      "??x??x??x??x??x?", "x.......x.......", "..x...x...x...xx", "....x..x....x.x.",
      "x.x.xx.x.x.xx.x.", "?.?.?.?.?.?.?.?.", "..........x.x...", "X..xx.x.X.x.x.xg",
    ])

  /// A kit's rhythm of a bar, played twice, with a few hits more here and there, and sometimes
  /// a fill or nothing but percussion.
  static func random(using generator: inout SeededGenerator) -> DrumPart {
    var hits: [Hit] = []
    let swing = generator.unit() < 0.3 ? generator.number(in: 0.02...0.1) : 0
    func add(_ piece: Piece, at sixteenth: Int, _ velocity: Double) {
      let beat = Double(sixteenth) / 4 + (sixteenth % 2 == 1 ? swing : 0)
      hits.append(
        Hit(beat: beat, piece: piece, velocity: velocity * generator.number(in: 0.75...1)))
    }
    func add(_ voice: Voice) {
      let piece = generator.element(of: voice.pieces)
      let bar = Array(generator.element(of: voice.bars).utf8)
      for sixteenth in 0..<sixteenths {
        switch bar[sixteenth % bar.count] {
        case UInt8(ascii: "X"): add(piece, at: sixteenth, 1)
        case UInt8(ascii: "x"): add(piece, at: sixteenth, 0.75)
        case UInt8(ascii: "g"): add(piece, at: sixteenth, 0.25)
        case UInt8(ascii: "?") where generator.unit() < 0.5: add(piece, at: sixteenth, 0.6)
        default: break
        }
      }
    }
    let hasKit = generator.unit() < 0.92
    for voice in hasKit ? voices : [] where generator.unit() < voice.share { add(voice) }
    for _ in 0..<2 where generator.unit() < percussion.share { add(percussion) }
    if hits.isEmpty { add(percussion) }

    if hasKit {
      let extras: [Piece] = [.kick, .kick, .snare, .snare, .openHat, .lowTom, .highTom]
      for _ in 0..<generator.index(below: 5) {
        add(generator.element(of: extras), at: generator.index(below: sixteenths), 0.8)
      }
      if generator.unit() < 0.2 { add(.crash, at: 0, 0.9) }
      if generator.unit() < 0.25 {
        let skins: [Piece] = generator.element(of: [
          [.snare], [.highTom, .lowTom], [.snare, .lowTom],
        ])
        for sixteenth in (sixteenths - generator.element(of: [4, 6, 8]))..<sixteenths
        where generator.unit() < 0.8 {
          add(generator.element(of: skins), at: sixteenth, 0.8)
        }
      }
    }
    return DrumPart(
      hits: hits, levelDecibels: generator.number(in: -14 ... -3), kitSeed: generator.next())
  }

  private static let sixteenths = Int(4 * PhrasePattern.lengthBeats)
}
