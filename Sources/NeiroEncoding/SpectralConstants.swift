/// A stand-in until the constants are computed.
enum SpectralConstants {
  static let means = [Double](repeating: 0, count: 460)
  static let spreads = [Double](repeating: 1, count: 460)
}
