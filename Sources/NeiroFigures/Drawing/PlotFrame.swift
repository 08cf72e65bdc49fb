/// Where a chart draws, and the two axes around it.
struct PlotFrame {
  let left: Double
  let right: Double
  let top: Double
  let bottom: Double
  let x: Scale
  let y: Scale
  private let xAxis: Axis
  private let yAxis: Axis
  private let xTicks: [Double]
  private let yTicks: [Double]

  /// - Parameters:
  ///   - width: Of the whole picture.
  ///   - height: Of the whole picture.
  ///   - head: What lies above, such as a legend.
  ///   - margin: What lies to the right.
  ///   - xAxis: Titled below.
  ///   - yAxis: Titled above, where text can be read without turning the head.
  ///   - xs: What has to find room across.
  ///   - ys: What has to find room upwards.
  init(
    width: Double, height: Double, head: Double = 0, margin: Double = 14, xAxis: Axis, yAxis: Axis,
    xs: [Double], ys: [Double]
  ) {
    top = head + (yAxis.title.isEmpty ? 8 : 24)
    bottom = height - (xAxis.title.isEmpty ? 22 : 40)
    let y = yAxis.scale(ys, to: (bottom, top))
    let yTicks = y.ticks(max(2, min(6, Int((bottom - top) / 40))))
    let widest = yAxis.texts(yTicks).map { TextWidth.of($0) }.max() ?? 0
    left = max(24, widest + 14)
    right = width - margin
    let x = xAxis.scale(xs, to: (left, right))
    xTicks = xAxis.ticks(of: x, about: max(2, min(10, Int((right - left) / 70))))
    (self.x, self.y, self.yTicks) = (x, y, yTicks)
    (self.xAxis, self.yAxis) = (xAxis, yAxis)
  }

  /// Lines and numbers, to be drawn first.
  var axes: HTML {
    let down = zip(xTicks, xAxis.texts(xTicks)).map { value, text -> HTML in
      """
      <line class="zero" x1="\(x(value))" x2="\(x(value))" y1="\(bottom)" y2="\(bottom + 4)"/>\
      <text class="tick middle" x="\(x(value))" y="\(bottom + 18)">\(text)</text>
      """
    }
    return HTML(joining: [bare] + down)
  }

  /// The same without numbers below, for what has no numbers across.
  var bare: HTML {
    let across = zip(yTicks, yAxis.texts(yTicks)).map { value, text -> HTML in
      """
      <line class="\(value == 0 ? "zero" : "grid")" x1="\(left)" x2="\(right)" \
      y1="\(y(value))" y2="\(y(value))"/>\
      <text class="tick end" x="\(left - 8)" y="\(y(value) + 4)">\(text)</text>
      """
    }
    return HTML(joining: across + [titles])
  }

  private var titles: HTML {
    let below: HTML = """
      <line class="zero" x1="\(left)" x2="\(right)" y1="\(bottom)" y2="\(bottom)"/>\
      <text class="tick middle" x="\((left + right) / 2)" y="\(bottom + 36)">\(xAxis.title)</text>
      """
    let above: HTML = "<text class=\"tick\" x=\"0\" y=\"\(top - 12)\">\(yAxis.title)</text>"
    return HTML(
      joining: [xAxis.title.isEmpty ? .empty : below, yAxis.title.isEmpty ? .empty : above], by: "")
  }

  /// A path through places in the units of the axes.
  func path(_ points: some Sequence<(x: Double, y: Double)>) -> HTML {
    var path = SVGPath()
    for point in points {
      path.line(
        point.x.isFinite ? x.clamped(point.x) : .nan, point.y.isFinite ? y.clamped(point.y) : .nan)
    }
    return path.data
  }
}
