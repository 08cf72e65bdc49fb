/// Estimates with their intervals, row by row: each metric before and after.
public struct IntervalChart: Sendable {
  public struct Estimate: Sendable {
    public let value: Double
    /// nil where none is known.
    public let interval: ClosedRange<Double>?

    public init(_ value: Double, interval: ClosedRange<Double>? = nil) {
      (self.value, self.interval) = (value, interval)
    }
  }

  public struct Row: Sendable {
    public let name: String
    /// One for each series; nil where it has none.
    public let estimates: [Estimate?]

    public init(_ name: String, _ estimates: [Estimate?]) {
      (self.name, self.estimates) = (name, estimates)
    }
  }

  private let title: String
  private let x: Axis
  private let series: [String]
  private let rows: [Row]
  private let description: String?
  private let width: Double

  /// - Parameters:
  ///   - title: What is shown, in a few words.
  ///   - x: The axis that all rows share.
  ///   - series: What each row is estimated of, such as `raw` and `personal`.
  ///   - rows: From top to bottom.
  ///   - description: For who can't see it; nil: every number.
  ///   - width: In pixels.
  public init(
    _ title: String, x: Axis, series: [String], rows: [Row], description: String? = nil,
    width: Double = 640
  ) {
    (self.title, self.x, self.series, self.rows) = (title, x, series, rows)
    (self.description, self.width) = (description, width)
  }

  private static let step = 17.0

  public var picture: Picture {
    let rowHeight = Double(max(1, series.count)) * Self.step + 12
    let legend = Legend(
      series.enumerated().map { .init(name: $1, hue: FigureStyle.hue($0), mark: .dot) },
      width: width)
    let top = legend.height + 4
    let bottom = top + rowHeight * Double(rows.count)
    let height = bottom + (x.title.isEmpty ? 24 : 42)
    let values = rows.flatMap(\.estimates).compactMap { $0 }.flatMap(\.ends).filter(\.isFinite)
    guard !values.isEmpty else { return .nothing(title, width: width, height: max(80, height)) }

    let left = min(0.4 * width, (rows.map { TextWidth.of($0.name) }.max() ?? 0) + 16)
    let right = width - 58
    let scale = x.scale(values, to: (left + 6, right - 6))
    let content: HTML = """
      \(legend.html)
      \(axis(scale, top: top, bottom: bottom))
      \(rows.enumerated().map { index, row in
        self.row(row, top: top + Double(index) * rowHeight, height: rowHeight, left, scale)
      })
      """
    return Picture(
      title: title, description: description ?? words, width: width, height: height,
      content: content)
  }

  private func axis(_ scale: Scale, top: Double, bottom: Double) -> HTML {
    let ticks = scale.ticks(max(2, Int((scale.pixels.to - scale.pixels.from) / 70)))
    let lines = zip(ticks, x.texts(ticks)).map { value, text -> HTML in
      """
      <line class="\(value == 0 ? "zero" : "grid")" x1="\(scale(value))" x2="\(scale(value))" \
      y1="\(top)" y2="\(bottom)"/>\
      <text class="tick middle" x="\(scale(value))" y="\(bottom + 17)">\(text)</text>
      """
    }
    let middle = (scale.pixels.from + scale.pixels.to) / 2
    return """
      \(lines)
      <text class="tick middle" x="\(middle)" y="\(bottom + 36)">\(x.title)</text>
      """
  }

  private func row(
    _ row: Row, top: Double, height: Double, _ left: Double, _ scale: Scale
  ) -> HTML {
    let name = TextWidth.shortened(row.name, to: left - 10)
    let estimates = row.estimates.enumerated().map { index, estimate -> HTML in
      guard let estimate, estimate.value.isFinite else { return .empty }
      let y = top + 6 + (Double(index) + 0.5) * Self.step
      let hue = FigureStyle.hue(index)
      let range: HTML =
        estimate.interval.map {
          """
          <line class="range s\(hue)" x1="\(scale.clamped($0.lowerBound))" \
          x2="\(scale.clamped($0.upperBound))" y1="\(y)" y2="\(y)"/>
          """
        } ?? .empty
      return """
        \(range)<circle class="f\(hue)" cx="\(scale.clamped(estimate.value))" cy="\(y)" r="4"/>\
        <text class="tick end" x="\(width)" y="\(y + 4)">\(FigureText.plain(estimate.value))</text>
        """
    }
    return """
      <text class="name" x="0" y="\(top + height / 2 + 4)">\(name)</text>
      \(estimates)
      """
  }

  private var words: String {
    rows.map { row in
      let figures = zip(series, row.estimates).compactMap { name, estimate in
        estimate.map { estimate in
          let interval = estimate.interval.map {
            " (\(FigureText.plain($0.lowerBound)) to \(FigureText.plain($0.upperBound)))"
          }
          return "\(name) \(FigureText.plain(estimate.value))\(interval ?? "")"
        }
      }
      return "\(row.name): \(figures.joined(separator: ", "))."
    }.joined(separator: " ")
  }
}

extension IntervalChart.Estimate {
  fileprivate var ends: [Double] {
    [value] + (interval.map { [$0.lowerBound, $0.upperBound] } ?? [])
  }
}
