/// How values are spread: each group as shares of its own, so that groups of any size compare.
public struct Histogram: Sendable {
  public struct Group: Sendable {
    public let name: String
    public let values: [Double]

    public init(_ name: String, _ values: [Double]) {
      self.name = name
      self.values = values.filter(\.isFinite)
    }
  }

  private let title: String
  private let x: Axis
  private let groups: [Group]
  private let binCount: Int
  private let description: String?
  private let size: (width: Double, height: Double)

  /// - Parameters:
  ///   - title: What is shown, in a few words.
  ///   - x: What the values are.
  ///   - groups: Drawn over each other; values that aren't finite are left out.
  ///   - binCount: Equally wide bins over the range of all groups.
  ///   - description: For who can't see it; nil: sizes and medians.
  ///   - width: In pixels.
  ///   - height: In pixels.
  public init(
    _ title: String, x: Axis, groups: [Group], binCount: Int = 30, description: String? = nil,
    width: Double = 640, height: Double = 240
  ) {
    (self.title, self.x, self.groups) = (title, x, groups)
    (self.binCount, self.description) = (max(1, binCount), description)
    size = (width, height)
  }

  public var picture: Picture {
    let values = groups.flatMap(\.values)
    guard !values.isEmpty else { return .nothing(title, width: size.width, height: size.height) }
    let legend = Legend(
      groups.enumerated().map { .init(name: $1.name, hue: FigureStyle.hue($0), mark: .box) },
      width: size.width)
    let range = x.scale(values, to: (0, 1)).values
    let shares = groups.map { self.shares($0.values, range) }
    let frame = PlotFrame(
      width: size.width, height: size.height, head: legend.height, xAxis: x,
      yAxis: Axis("share", format: .percent), xs: [range.lowerBound, range.upperBound],
      ys: shares.flatMap { $0 } + [0])
    let content: HTML = """
      \(legend.html)
      \(frame.axes)
      \(shares.enumerated().map { steps($1, FigureStyle.hue($0), range, frame) })
      \(groups.enumerated().map { median($1, FigureStyle.hue($0), frame) })
      """
    return Picture(
      title: title, description: description ?? words, width: size.width, height: size.height,
      content: content)
  }

  /// The share of `values` in each bin; what lies outside of the range is in none.
  private func shares(_ values: [Double], _ range: ClosedRange<Double>) -> [Double] {
    var shares = [Double](repeating: 0, count: binCount)
    let width = range.upperBound - range.lowerBound
    for value in values where range.contains(value) {
      let bin = Int((value - range.lowerBound) / width * Double(binCount))
      shares[min(bin, binCount - 1)] += 1 / Double(values.count)
    }
    return shares
  }

  private func steps(
    _ shares: [Double], _ hue: Int, _ range: ClosedRange<Double>, _ frame: PlotFrame
  ) -> HTML {
    let step = (range.upperBound - range.lowerBound) / Double(binCount)
    var corners = [(x: range.lowerBound, y: 0.0)]
    for (bin, share) in shares.enumerated() {
      corners.append((range.lowerBound + Double(bin) * step, share))
      corners.append((range.lowerBound + Double(bin + 1) * step, share))
    }
    corners.append((range.upperBound, 0))
    let path = frame.path(corners)
    return """
      <path class="area f\(hue)" d="\(path)z"/><path class="line fine s\(hue)" d="\(path)"/>
      """
  }

  private func median(_ group: Group, _ hue: Int, _ frame: PlotFrame) -> HTML {
    guard let median = Self.median(group.values) else { return .empty }
    let x = frame.x.clamped(median)
    return """
      <line class="line dashed s\(hue)" x1="\(x)" x2="\(x)" y1="\(frame.top)" y2="\(frame.bottom)"/>
      """
  }

  private static func median(_ values: [Double]) -> Double? {
    guard !values.isEmpty else { return nil }
    let sorted = values.sorted()
    return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
  }

  private var words: String {
    groups.map { group in
      let median = Self.median(group.values).map { ", median \(FigureText.short($0))" }
      return "\(group.name): \(group.values.count) values\(median ?? "")."
    }.joined(separator: " ")
  }
}
