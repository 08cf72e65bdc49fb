/// Colours for numbers, dark to light or through a middle, told apart by all eyes and in grey too.
public enum ColorMap: Sendable {
  /// From dark blue to yellow, equally far to the eye at each step. *Source*: van der Walt and Smith,
  /// matplotlib's viridis (CC0), <https://bids.github.io/colormap/>; every eighth colour of it.
  case viridis
  /// Blue below the middle, vermilion above, for differences.
  case diverging

  private var knots: [Int] {
    switch self {
    case .viridis:
      [
        0x440154, 0x470d60, 0x48186a, 0x482374, 0x472d7b, 0x453681, 0x424086, 0x3f4989, 0x3b528b,
        0x375a8d, 0x33638d, 0x2f6a8e, 0x2c728e, 0x297a8e, 0x26818e, 0x23898e, 0x21908c, 0x1f988b,
        0x1f9f88, 0x21a685, 0x28ae80, 0x31b57b, 0x3ebc74, 0x4cc26c, 0x5dc963, 0x6ece58, 0x82d34c,
        0x96d83f, 0xabdc32, 0xc0df24, 0xd5e21a, 0xeae51a, 0xfde725,
      ]
    case .diverging: [0x004a75, 0x0072b2, 0x7fb8d8, 0xf4f2ee, 0xeaae7f, 0xd55e00, 0x8f3f00]
    }
  }

  /// The colour at a share of the way through, 0 to 1.
  public func color(_ share: Double) -> (red: UInt8, green: UInt8, blue: UInt8) {
    let knots = self.knots
    let place = min(max(share, 0), 1) * Double(knots.count - 1)
    let lower = min(Int(place), knots.count - 2)
    let rest = place - Double(lower)
    func channel(_ shift: Int) -> UInt8 {
      let (a, b) = (knots[lower] >> shift & 0xFF, knots[lower + 1] >> shift & 0xFF)
      return UInt8((Double(a) + rest * Double(b - a)).rounded())
    }
    return (channel(16), channel(8), channel(0))
  }
}
