import Foundation

/// A random generator whose numbers depend on its seed alone, on every machine and Swift version.
///
/// Source: SplitMix64, Steele, Lea and Flood, "Fast splittable pseudorandom number generators",
/// OOPSLA 2014, <https://doi.org/10.1145/2660193.2660195>.
///
/// The standard library may change how it draws from a generator, so what has to be reproducible
/// uses the methods below and not `shuffled(using:)` or `random(in:using:)`.
public struct SeededGenerator: RandomNumberGenerator, Sendable {
  private var state: UInt64
  private static let step: UInt64 = 0x9E37_79B9_7F4A_7C15

  public init(seed: UInt64) {
    state = seed
  }

  /// The generator as it is once `count` numbers were drawn.
  ///
  /// - Precondition: `count >= 0`.
  public init(seed: UInt64, skipping count: Int) {
    state = seed &+ Self.step &* UInt64(count)
  }

  public mutating func next() -> UInt64 {
    state &+= Self.step
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// A whole number in 0..<bound, each equally likely.
  ///
  /// - Precondition: `bound > 0`.
  public mutating func index(below bound: Int) -> Int {
    precondition(bound > 0, "no index below zero")
    // Multiply-shift (Lemire, 2019): the bias, at most bound / 2^64, is far below any use here.
    return Int(next().multipliedFullWidth(by: UInt64(bound)).high)
  }

  /// A number in 0..<1 with 53 random bits.
  public mutating func unit() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// A draw from the normal distribution with mean 0 and deviation 1 (Box–Muller).
  public mutating func normal() -> Double {
    let radius = (-2 * log(1 - unit())).squareRoot()
    return radius * cos(2 * .pi * unit())
  }

  /// `elements` in random order (Fisher–Yates).
  public mutating func shuffle<Element>(_ elements: [Element]) -> [Element] {
    var shuffled = elements
    for last in stride(from: shuffled.count - 1, to: 0, by: -1) {
      shuffled.swapAt(last, index(below: last + 1))
    }
    return shuffled
  }
}
