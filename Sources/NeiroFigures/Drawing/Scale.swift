internal import Foundation

/// From values to pixels, along one axis.
public struct Scale: Sendable {
  public let values: ClosedRange<Double>
  public let pixels: (from: Double, to: Double)
  private let isLogarithmic: Bool

  /// - Parameters:
  ///   - values: What has to find room; those that aren't finite are passed over.
  ///   - pixels: Where the smallest and the largest value are to be.
  ///   - isLogarithmic: Equal ratios are equally far; values up to 0 are passed over.
  public init(
    _ values: [Double], to pixels: (from: Double, to: Double), isLogarithmic: Bool = false
  ) {
    let finite = values.filter { $0.isFinite && (!isLogarithmic || $0 > 0) }
    let low = finite.min() ?? (isLogarithmic ? 1 : 0)
    let high = finite.max() ?? 1
    let around = isLogarithmic ? (low / 2)...(high * 2) : (low - 0.5)...(high + 0.5)
    self.values = low < high ? low...high : around
    self.pixels = pixels
    self.isLogarithmic = isLogarithmic
  }

  /// Values that aren't finite land at the near end.
  public func callAsFunction(_ value: Double) -> Double {
    guard value.isFinite, !isLogarithmic || value > 0 else { return pixels.from }
    let (low, high) = (values.lowerBound, values.upperBound)
    let share =
      isLogarithmic ? log(value / low) / log(high / low) : (value - low) / (high - low)
    return pixels.from + share * (pixels.to - pixels.from)
  }

  /// Where a value is, or the nearer end for one that isn't inside.
  func clamped(_ value: Double) -> Double {
    self(min(max(value, values.lowerBound), values.upperBound))
  }

  /// Round values inside the range, 1, 2 or 5 times a power of ten apart, about `count` of them. On
  /// a logarithmic scale, 1, 2 and 5 times the powers of ten, or the powers alone where those are
  /// too many.
  public func ticks(_ count: Int) -> [Double] {
    guard !isLogarithmic else { return logarithmicTicks(count) }
    let rough = (values.upperBound - values.lowerBound) / Double(count)
    let power = pow(10, floor(log10(rough)))
    let step =
      [1, 2, 5, 10].map { $0 * power }.min { abs(log($0 / rough)) < abs(log($1 / rough)) } ?? rough
    let first = (values.lowerBound / step - 1e-9).rounded(.up)
    let last = (values.upperBound / step + 1e-9).rounded(.down)
    return first <= last ? stride(from: first, through: last, by: 1).map { $0 * step } : []
  }

  private func logarithmicTicks(_ count: Int) -> [Double] {
    let powers = Int(floor(log10(values.lowerBound)))...Int(ceil(log10(values.upperBound)))
    func ticks(_ factors: [Double]) -> [Double] {
      powers.flatMap { power in factors.map { $0 * pow(10, Double(power)) } }
        .filter { values.contains($0) }
    }
    let all = ticks([1, 2, 5])
    return all.count <= count + 2 ? all : ticks([1])
  }

  /// As many decimals as tell neighbouring ticks apart.
  public static func text(_ ticks: [Double]) -> [String] {
    let alone = ticks.first.map { $0 == 0 ? 1 : abs($0) } ?? 1
    let step = ticks.count > 1 ? ticks[1] - ticks[0] : alone
    let places = max(0, Int(ceil(-log10(step) - 1e-9)))
    return ticks.map { FigureText.minus(FigureText.fixed($0 + 0, places: places)) }
  }
}
