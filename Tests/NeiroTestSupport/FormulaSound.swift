public import Testing

/// The sounds of the fixture that are integer formulas, at 48 kHz.
public enum FormulaSound: String, CaseIterable, CustomTestStringConvertible, Sendable {
  case noise300ms = "f_noise_0p3"
  case sweep3s = "f_sweep_3s"
  case sweep7s = "f_sweep_7s"
  case sweep10s = "f_sweep_10s"
  /// Longer than the window by less than a hop.
  case edge100 = "f_edge_480100"
  /// Longer than the window by a hop.
  case edge480 = "f_edge_480480"
  case sweep25s = "f_sweep_25s"
  case silence = "f_silence_1s"
  case noise1000 = "f_noise_1000smp"

  public var testDescription: String { rawValue }

  public var samples: [Float] {
    switch self {
    case .noise300ms: Self.noise(14_400)
    case .sweep3s: Self.sweep(144_000)
    case .sweep7s: Self.sweep(336_000)
    case .sweep10s: Self.sweep(480_000)
    case .edge100: Self.sweep(480_100)
    case .edge480: Self.sweep(480_480)
    case .sweep25s: Self.sweep(1_200_000)
    case .silence: [Float](repeating: 0, count: 48_000)
    case .noise1000: Self.noise(1000)
    }
  }

  /// Whether the fixture has values for the middle pick and for the first.
  public var isLong: Bool { [.edge100, .edge480, .sweep25s].contains(self) }

  private static func integers(_ count: Int, seed: UInt32) -> [Int] {
    var state = seed
    return (0..<count).map { _ in
      state = state &* 1_664_525 &+ 1_013_904_223
      return Int(state >> 16) - 32_768
    }
  }

  private static func noise(_ count: Int) -> [Float] {
    integers(count, seed: 12_345).map { Float($0) / 65_536 }
  }

  private static func sweep(_ count: Int) -> [Float] {
    var phase: UInt32 = 0
    var increment: UInt32 = 9_000_000
    return integers(count, seed: 7).map { noise in
      increment &+= 37
      phase &+= increment
      let place = Int(phase >> 16)
      let triangle = (place < 32_768 ? place : 65_535 - place) - 16_384
      return Float(triangle + noise >> 5) / 32_768
    }
  }
}
