/// Points in a plane where only nearness means something: a map of the library.
public struct ScatterMap: Sendable {
  public struct Point: Sendable {
    public let x: Double
    public let y: Double
    /// Which of the categories; nil for none of them.
    public let category: Int?

    public init(x: Double, y: Double, category: Int? = nil) {
      (self.x, self.y, self.category) = (x, y, category)
    }
  }

  /// A point that is pointed out.
  public struct Landmark: Sendable {
    public let point: Int
    public let name: String

    public init(point: Int, name: String) {
      (self.point, self.name) = (point, name)
    }
  }

  /// Two points that are joined by a line.
  public struct Link: Sendable {
    public let from: Int
    public let to: Int

    public init(from: Int, to: Int) {
      (self.from, self.to) = (from, to)
    }
  }

  private let title: String
  private let points: [Point]
  private let categories: [String]
  private let names: [String]
  private let landmarks: [Landmark]
  private let links: [Link]
  private let description: String?
  private let size: (width: Double, height: Double)

  /// Points that tell their name where the pointer rests; beyond, a page would grow heavy.
  private static let mostNamed = 3_000

  /// - Parameters:
  ///   - title: What is shown, in a few words.
  ///   - points: Those that aren't finite are left out.
  ///   - categories: Their hues are told by a legend; from the eighth on all stand back in grey, so
  ///     the largest belong first.
  ///   - names: One for each point, shown where the pointer rests; empty for none.
  ///   - landmarks: Points with a ring and their name beside them.
  ///   - links: Points that are joined by a line.
  ///   - description: For who can't see it; nil: how many points of which category.
  ///   - width: In pixels.
  ///   - height: In pixels.
  public init(
    _ title: String, points: [Point], categories: [String] = [], names: [String] = [],
    landmarks: [Landmark] = [], links: [Link] = [], description: String? = nil,
    width: Double = 640, height: Double = 520
  ) {
    (self.title, self.points, self.categories) = (title, points, categories)
    (self.names, self.landmarks, self.links) = (names, landmarks, links)
    self.description = description
    size = (width, height)
  }

  public var picture: Picture {
    let known = points.indices.filter { points[$0].x.isFinite && points[$0].y.isFinite }
    guard !known.isEmpty else { return .nothing(title, width: size.width, height: size.height) }
    let legend = Legend(legendEntries, width: size.width)
    let place = placing(known, top: legend.height + 10)
    let radius = known.count > 5_000 ? 1.2 : known.count > 800 ? 2 : 3.5
    let hues = Dictionary(grouping: known) { hue(points[$0].category) }
    let dots = hues.sorted { $0.key < $1.key }.map { hue, members -> HTML in
      if names.count == points.count, known.count <= Self.mostNamed {
        return namedDots(members, hue, radius, place)
      }
      var path = SVGPath()
      for member in members {
        let (x, y) = place(points[member])
        path.dot(x, y)
      }
      return """
        <path class="dots s\(hue)" stroke-width="\(2 * radius)" stroke-opacity="\(Self.opacity)" \
        d="\(path.data)"/>
        """
    }
    let content: HTML = """
      \(legend.html)
      <rect class="frame" x="0.5" y="\(legend.height + 0.5)" width="\(size.width - 1)" \
      height="\(size.height - legend.height - 1)"/>
      \(dots)
      \(lines(place))
      \(landmarks.map { landmark($0, radius, place) })
      """
    return Picture(
      title: title, description: description ?? words(known), width: size.width,
      height: size.height, content: content)
  }

  private static let opacity: HTML = "0.75"

  private func hue(_ category: Int?) -> Int {
    guard let category, category >= 0, category < min(categories.count, Palette.hueCount) else {
      return categories.isEmpty ? 1 : 0
    }
    return category + 1
  }

  private var legendEntries: [Legend.Entry] {
    let shown = categories.prefix(Palette.hueCount).enumerated().map {
      Legend.Entry(name: $1, hue: $0 + 1, mark: .dot)
    }
    let hasOthers = !categories.isEmpty && points.contains { hue($0.category) == 0 }
    return shown + (hasOthers ? [.init(name: "other", hue: 0, mark: .dot)] : [])
  }

  /// One scale for both directions: distances are what the map is about.
  private func placing(
    _ known: [Int], top: Double
  ) -> (Point) -> (x: Double, y: Double) {
    let (xs, ys) = (known.map { points[$0].x }, known.map { points[$0].y })
    let (left, right) = (xs.min() ?? 0, xs.max() ?? 1)
    let (low, high) = (ys.min() ?? 0, ys.max() ?? 1)
    let room = (width: size.width - 28, height: size.height - top - 14)
    let widths = [right > left ? room.width / (right - left) : .infinity]
    let heights = [high > low ? room.height / (high - low) : .infinity]
    let least = (widths + heights).min() ?? 1
    let scale = least.isFinite ? least : 1
    let middle = (x: (left + right) / 2, y: (low + high) / 2)
    let centre = (x: size.width / 2, y: top + room.height / 2)
    return { point in
      (centre.x + (point.x - middle.x) * scale, centre.y - (point.y - middle.y) * scale)
    }
  }

  private func namedDots(
    _ members: [Int], _ hue: Int, _ radius: Double, _ place: (Point) -> (x: Double, y: Double)
  ) -> HTML {
    let dots = members.map { member -> HTML in
      let (x, y) = place(points[member])
      return
        "<circle cx=\"\(x)\" cy=\"\(y)\" r=\"\(radius)\"><title>\(names[member])</title></circle>"
    }
    return
      "<g class=\"f\(hue)\" fill-opacity=\"\(Self.opacity)\">\(HTML(joining: dots, by: ""))</g>"
  }

  private func lines(_ place: (Point) -> (x: Double, y: Double)) -> HTML {
    var path = SVGPath()
    for link in links where points.indices.contains(link.from) && points.indices.contains(link.to) {
      for point in [points[link.from], points[link.to]] {
        let (x, y) = place(point)
        path.line(x, y)
      }
      path.lift()
    }
    return path.isEmpty ? .empty : "<path class=\"link\" d=\"\(path.data)\"/>"
  }

  private func landmark(
    _ landmark: Landmark, _ radius: Double, _ place: (Point) -> (x: Double, y: Double)
  ) -> HTML {
    guard points.indices.contains(landmark.point) else { return .empty }
    let point = points[landmark.point]
    guard point.x.isFinite, point.y.isFinite else { return .empty }
    let (x, y) = place(point)
    let name = TextWidth.shortened(landmark.name, to: 0.4 * size.width)
    let isRight = x + TextWidth.of(name) + 14 > size.width
    return """
      <circle class="halo" cx="\(x)" cy="\(y)" r="\(radius + 3)"/>\
      <text class="name around\(isRight ? " end" : "" as HTML)" x="\(isRight ? x - 10 : x + 10)" \
      y="\(y + 4)">\(name)</text>
      """
  }

  private func words(_ known: [Int]) -> String {
    let counts = categories.enumerated().map { index, name in
      "\(name) \(known.count { points[$0].category == index })"
    }
    return "\(known.count) points" + (counts.isEmpty ? "." : ": \(counts.joined(separator: ", ")).")
  }
}
