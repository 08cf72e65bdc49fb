/// Values over another value: learning curves, precision over recall, calibration.
public struct LineChart: Sendable {
  public struct Point: Sendable {
    public let x: Double
    public let y: Double
    /// An interval around `y`; nil where there is none.
    public let interval: ClosedRange<Double>?

    public init(x: Double, y: Double, interval: ClosedRange<Double>? = nil) {
      (self.x, self.y, self.interval) = (x, y, interval)
    }
  }

  public struct Series: Sendable {
    public let name: String
    public let points: [Point]
    public let hasMarkers: Bool

    /// - Parameters:
    ///   - name: What the legend says.
    ///   - points: In the order they are joined; one that isn't finite leaves a gap.
    ///   - hasMarkers: Whether each point has a dot, for few of them.
    public init(_ name: String, _ points: [Point], hasMarkers: Bool = false) {
      (self.name, self.points, self.hasMarkers) = (name, points, hasMarkers)
    }
  }

  /// A dashed line that isn't of the data.
  public enum Guide: Sendable {
    case horizontal(Double)
    case vertical(Double)
    /// From the lower left to the upper right of equal numbers.
    case diagonal
  }

  private let title: String
  private let x: Axis
  private let y: Axis
  private let series: [Series]
  private let guides: [Guide]
  private let description: String?
  private let size: (width: Double, height: Double)

  /// - Parameters:
  ///   - title: What is shown, in a few words.
  ///   - x: Across.
  ///   - y: Upwards.
  ///   - series: Each a line with a hue of its own.
  ///   - guides: Lines to compare with.
  ///   - description: For who can't see it; nil: the ends of each line.
  ///   - width: In pixels.
  ///   - height: In pixels.
  public init(
    _ title: String, x: Axis, y: Axis, series: [Series], guides: [Guide] = [],
    description: String? = nil, width: Double = 640, height: Double = 300
  ) {
    (self.title, self.x, self.y) = (title, x, y)
    (self.series, self.guides, self.description) = (series, guides, description)
    size = (width, height)
  }

  public var picture: Picture {
    let points = series.flatMap(\.points).filter { $0.x.isFinite && $0.y.isFinite }
    guard !points.isEmpty else {
      return .nothing(title, width: size.width, height: size.height)
    }
    let legend = Legend(
      series.enumerated().map { index, series in
        .init(
          name: series.name, hue: FigureStyle.hue(index),
          mark: .line(dash: FigureStyle.dash(index)))
      }, width: size.width)
    let intervals = points.compactMap(\.interval)
    let frame = PlotFrame(
      width: size.width, height: size.height, head: legend.height, xAxis: x, yAxis: y,
      xs: points.map(\.x),
      ys: points.map(\.y) + intervals.map(\.lowerBound) + intervals.map(\.upperBound))
    let content: HTML = """
      \(legend.html)
      \(frame.axes)
      \(guides.map { guide($0, frame) })
      \(series.enumerated().map { band($1, FigureStyle.hue($0), frame) })
      \(series.enumerated().map { line($1, $0, frame) })
      """
    return Picture(
      title: title, description: description ?? words, width: size.width, height: size.height,
      content: content)
  }

  private func guide(_ guide: Guide, _ frame: PlotFrame) -> HTML {
    let (x, y) = (frame.x.values, frame.y.values)
    let ends: [(x: Double, y: Double)] =
      switch guide {
      case .horizontal(let value): [(x.lowerBound, value), (x.upperBound, value)]
      case .vertical(let value): [(value, y.lowerBound), (value, y.upperBound)]
      case .diagonal:
        [max(x.lowerBound, y.lowerBound), min(x.upperBound, y.upperBound)].map { ($0, $0) }
      }
    return "<path class=\"mark\" fill=\"none\" d=\"\(frame.path(ends))\"/>"
  }

  private func band(_ series: Series, _ hue: Int, _ frame: PlotFrame) -> HTML {
    let known = series.points.filter { $0.x.isFinite && $0.interval != nil }
    guard known.count > 1 else { return .empty }
    let upper = known.map { (x: $0.x, y: $0.interval?.upperBound ?? $0.y) }
    let lower = known.reversed().map { (x: $0.x, y: $0.interval?.lowerBound ?? $0.y) }
    return "<path class=\"area f\(hue)\" d=\"\(frame.path(upper + lower))z\"/>"
  }

  private func line(_ series: Series, _ index: Int, _ frame: PlotFrame) -> HTML {
    let hue = FigureStyle.hue(index)
    let path = frame.path(series.points.lazy.map { (x: $0.x, y: $0.y) })
    let markers = series.points.filter { series.hasMarkers && $0.x.isFinite && $0.y.isFinite }.map {
      "<circle class=\"f\(hue)\" cx=\"\(frame.x.clamped($0.x))\" cy=\"\(frame.y.clamped($0.y))\" r=\"3.5\"/>"
        as HTML
    }
    return "<path class=\"line s\(hue)\(FigureStyle.dash(index))\" d=\"\(path)\"/>\(markers)"
  }

  private var words: String {
    series.map { series in
      let points = series.points.filter { $0.x.isFinite && $0.y.isFinite }
      guard let first = points.first, let last = points.last else {
        return "\(series.name): no values."
      }
      func place(_ point: Point) -> String {
        "\(FigureText.short(point.y)) at \(FigureText.short(point.x))"
      }
      return "\(series.name): \(place(first)) to \(place(last))."
    }.joined(separator: " ")
  }
}
