internal import Foundation

/// What an axis says and how far it reaches.
public struct Axis: Sendable {
  /// How the numbers beside it are written.
  public enum Format: Sendable {
    /// `0.25`
    case decimal
    /// `25 %`
    case percent
    /// `500`, `2k`
    case kilo
    /// `1:30` of a minute and a half, `0.5` below a minute.
    case clock
  }

  public var title: String
  /// nil: as far as the values reach.
  public var range: ClosedRange<Double>?
  public var format: Format
  public var isLogarithmic: Bool

  /// - Parameters:
  ///   - title: With its unit.
  ///   - range: nil: as far as the values reach.
  ///   - format: How the numbers beside it are written.
  ///   - isLogarithmic: Equal ratios are equally far; values up to 0 find no room.
  public init(
    _ title: String = "", range: ClosedRange<Double>? = nil, format: Format = .decimal,
    isLogarithmic: Bool = false
  ) {
    self.title = title
    self.range = range
    self.format = format
    self.isLogarithmic = isLogarithmic
  }

  /// From `values`, or from the range that was given, to pixels.
  func scale(_ values: [Double], to pixels: (from: Double, to: Double)) -> Scale {
    let values = range.map { [$0.lowerBound, $0.upperBound] } ?? values
    return Scale(values, to: pixels, isLogarithmic: isLogarithmic)
  }

  /// Steps that a clock has, in seconds.
  private static let clockSteps: [Double] = [
    10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 43_200, 86_400,
  ]

  /// About `count` of them, as round as the format asks for.
  func ticks(of scale: Scale, about count: Int) -> [Double] {
    let (low, high) = (scale.values.lowerBound, scale.values.upperBound)
    guard case .clock = format, high >= 60, high - low < 1e6,
      let step = Self.clockSteps.first(where: { (high - low) / $0 <= Double(count) + 1 })
    else { return scale.ticks(count) }
    return Array(stride(from: (low / step).rounded(.up) * step, through: high, by: step))
  }

  func texts(_ ticks: [Double]) -> [String] {
    switch format {
    case .decimal: Scale.text(ticks)
    case .percent: Scale.text(ticks.map { 100 * $0 }).map { "\($0) %" }
    case .kilo:
      ticks.map { tick in
        abs(tick) < 1000 ? FigureText.minus(Self.short(tick)) : Self.short(tick / 1000) + "k"
      }
    case .clock:
      (ticks.last ?? 0) < 60
        ? Scale.text(ticks)
        : ticks.map { String(format: "%d:%02d", Int($0) / 60, Int($0) % 60) }
    }
  }

  private static func short(_ value: Double) -> String {
    FigureText.minus(String(format: "%.4g", value))
  }
}
