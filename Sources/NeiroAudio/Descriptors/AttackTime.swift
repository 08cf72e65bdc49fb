import Foundation

/// When a sound begins to rise and when it has risen, by the method of the weakest effort.
///
/// Of the places where the envelope first reaches 10 %, 20 % … 100 % of its maximum, the time from
/// one to the next is the effort that the sound makes. The attack begins at the first and ends with
/// the last effort that is at most three times the mean of all: noise before the note and a slow
/// swell after it are left out. Both ends move to the lowest and the highest place of the envelope
/// within a quarter of their effort.
///
/// It is meant for single notes; of a longer sound it tells the rise to the loudest moment.
///
/// *Source*: Peeters, Giordano, Susini, Misdariis and McAdams, "The Timbre Toolbox: extracting audio
/// descriptors from musical signals", Journal of the Acoustical Society of America 130, 2011,
/// <https://doi.org/10.1121/1.3642604>. Their envelope is low-passed at 5 Hz, which makes any attack
/// longer than some 50 ms; this one is the RMS over the last 10 ms, which is steady for tones from
/// 50 Hz on. So no attack is shorter than some 10 ms but that of a lone click.
public struct AttackTime: Hashable, Sendable {
  public let startSeconds: Double
  public let endSeconds: Double

  /// From the start of the rise to its end; at least one step of the envelope.
  public var seconds: Double { endSeconds - startSeconds }
  /// log₁₀ of the attack time in seconds, which is closer to how it is heard.
  public var logSeconds: Double { log10(seconds) }

  private static let thresholdCount = 10
  private static let mostEffort = 3.0

  /// nil for an envelope of zeros, or of less than two numbers.
  ///
  /// - Parameters:
  ///   - envelope: An amplitude, 0 or more, at equal steps.
  ///   - stepSeconds: From one to the next.
  public init?(envelope: [Double], stepSeconds: Double) {
    guard envelope.count > 1, let highest = envelope.max(), highest > 0, highest.isFinite else {
      return nil
    }
    var places: [Int] = []
    var place = 0
    for threshold in 1...Self.thresholdCount {
      let level = highest * Double(threshold) / Double(Self.thresholdCount)
      // The last is the maximum itself, whatever rounding does to it.
      while place < envelope.count - 1, envelope[place] < level { place += 1 }
      places.append(place)
    }
    let efforts = zip(places, places.dropFirst()).map { Double($1 - $0) }
    let most = Self.mostEffort * efforts.reduce(0, +) / Double(efforts.count)
    let first = efforts.firstIndex { $0 <= most } ?? 0
    let last = efforts.lastIndex { $0 <= most } ?? efforts.count - 1

    func around(_ place: Int, _ effort: Double) -> Range<Int> {
      let reach = Int((effort / 4).rounded())
      return (place - reach..<place + reach + 1).clamped(to: envelope.indices)
    }
    let start =
      around(places[first], efforts[first]).min { envelope[$0] < envelope[$1] } ?? places[first]
    let end =
      around(places[last + 1], efforts[last]).max { envelope[$0] < envelope[$1] }
      ?? places[last + 1]
    startSeconds = Double(start) * stepSeconds
    endSeconds = Double(max(end, start + 1)) * stepSeconds
  }
}

/// The RMS over the last 10 ms, every millisecond, of a sound at 44 100 Hz that comes piece by piece.
struct AttackEnvelope {
  /// A millisecond.
  private static let step = 44
  private static let width = 10

  private var energies: [Double] = []
  private var energy = 0.0
  private var count = 0

  mutating func append(_ samples: UnsafeBufferPointer<Float>) {
    for sample in samples {
      energy += Double(sample) * Double(sample)
      count += 1
      if count == Self.step {
        energies.append(energy)
        (energy, count) = (0, 0)
      }
    }
  }

  /// Before the sound is silence.
  var values: [Double] {
    let energies = count > 0 ? self.energies + [energy] : self.energies
    return energies.indices.map { place in
      let around = max(0, place - Self.width + 1)...place
      return (energies[around].reduce(0, +) / Double(Self.width * Self.step)).squareRoot()
    }
  }

  var attack: AttackTime? {
    AttackTime(
      envelope: values,
      stepSeconds: Double(Self.step) / Double(FrameDescriptors.sampleRateHz))
  }
}
