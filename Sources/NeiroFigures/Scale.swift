internal import Foundation

/// From values to pixels, along one axis.
public struct Scale: Sendable {
  public let values: ClosedRange<Double>
  public let pixels: (from: Double, to: Double)

  /// - Parameters:
  ///   - values: What has to find room; those that aren't finite are passed over.
  ///   - pixels: Where the smallest and the largest value are to be.
  public init(_ values: [Double], to pixels: (from: Double, to: Double)) {
    let finite = values.filter(\.isFinite)
    let low = finite.min() ?? 0
    let high = finite.max() ?? 1
    self.values = low < high ? low...high : (low - 0.5)...(high + 0.5)
    self.pixels = pixels
  }

  /// Values that aren't finite land at the near end.
  public func callAsFunction(_ value: Double) -> Double {
    guard value.isFinite else { return pixels.from }
    let share = (value - values.lowerBound) / (values.upperBound - values.lowerBound)
    return pixels.from + share * (pixels.to - pixels.from)
  }

  /// Round values inside the range, 1, 2 or 5 times a power of ten apart, about `count` of them.
  public func ticks(_ count: Int) -> [Double] {
    let rough = (values.upperBound - values.lowerBound) / Double(count)
    let power = pow(10, floor(log10(rough)))
    let step =
      [1, 2, 5, 10].map { $0 * power }.min { abs(log($0 / rough)) < abs(log($1 / rough)) } ?? rough
    let first = (values.lowerBound / step - 1e-9).rounded(.up)
    let last = (values.upperBound / step + 1e-9).rounded(.down)
    return first <= last ? stride(from: first, through: last, by: 1).map { $0 * step } : []
  }

  /// As many decimals as tell neighbouring ticks apart.
  public static func text(_ ticks: [Double]) -> [String] {
    let step = ticks.count > 1 ? ticks[1] - ticks[0] : 1
    let places = max(0, Int(ceil(-log10(step) - 1e-9)))
    return ticks.map { FigureText.minus(FigureText.fixed($0 + 0, places: places)) }
  }
}
