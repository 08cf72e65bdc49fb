/// A matrix as colours: similarities of sounds, ordered by cluster.
public struct HeatMap: Sendable {
  private let title: String
  private let values: [Float]
  private let columns: Int
  private let rowNames: [String]
  private let columnNames: [String]
  private let boundaries: [Int]
  private let raster: Raster
  private let legend: Axis
  private let description: String?
  private let width: Double

  /// - Parameters:
  ///   - title: What is shown, in a few words.
  ///   - values: Rows × columns, row after row from the top; cells that aren't finite are left open.
  ///   - columns: Values in a row.
  ///   - legend: What the colours mean, and how far they reach.
  ///   - colors: Diverging ones reach equally far on both sides of 0.
  ///   - rowNames: Beside the rows, if there is room for them.
  ///   - columnNames: Below the columns, if there is room for them.
  ///   - boundaries: Rows and columns before which a line is drawn, as between clusters.
  ///   - description: For who can't see it; nil: size and range.
  ///   - width: In pixels.
  public init(
    _ title: String, values: [Float], columns: Int, legend: Axis = Axis(),
    colors: ColorMap = .viridis, rowNames: [String] = [], columnNames: [String] = [],
    boundaries: [Int] = [], description: String? = nil, width: Double = 520
  ) {
    (self.title, self.values, self.columns) = (title, values, columns)
    (self.rowNames, self.columnNames, self.boundaries) = (rowNames, columnNames, boundaries)
    (self.legend, self.description, self.width) = (legend, description, width)
    raster = Raster(
      values, columns: columns, range: legend.range, colors: colors, isSmooth: false)
  }

  private var rows: Int { columns > 0 ? values.count / columns : 0 }

  public var picture: Picture {
    guard rows > 0, values.contains(where: \.isFinite) else {
      return .nothing(title, width: width, height: 120)
    }
    let rowStep = 12.0
    let widest = rowNames.map { TextWidth.of($0, fontSize: 11) }.max() ?? 0
    let room = width - 64
    let wantsRowNames = rowNames.count == rows
    let margin = wantsRowNames ? min(0.34 * width, widest + 8) : 0
    let cell = (room - margin) / Double(columns)
    let showsRowNames = wantsRowNames && cell * Double(rows) / Double(rows) >= rowStep - 1
    let left = showsRowNames ? margin : 0.5
    let side = (room - left) / Double(columns)
    let top = legend.title.isEmpty ? 8.0 : 24
    let (right, bottom) = (left + side * Double(columns), top + side * Double(rows))
    let showsColumnNames =
      columnNames.count == columns
      && side >= (columnNames.map { TextWidth.of($0, fontSize: 11) }.max() ?? 0) + 4
    let height = bottom + (showsColumnNames ? 24 : 8)

    let names =
      showsRowNames
      ? rowNames.enumerated().map { index, name -> HTML in
        """
        <text class="name small end" x="\(left - 6)" y="\(top + (Double(index) + 0.5) * side + 4)">\
        \(TextWidth.shortened(name, to: margin - 8, fontSize: 11))</text>
        """
      } : []
    let below =
      showsColumnNames
      ? columnNames.enumerated().map { index, name -> HTML in
        """
        <text class="name small middle" x="\(left + (Double(index) + 0.5) * side)" y="\(bottom + 16)">\
        \(name)</text>
        """
      } : []
    let content: HTML = """
      \(raster.image(x: left, y: top, width: right - left, height: bottom - top))
      \(lines(left: left, top: top, right: right, bottom: bottom, side: side))
      \(names)
      \(below)
      \(ColorScale(raster, legend, x: right + 14, top: top, bottom: min(bottom, top + 220)).html)
      """
    return Picture(
      title: title, description: description ?? words, width: width, height: height,
      content: content)
  }

  private func lines(
    left: Double, top: Double, right: Double, bottom: Double, side: Double
  ) -> HTML {
    var path = SVGPath()
    for boundary in boundaries where boundary > 0 {
      let place = Double(boundary) * side
      if boundary < columns {
        path.line(left + place, top)
        path.line(left + place, bottom)
        path.lift()
      }
      if boundary < rows {
        path.line(left, top + place)
        path.line(right, top + place)
        path.lift()
      }
    }
    return path.isEmpty ? .empty : "<path class=\"boundary\" d=\"\(path.data)\"/>"
  }

  private var words: String {
    let range =
      "from \(FigureText.short(raster.range.lowerBound)) to "
      + FigureText.short(raster.range.upperBound)
    return "\(rows) rows and \(columns) columns, colours \(range)."
  }
}

/// The bar beside a map that says what its colours mean.
struct ColorScale {
  let html: HTML

  init(_ raster: Raster, _ axis: Axis, x: Double, top: Double, bottom: Double) {
    let scale = Scale(
      [raster.range.lowerBound, raster.range.upperBound], to: (bottom, top))
    let ticks = scale.ticks(max(2, min(5, Int((bottom - top) / 30))))
    let texts = zip(ticks, axis.texts(ticks)).map { value, text -> HTML in
      "<text class=\"tick small\" x=\"\(x + 14)\" y=\"\(scale(value) + 4)\">\(text)</text>"
    }
    html = """
      \(raster.scaleImage(x: x, y: top, width: 9, height: bottom - top))
      \(texts)
      \(axis.title.isEmpty
        ? HTML.empty
        : "<text class=\"tick end\" x=\"\(x + 50)\" y=\"\(top - 10)\">\(axis.title)</text>")
      """
  }
}
