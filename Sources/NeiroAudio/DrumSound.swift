import Foundation
import NeiroCore

/// One stroke on a piece of a drum kit: partials and bursts of noise, each dying away by itself.
///
/// Of skins, partials are few and fall in pitch; of metal, they are many, square and without a
/// common root, as in the drum machines of the eighties; a rattle, a stick, a hand are noise.
struct DrumSound {
  struct Partial {
    var hertz: Double
    var level: Double
    /// How many times e it falls by in a second.
    var decay: Double
    var isSquare = false
  }

  struct Noise {
    var level: Double
    var decay: Double
    /// Its colour: the corners of a gentle band-pass.
    var hertz: ClosedRange<Double>
    var startSeconds = 0.0
    var attackSeconds = 0.0
  }

  var partials: [Partial] = []
  /// How far above its pitch, in multiples of it, a partial begins, and how fast it comes down.
  var sweep = 0.0
  var sweepDecay = 30.0
  var noises: [Noise] = []
  /// The corner of a high-pass of second order over all of it; 0 for none.
  var highPassHertz = 0.0
  /// How much louder what is quiet gets, in multiples; 0 for no distortion.
  var drive = 0.0

  private static let maximumSeconds = 2.0

  /// - Returns: The stroke until it is 60 dB down or faded out, its highest sample 1.
  func render(sampleRateHz: Int, noise generator: inout SeededGenerator) -> [Float] {
    let rate = Double(sampleRateHz)
    func count(_ decay: Double) -> Int { Int(rate * min(Self.maximumSeconds, 6.9 / decay)) }
    let length =
      (partials.map { count($0.decay) }
      + noises.map { Int(rate * ($0.startSeconds + $0.attackSeconds)) + count($0.decay) })
      .max() ?? 0
    var sound = [Float](repeating: 0, count: length)
    sound.withUnsafeMutableBufferPointer { sound in
      for partial in partials { add(partial, count: count(partial.decay), rate, to: sound) }
      for noise in noises { add(noise, count: count(noise.decay), rate, &generator, to: sound) }
      if highPassHertz > 0 {
        for _ in 0..<2 { subtractLows(below: highPassHertz, rate, of: sound) }
      }
      finish(sound)
    }
    return sound
  }

  private func add(
    _ partial: Partial, count: Int, _ rate: Double, to sound: UnsafeMutableBufferPointer<Float>
  ) {
    let fade = Float(exp(-partial.decay / rate))
    let slide = Float(exp(-sweepDecay / rate))
    // A turn is the range of Int32, so that phases wrap by themselves.
    let step = Float(min(partial.hertz / rate, 0.4) * 0x1p32)
    var (level, bend, phase) = (Float(partial.level), Float(sweep), Int32(0))
    for index in 0..<count {
      if partial.isSquare {
        sound[index] += phase < 0 ? -level : level
      } else {
        // A sine of two parabolas, a thousandth off and much cheaper.
        let turn = Float(phase) * 0x1p-31
        let arc = 4 * turn * (1 - abs(turn))
        sound[index] += level * arc * (0.775 + 0.225 * abs(arc))
      }
      phase &+= Int32(truncatingIfNeeded: Int(step * (1 + bend)))
      level *= fade
      bend *= slide
    }
  }

  private func add(
    _ noise: Noise, count: Int, _ rate: Double, _ generator: inout SeededGenerator,
    to sound: UnsafeMutableBufferPointer<Float>
  ) {
    let start = Int(noise.startSeconds * rate)
    let attack = Int(noise.attackSeconds * rate)
    let fade = Float(exp(-noise.decay / rate))
    let low = Self.share(below: noise.hertz.lowerBound, rate)
    let high = Self.share(below: noise.hertz.upperBound, rate)
    var (level, lows, smooth) = (Float(noise.level), Float(0), Float(0))
    for index in 0..<(attack + count) {
      let white = Float(Int32(truncatingIfNeeded: generator.next() >> 32)) * 0x1p-31
      smooth += high * (white - smooth)
      lows += low * (smooth - lows)
      if index < attack {
        sound[start + index] += level * Float(index) / Float(attack) * (smooth - lows)
      } else {
        sound[start + index] += level * (smooth - lows)
        level *= fade
      }
    }
  }

  /// The coefficient of a one-pole low-pass.
  private static func share(below hertz: Double, _ rate: Double) -> Float {
    Float(1 - exp(-2 * .pi * hertz / rate))
  }

  private func subtractLows(
    below hertz: Double, _ rate: Double, of sound: UnsafeMutableBufferPointer<Float>
  ) {
    let share = Self.share(below: hertz, rate)
    var lows: Float = 0
    for index in sound.indices {
      lows += share * (sound[index] - lows)
      sound[index] -= lows
    }
  }

  private func finish(_ sound: UnsafeMutableBufferPointer<Float>) {
    var peak: Float = 0
    for index in sound.indices { peak = max(peak, abs(sound[index])) }
    guard peak > 0 else { return }
    let drive = Float(drive)
    for index in sound.indices {
      let sample = sound[index] / peak
      sound[index] = sample * (1 + drive) / (1 + drive * abs(sample))
    }
    // Cymbals ring for longer than anyone would wait.
    let fade = sound.count / 8
    for index in 0..<fade { sound[sound.count - 1 - index] *= Float(index) / Float(fade) }
  }
}

// MARK: - Drawing

extension DrumSound {
  /// A piece as one of many kits has it.
  static func random(
    _ piece: DrumPart.Piece, using generator: inout SeededGenerator
  ) -> DrumSound {
    func number(_ range: ClosedRange<Double>) -> Double { generator.number(in: range) }
    /// As likely in each octave.
    func octaves(_ range: ClosedRange<Double>) -> Double {
      exp(generator.number(in: log(range.lowerBound)...log(range.upperBound)))
    }
    func chance(_ share: Double) -> Bool { generator.unit() < share }
    func stick(_ level: ClosedRange<Double>) -> Noise {
      Noise(
        level: number(level), decay: octaves(150...700),
        hertz: octaves(300...3000)...octaves(4000...16_000))
    }
    func metal(_ count: Int, _ hertz: ClosedRange<Double>, decay: Double) -> [Partial] {
      (0..<count).map { _ in
        Partial(
          hertz: octaves(hertz), level: number(0.4...1), decay: decay * number(0.8...1.3),
          isSquare: true)
      }
    }
    func skin(_ hertz: Double, decay: Double, ratios: [Double]) -> [Partial] {
      ratios.enumerated().map { place, ratio in
        Partial(
          hertz: hertz * ratio * (place == 0 ? 1 : number(0.93...1.07)),
          level: place == 0 ? 1 : number(0...0.6), decay: decay * (place == 0 ? 1 : number(1...2.5))
        )
      }
    }

    var sound = DrumSound()
    switch piece {
    case .kick:
      // Some ring on for more than a second, as an 808 does.
      let decay = chance(0.15) ? octaves(3...8) : octaves(10...50)
      sound.partials = skin(octaves(40...110), decay: decay, ratios: [1, 1.6, 2.3])
      (sound.sweep, sound.sweepDecay) = (octaves(0.3...6), octaves(15...90))
      sound.noises = [stick(0...0.6)]
      if chance(0.4) {
        sound.noises.append(
          Noise(level: number(0.1...0.5), decay: octaves(15...50), hertz: 60...octaves(300...2000)))
      }
      sound.drive = chance(0.4) ? octaves(0.5...6) : 0
    case .snare:
      sound.partials = skin(
        octaves(140...320), decay: octaves(12...50), ratios: [1, 1.59, 2.14, 2.65])
      (sound.sweep, sound.sweepDecay) = (number(0...0.5), octaves(20...80))
      sound.noises = [
        Noise(
          level: octaves(0.2...2), decay: octaves(8...40),
          hertz: octaves(150...2000)...octaves(3000...15_000)),
        stick(0...1),
      ]
      sound.highPassHertz = number(20...150)
      sound.drive = chance(0.3) ? octaves(0.5...3) : 0
    case .sideStick:
      sound.partials = skin(
        octaves(350...900), decay: octaves(50...150), ratios: [1, 2.4, 3.8])
      sound.noises = [stick(0.2...1)]
      sound.highPassHertz = octaves(100...500)
    case .clap:
      let (gap, band) = (number(0.006...0.015), octaves(700...1500)...octaves(1500...6000))
      let hands = 2 + generator.index(below: 3)
      sound.noises = (0...hands).map { hand in
        // The last one rings in the room.
        Noise(
          level: number(0.7...1), decay: hand < hands ? octaves(120...350) : octaves(9...35),
          hertz: band, startSeconds: Double(hand) * gap)
      }
      sound.highPassHertz = octaves(200...800)
    case .closedHat, .openHat, .pedalHat:
      // One pair of cymbals: only how they are let ring differs.
      let (lowest, brightness) = (octaves(200...1500), octaves(1000...7000))
      let (isMetal, noise) = (chance(0.8), octaves(0.5...4))
      let (closed, open, pedal) = (octaves(22...110), octaves(2.5...14), octaves(25...70))
      let decay = piece == .closedHat ? closed : piece == .openHat ? open : pedal
      sound.partials = isMetal ? metal(6, lowest...(4.5 * lowest), decay: decay) : []
      sound.noises = [
        Noise(
          level: noise, decay: decay * number(0.7...1.4),
          hertz: brightness...octaves(7000...16_000),
          attackSeconds: piece == .pedalHat ? 0.006 : 0)
      ]
      sound.highPassHertz = brightness
    case .shaker:
      sound.noises = [
        Noise(
          level: 1, decay: octaves(20...70), hertz: octaves(2500...7000)...octaves(7000...16_000),
          attackSeconds: number(0.005...0.06))
      ]
      sound.highPassHertz = octaves(1500...4000)
    case .tambourine:
      let decay = octaves(8...30)
      sound.partials = metal(5, 1200...6000, decay: decay)
      sound.noises = [0, number(0.01...0.03)].map {
        Noise(
          level: number(1...3), decay: decay * number(1...2), hertz: 4000...18_000, startSeconds: $0
        )
      }
      sound.highPassHertz = octaves(4000...7000)
    case .ride:
      let decay = octaves(1.8...6)
      let bell = octaves(500...1500)
      sound.partials = metal(6, 250...1600, decay: decay)
      for ratio in [1, 1.52, 2.7] {
        sound.partials.append(Partial(hertz: bell * ratio, level: number(0...2), decay: decay))
      }
      sound.noises = [
        Noise(
          level: octaves(0.5...3), decay: octaves(3...25), hertz: 3000...octaves(7000...16_000)),
        stick(0.5...3),
      ]
      sound.highPassHertz = octaves(600...4000)
    case .crash:
      let decay = octaves(1.5...5)
      sound.partials = metal(6, 200...2000, decay: 1.5 * decay)
      sound.noises = [
        Noise(
          level: octaves(2...8), decay: decay, hertz: octaves(800...3000)...octaves(8000...16_000),
          attackSeconds: number(0.001...0.01))
      ]
      sound.highPassHertz = octaves(400...2500)
    case .lowTom, .highTom:
      // A pair of toms or of congas.
      let isConga = chance(0.4)
      let low = isConga ? octaves(140...260) : octaves(65...140)
      let hertz = low * (piece == .lowTom ? 1 : number(1.3...1.9))
      sound.partials = skin(
        hertz, decay: isConga ? octaves(9...30) : octaves(4...16), ratios: [1, 1.6, 2.2])
      (sound.sweep, sound.sweepDecay) = (
        isConga ? number(0...0.15) : number(0.1...1), octaves(8...40)
      )
      sound.noises = [stick(0...0.7)]
      sound.noises.append(
        Noise(level: number(0...0.4), decay: octaves(15...50), hertz: 150...octaves(1000...5000)))
    case .cowbell:
      let hertz = octaves(420...900)
      sound.partials = [1, number(1.4...1.6)].map {
        Partial(
          hertz: hertz * $0, level: 1, decay: octaves(8...35), isSquare: true)
      }
      sound.noises = [stick(0...0.5)]
      sound.highPassHertz = octaves(200...900)
    case .block:
      sound.partials = skin(octaves(500...2200), decay: octaves(35...110), ratios: [1, 1.5, 2.8])
      sound.noises = [stick(0...0.5)]
    case .triangle:
      sound.partials = skin(octaves(1200...4000), decay: octaves(2.5...25), ratios: [1, 2.4, 3.9])
      sound.noises = [stick(0...0.4)]
    }
    return sound
  }
}
