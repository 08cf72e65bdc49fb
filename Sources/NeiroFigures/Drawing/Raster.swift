/// A matrix as colours, in one embedded PNG.
struct Raster {
  let range: ClosedRange<Double>
  private let values: [Float]
  private let columns: Int
  private let colors: ColorMap
  private let isSmooth: Bool

  /// Cells at most in a row or a column of the picture; larger matrices are averaged.
  static let mostCells = 1_200

  /// - Parameters:
  ///   - values: Rows × columns from the upper left on; cells that aren't finite are left open.
  ///   - columns: Values in a row.
  ///   - range: What the colours reach over; nil: all values, on both sides of 0 alike where the
  ///     colours diverge.
  ///   - colors: What the values look like.
  ///   - isSmooth: Whether neighbours may run into each other, as in a spectrogram.
  init(
    _ values: [Float], columns: Int, range: ClosedRange<Double>?, colors: ColorMap, isSmooth: Bool
  ) {
    let known = values.lazy.filter(\.isFinite)
    let (low, high) = (Double(known.min() ?? 0), Double(known.max() ?? 1))
    let reach = max(abs(low), abs(high))
    let found: ClosedRange<Double> =
      if case .diverging = colors { -reach...reach } else { low...high }
    let wanted = range ?? found
    self.range =
      wanted.lowerBound < wanted.upperBound
      ? wanted : (wanted.lowerBound - 0.5)...(wanted.lowerBound + 0.5)
    (self.values, self.columns) = Self.averaged(values, columns: columns)
    self.colors = colors
    self.isSmooth = isSmooth
  }

  private var rows: Int { columns > 0 ? values.count / columns : 0 }

  func image(x: Double, y: Double, width: Double, height: Double) -> HTML {
    guard rows > 0 else { return .empty }
    // Cells with sharp edges are drawn large: not every program keeps a small picture sharp.
    let zoom = isSmooth ? 1 : max(1, min(24, 960 / max(rows, columns)))
    let scale = 254 / (range.upperBound - range.lowerBound)
    var pixels = [UInt8](repeating: 255, count: values.count * zoom * zoom)
    for row in 0..<rows * zoom {
      for column in 0..<columns * zoom {
        let value = Double(values[row / zoom * columns + column / zoom])
        guard value.isFinite else { continue }
        let level = ((value - range.lowerBound) * scale).rounded()
        pixels[row * columns * zoom + column] = UInt8(min(max(level, 0), 254))
      }
    }
    let png = IndexedPNG(
      pixels: pixels, width: columns * zoom, palette: palette + [(255, 255, 255)])
    return """
      <image x="\(x)" y="\(y)" width="\(width)" height="\(height)" preserveAspectRatio="none" \
      href="\(png.dataURI)"/>
      """
  }

  /// The colours from the highest value at the top to the lowest.
  func scaleImage(x: Double, y: Double, width: Double, height: Double) -> HTML {
    let png = IndexedPNG(
      pixels: (0..<255).map { UInt8(254 - $0) }, width: 1, palette: palette + [(255, 255, 255)])
    return """
      <image x="\(x)" y="\(y)" width="\(width)" height="\(height)" preserveAspectRatio="none" \
      href="\(png.dataURI)"/>
      """
  }

  private var palette: [(red: UInt8, green: UInt8, blue: UInt8)] {
    (0..<255).map { colors.color(Double($0) / 254) }
  }

  /// At most ``mostCells`` rows and columns, each the mean of those it stands for.
  private static func averaged(_ values: [Float], columns: Int) -> (values: [Float], columns: Int) {
    guard columns > 0 else { return ([], 0) }
    let rows = values.count / columns
    let (height, width) = (min(rows, mostCells), min(columns, mostCells))
    guard (height, width) != (rows, columns) else {
      return (Array(values.prefix(rows * columns)), columns)
    }
    var means = [Float](repeating: .nan, count: height * width)
    for row in 0..<height {
      for column in 0..<width {
        var (sum, count) = (0.0, 0)
        for y in row * rows / height..<(row + 1) * rows / height {
          for x in column * columns / width..<(column + 1) * columns / width {
            let value = values[y * columns + x]
            guard value.isFinite else { continue }
            sum += Double(value)
            count += 1
          }
        }
        if count > 0 { means[row * width + column] = Float(sum / Double(count)) }
      }
    }
    return (means, width)
  }
}
