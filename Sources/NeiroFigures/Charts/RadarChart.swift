internal import Foundation

/// Several descriptors of several things at once, each axis from 0 in the middle to 1 at the rim.
public struct RadarChart: Sendable {
  public struct Series: Sendable {
    public let name: String
    /// One for each axis, 0…1; nil or none finite leaves its corner out.
    public let values: [Double?]

    public init(_ name: String, _ values: [Double?]) {
      (self.name, self.values) = (name, values)
    }
  }

  private let title: String
  private let axes: [String]
  private let series: [Series]
  private let description: String?
  private let width: Double

  /// - Parameters:
  ///   - title: What is shown, in a few words.
  ///   - axes: Clockwise from the top; at least three.
  ///   - series: Drawn over each other.
  ///   - description: For who can't see it; nil: every number.
  ///   - width: In pixels.
  public init(
    _ title: String, axes: [String], series: [Series], description: String? = nil,
    width: Double = 480
  ) {
    (self.title, self.axes, self.series) = (title, axes, series)
    (self.description, self.width) = (description, width)
  }

  public var picture: Picture {
    guard axes.count >= 3, !series.isEmpty else {
      return .nothing(title, width: width, height: 160)
    }
    let legend = Legend(
      series.enumerated().map {
        .init(
          name: $1.name, hue: FigureStyle.hue($0), mark: .line(dash: FigureStyle.dash($0)))
      }, width: width)
    let margin = (axes.map { TextWidth.of($0) }.max() ?? 0) + 16
    let radius = max(60, min(width / 2 - margin, 150))
    let centre = (x: width / 2, y: legend.height + radius + 26)
    let content: HTML = """
      \(legend.html)
      \(web(centre, radius))
      \(series.enumerated().map { shape($1, $0, centre, radius) })
      """
    return Picture(
      title: title, description: description ?? words, width: width,
      height: centre.y + radius + 26, content: content)
  }

  private func place(
    _ axis: Int, _ share: Double, _ centre: (x: Double, y: Double), _ radius: Double
  ) -> (x: Double, y: Double) {
    let angle = 2 * .pi * Double(axis) / Double(axes.count)
    return (centre.x + share * radius * sin(angle), centre.y - share * radius * cos(angle))
  }

  private func web(_ centre: (x: Double, y: Double), _ radius: Double) -> HTML {
    let rings = [0.25, 0.5, 0.75, 1].map { share -> HTML in
      var path = SVGPath()
      for axis in axes.indices {
        let (x, y) = place(axis, share, centre, radius)
        path.line(x, y)
      }
      path.close()
      return "<path class=\"grid\" fill=\"none\" d=\"\(path.data)\"/>"
    }
    let spokes = axes.enumerated().map { axis, name -> HTML in
      let end = place(axis, 1, centre, radius)
      let label = place(axis, 1 + 12 / radius, centre, radius)
      let side = label.x - centre.x
      let anchor: HTML = abs(side) < 4 ? " middle" : side < 0 ? " end" : ""
      return """
        <line class="grid" x1="\(centre.x)" y1="\(centre.y)" x2="\(end.x)" y2="\(end.y)"/>\
        <text class="name\(anchor)" x="\(label.x)" y="\(label.y + 4)">\(name)</text>
        """
    }
    return HTML(joining: rings + spokes)
  }

  private func shape(
    _ series: Series, _ index: Int, _ centre: (x: Double, y: Double), _ radius: Double
  ) -> HTML {
    let hue = FigureStyle.hue(index)
    let places = zip(axes.indices, series.values).map { axis, value in
      value.flatMap { $0.isFinite ? place(axis, min(max($0, 0), 1), centre, radius) : nil }
    }
    let corners = places.compactMap(\.self).map { x, y -> HTML in
      "<circle class=\"f\(hue)\" cx=\"\(x)\" cy=\"\(y)\" r=\"2.5\"/>"
    }
    let isWhole = places.allSatisfy { $0 != nil }
    var outline = SVGPath()
    // Around once, from a value that is missing if one is; a gap isn't bridged.
    let first = places.firstIndex { $0 == nil } ?? 0
    for offset in places.indices {
      if let (x, y) = places[(first + offset) % places.count] {
        outline.line(x, y)
      } else {
        outline.lift()
      }
    }
    if isWhole { outline.close() }
    let area: HTML = isWhole ? "<path class=\"area f\(hue)\" d=\"\(outline.data)\"/>" : ""
    return """
      \(area)\
      <path class="line s\(hue)\(FigureStyle.dash(index))" fill="none" d="\(outline.data)"/>\
      \(HTML(joining: corners, by: ""))
      """
  }

  private var words: String {
    series.map { series in
      let values = zip(axes, series.values).map { axis, value in
        "\(axis) \(value.map(FigureText.short) ?? "–")"
      }
      return "\(series.name): \(values.joined(separator: ", "))."
    }.joined(separator: " ")
  }
}
