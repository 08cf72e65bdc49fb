/// Panels on common axes: beneath each other what one sound shows over time, beside each other the
/// sounds. All share the time axis, and those of a row the one upwards.
public struct PanelGrid: Sendable {
  /// What a panel shows, spread evenly over its span of the time axis.
  public enum Content: Sendable {
    /// The lowest and the highest value of each stretch.
    case outline(lowest: [Float], highest: [Float])
    /// Rows × columns as colours, from the upper left on.
    case map([Float], columns: Int)
    /// One series for each name of the row; what isn't finite leaves a gap.
    case lines([[Double]])
  }

  public struct Panel: Sendable {
    public let content: Content
    /// What the content is spread over.
    public let span: ClosedRange<Double>
    /// Stretches of the time axis that are pointed out, each in the hue of a name of the row.
    public let stretches: [(range: ClosedRange<Double>, name: Int)]

    public init(
      _ content: Content, over span: ClosedRange<Double>,
      stretches: [(range: ClosedRange<Double>, name: Int)] = []
    ) {
      (self.content, self.span, self.stretches) = (content, span, stretches)
    }
  }

  /// Where numbers stand beside a map whose rows are no even scale.
  public struct Tick: Sendable {
    /// From the bottom (0) to the top (1).
    public let share: Double
    public let text: String

    public init(share: Double, text: String) {
      (self.share, self.text) = (share, text)
    }
  }

  public struct Row: Sendable {
    public let title: String
    public let axis: Axis
    public let names: [String]
    public let ticks: [Tick]
    public let colors: ColorMap
    public let isSmooth: Bool
    public let guides: [Double]
    public let height: Double
    public let panels: [Panel?]

    /// - Parameters:
    ///   - title: With its unit.
    ///   - axis: The values', or for a map what its colours mean.
    ///   - names: What the lines are.
    ///   - ticks: Beside a map.
    ///   - colors: Of a map.
    ///   - isSmooth: Whether the cells of a map may run into each other.
    ///   - guides: Values to compare lines with, each in the hue of a name.
    ///   - height: In pixels.
    ///   - panels: One for each sound; nil for none.
    public init(
      _ title: String, axis: Axis = Axis(), names: [String] = [], ticks: [Tick] = [],
      colors: ColorMap = .viridis, isSmooth: Bool = true, guides: [Double] = [],
      height: Double = 90, panels: [Panel?]
    ) {
      (self.title, self.axis, self.names, self.ticks) = (title, axis, names, ticks)
      (self.colors, self.isSmooth, self.guides) = (colors, isSmooth, guides)
      (self.height, self.panels) = (height, panels)
    }
  }

  private let title: String
  private let x: Axis
  private let headings: [String]
  private let rows: [Row]
  private let description: String
  private let width: Double

  private static let (left, right, gap) = (52.0, 48.0, 16.0)

  /// - Parameters:
  ///   - title: What is shown, in a few words.
  ///   - x: The time axis, its range given.
  ///   - headings: The sounds' names, "" for a place that stays empty; one alone is left to the title.
  ///   - rows: From top to bottom.
  ///   - description: For who can't see it.
  ///   - width: In pixels.
  public init(
    _ title: String, x: Axis, headings: [String], rows: [Row], description: String,
    width: Double = 720
  ) {
    (self.title, self.x, self.headings, self.rows) = (title, x, headings, rows)
    (self.description, self.width) = (description, width)
  }

  public var picture: Picture {
    guard !headings.isEmpty, !rows.isEmpty else {
      return .nothing(title, width: width, height: 120)
    }
    var y = headings.count > 1 ? 22.0 : 0
    var pieces: [HTML] = []
    for row in rows {
      y += 22
      pieces.append(draw(row, top: y))
      y += row.height
    }
    let used = headings.indices.filter { column in
      rows.contains { $0.panels.indices.contains(column) && $0.panels[column] != nil }
    }
    let times = used.map { column in
      let scale = scale(column)
      let ticks = x.ticks(of: scale, about: max(2, Int(columnWidth / 70)))
      return HTML(
        joining: zip(ticks, x.texts(ticks)).map { tick, text -> HTML in
          // At the very end of a panel it would run into the next one's.
          let isLast = scale(tick) > start(column) + columnWidth - 6 && column < headings.count - 1
          return """
            <text class="tick \(isLast ? "end" : "middle")" x="\(scale(tick))" y="\(y + 17)">\
            \(text)</text>
            """
        })
    }
    let names =
      headings.count == 1
      ? []
      : headings.enumerated().map { column, name -> HTML in
        """
        <text class="name" x="\(start(column))" y="14">\
        \(TextWidth.shortened(name, to: columnWidth - 6))</text>
        """
      }
    let content: HTML = """
      \(names)
      \(pieces)
      \(times)
      <text class="tick middle" x="\(Self.left + (width - Self.left - Self.right) / 2)" \
      y="\(y + 36)">\(x.title)</text>
      """
    return Picture(
      title: title, description: description, width: width, height: y + 42, content: content)
  }

  private var columnWidth: Double {
    let room = width - Self.left - Self.right
    return (room - Self.gap * Double(headings.count - 1)) / Double(headings.count)
  }

  private func start(_ column: Int) -> Double {
    Self.left + Double(column) * (columnWidth + Self.gap)
  }

  private func scale(_ column: Int) -> Scale {
    x.scale([0, 1], to: (start(column), start(column) + columnWidth))
  }

  private func draw(_ row: Row, top: Double) -> HTML {
    let bottom = top + row.height
    let maps = row.panels.compactMap { panel -> [Float]? in
      if case .map(let values, _) = panel?.content { values } else { nil }
    }
    let values = row.panels.compactMap { $0?.content }.flatMap(\.values) + row.guides
    let y = row.axis.scale(values, to: (bottom, top))
    let whole = Raster(
      maps.flatMap { $0 }, columns: 1, range: row.axis.range, colors: row.colors, isSmooth: true)
    let panels = row.panels.enumerated().map { column, panel -> HTML in
      PanelDrawing(
        panel, of: row, x: scale(column), y: y, top: top, bottom: bottom, range: whole.range
      ).html
    }
    let beside: HTML =
      maps.isEmpty
      ? sideTicks(row, y)
      : HTML(joining: [
        mapTicks(row, top: top),
        ColorScale(
          whole, Axis(format: row.axis.format), x: width - Self.right + 8, top: top, bottom: bottom
        ).html,
      ])
    return HTML(joining: [heading(row, y: top - 7), beside] + panels)
  }

  private func heading(_ row: Row, y: Double) -> HTML {
    let title: HTML = "<text class=\"tick\" x=\"\(Self.left)\" y=\"\(y)\">\(row.title)</text>"
    guard row.names.count > 1 else { return title }
    var x = Self.left + TextWidth.of(row.title) + 22
    let names = row.names.enumerated().map { index, name -> HTML in
      let short = TextWidth.shortened(name, to: 200, fontSize: 11)
      defer { x += TextWidth.of(short, fontSize: 11) + 34 }
      return """
        <line class="line s\(FigureStyle.hue(index))" x1="\(x)" x2="\(x + 14)" y1="\(y - 4)" \
        y2="\(y - 4)"/><text class="name small" x="\(x + 19)" y="\(y)">\(short)</text>
        """
    }
    return HTML(joining: [title] + names)
  }

  private func sideTicks(_ row: Row, _ y: Scale) -> HTML {
    let ticks = y.ticks(max(3, Int(row.height / 34)))
    return HTML(
      joining: zip(ticks, row.axis.texts(ticks)).map { value, text in
        """
        \(across(row, y(value)))\
        <text class="tick small end" x="\(Self.left - 7)" y="\(y(value) + 4)">\(text)</text>
        """
      })
  }

  private func across(_ row: Row, _ y: Double) -> HTML {
    var path = SVGPath()
    for (column, panel) in row.panels.enumerated() where panel != nil {
      path.lift()
      path.line(start(column), y)
      path.line(start(column) + columnWidth, y)
    }
    return "<path class=\"grid\" d=\"\(path.data)\"/>"
  }

  private func mapTicks(_ row: Row, top: Double) -> HTML {
    HTML(
      joining: row.ticks.map { tick in
        let y = top + (1 - tick.share) * row.height
        return """
          <line class="zero" x1="\(Self.left - 4)" x2="\(Self.left)" y1="\(y)" y2="\(y)"/>\
          <text class="tick small end" x="\(Self.left - 7)" y="\(y + 4)">\(tick.text)</text>
          """
      })
  }
}

extension PanelGrid.Content {
  /// What has to find room upwards; a map brings its own scale.
  fileprivate var values: [Double] {
    switch self {
    case .outline(let lowest, let highest): (lowest + highest).map(Double.init)
    case .map: []
    case .lines(let lines): lines.flatMap { $0 }
    }
  }
}
