/// One panel of a ``PanelGrid`` in its place.
struct PanelDrawing {
  private let panel: PanelGrid.Panel?
  private let row: PanelGrid.Row
  private let x: Scale
  private let y: Scale
  private let top: Double
  private let bottom: Double
  private let range: ClosedRange<Double>

  /// - Parameters:
  ///   - panel: nil leaves the place empty.
  ///   - row: How it is drawn.
  ///   - x: The time axis in this column.
  ///   - y: The axis of the row.
  ///   - top: In pixels.
  ///   - bottom: In pixels.
  ///   - range: What the colours of a map reach over.
  init(
    _ panel: PanelGrid.Panel?, of row: PanelGrid.Row, x: Scale, y: Scale, top: Double,
    bottom: Double, range: ClosedRange<Double>
  ) {
    (self.panel, self.row, self.x, self.y) = (panel, row, x, y)
    (self.top, self.bottom, self.range) = (top, bottom, range)
  }

  var html: HTML {
    guard let panel else { return .empty }
    let frame: HTML = """
      <rect class="frame" x="\(x.pixels.from)" y="\(top)" width="\(x.pixels.to - x.pixels.from)" \
      height="\(bottom - top)"/>
      """
    let guides = row.guides.enumerated().filter(\.element.isFinite).map { index, value -> HTML in
      """
      <line class="line fine dashed s\(FigureStyle.hue(index))" x1="\(x.pixels.from)" \
      x2="\(x.pixels.to)" y1="\(y.clamped(value))" y2="\(y.clamped(value))"/>
      """
    }
    return HTML(joining: [frame] + panel.stretches.map(stretch) + [content(panel)] + guides)
  }

  private func stretch(_ stretch: (range: ClosedRange<Double>, name: Int)) -> HTML {
    let (from, to) = (x.clamped(stretch.range.lowerBound), x.clamped(stretch.range.upperBound))
    return """
      <rect class="area f\(FigureStyle.hue(stretch.name))" x="\(from)" y="\(top)" \
      width="\(max(1, to - from))" height="\(bottom - top)"/>
      """
  }

  private func content(_ panel: PanelGrid.Panel) -> HTML {
    switch panel.content {
    case .outline(let lowest, let highest): outline(lowest, highest, panel.span)
    case .map(let values, let columns):
      Raster(
        values, columns: columns, range: range, colors: row.colors, isSmooth: row.isSmooth
      ).image(
        x: x.clamped(panel.span.lowerBound), y: top,
        width: x.clamped(panel.span.upperBound) - x.clamped(panel.span.lowerBound),
        height: bottom - top)
    case .lines(let lines):
      HTML(
        joining: lines.enumerated().map { index, values in
          "<path class=\"line fine s\(FigureStyle.hue(index))\" d=\"\(line(values, panel.span))\"/>"
        })
    }
  }

  /// The middle of each of `count` stretches.
  private func place(_ index: Int, _ count: Int, _ span: ClosedRange<Double>) -> Double {
    let step = (span.upperBound - span.lowerBound) / Double(count)
    return x.clamped(span.lowerBound + (Double(index) + 0.5) * step)
  }

  private func line(_ values: [Double], _ span: ClosedRange<Double>) -> HTML {
    var path = SVGPath()
    for (index, value) in values.enumerated() {
      let isAlone =
        (index == 0 || !values[index - 1].isFinite)
        && (index == values.count - 1 || !values[index + 1].isFinite)
      let height = value.isFinite ? y.clamped(value) : .nan
      path.line(place(index, values.count, span), height)
      // Between gaps a single value would have no length.
      if isAlone { path.line(place(index, values.count, span) + 1, height) }
    }
    return path.data
  }

  private func outline(_ lowest: [Float], _ highest: [Float], _ span: ClosedRange<Double>) -> HTML {
    var path = SVGPath()
    let known = highest.indices.filter { highest[$0].isFinite && lowest[$0].isFinite }
    // As wide as the line is thin, or a quiet place would vanish.
    for index in known {
      path.line(place(index, highest.count, span), y.clamped(Double(highest[index])) - 0.3)
    }
    for index in known.reversed() {
      path.line(place(index, highest.count, span), y.clamped(Double(lowest[index])) + 0.3)
    }
    path.close()
    return "<path class=\"f1\" d=\"\(path.data)\"/>"
  }
}
