import NeiroCore
import NeiroFigures
import NeiroMaps

/// The library as each system sees it: as a map, and as a table of colours.
struct LibrarySection {
  private let library: LibraryPictures
  let maps: [PageFigure]
  let heatMaps: [PageFigure]

  init(_ library: LibraryPictures) {
    self.library = library
    maps = library.spaces.indices.compactMap { Self.figure(library, $0) }
    heatMaps = library.spaces.indices.compactMap { Self.heatMap(library, $0) }
  }

  var html: HTML { HTML(joining: [mapHTML, heatHTML]) }

  // MARK: - Map

  /// The map of one space.
  func map(_ index: Int) -> Picture { Self.map(library, index) }

  private static func figure(_ library: LibraryPictures, _ index: Int) -> PageFigure? {
    let space = library.spaces[index]
    guard space.points.contains(where: { $0 != nil }) else { return nil }
    let quality: HTML =
      space.quality.map {
        """
        trustworthiness \(FigureText.plain($0.trustworthiness)), continuity \
        \(FigureText.plain($0.continuity)), neighbours kept \
        \(FigureText.percent($0.neighbourPreservation))
        """
      } ?? "too few presets to tell how far it can be trusted"
    return PageFigure(
      "map-\(index + 1)", map(library, index),
      caption: "<strong>\(space.title)</strong> · \(quality)")
  }

  private static func map(_ library: LibraryPictures, _ index: Int) -> Picture {
    let space = library.spaces[index]
    let points = space.points.enumerated().map { place, point in
      ScatterMap.Point(
        x: point.map { Double($0.x) } ?? .nan, y: point.map { Double($0.y) } ?? .nan,
        category: library.groups.isEmpty ? nil : library.groupOfPoint[place])
    }
    let landmarks = library.hubs.prefix(5).enumerated().map {
      ScatterMap.Landmark(point: $1.point, name: "\($0 + 1)")
    }
    return ScatterMap(
      "The library, \(space.title)", points: points, categories: library.groups,
      landmarks: landmarks, links: library.similarPairs.map { .init(from: $0.0, to: $0.1) },
      width: 480, height: 440
    ).picture
  }

  private var mapHTML: HTML {
    guard !maps.isEmpty else { return .empty }
    let sample =
      library.drawn < library.presets
      ? "\(library.drawn) of \(library.presets) presets, drawn at random, each"
      : "Every preset"
    let joined: HTML =
      library.similarPairs.isEmpty
      ? .empty
      : library.arePairsLearnt
        ? """
         Lines join pairs that a person called similar. The head learnt from them, so that they grow \
        shorter shows what it learnt, not that it is right.
        """
        : """
         Lines join pairs that a person called similar and that no head was trained on: the \
        shorter, the better.
        """
    let numbered: HTML =
      library.hubs.isEmpty ? .empty : " Numbers mark the presets that turn up most often, below."
    return """
      <section>
      <h2>A map of the library</h2>
      <p>\(sample) as a dot; presets that a system takes to sound alike lie near each other, as far \
      as a plane can show it. \(method)\(joined)\(numbered)</p>
      <div class="pair">
      \(maps.map(\.html))
      </div>
      <p class="note">Trustworthiness: whether what looks near is near, 1 being best; continuity: \
      whether what is near looks near; neighbours kept: the share of each preset’s ten nearest that \
      are its ten nearest on the map too.</p>
      </section>
      """
  }

  private var method: HTML {
    switch library.method {
    case .umap:
      """
      Drawn by UMAP, always from the same seed: which dots lie together means something, how far \
      apart two groups lie and where they lie does not.
      """
    case .pca: "Drawn along the two directions in which presets differ most (PCA)."
    }
  }

  // MARK: - Similarities

  private static func values(_ space: LibraryPictures.Space) -> [Float] {
    space.similarities.enumerated().flatMap { row, similarities in
      // A preset is always like itself: that would take the colours' upper end.
      similarities.enumerated().map { $0 == row ? Float.nan : Float($1) }
    }
  }

  /// One for all pictures, so that a colour means the same in each.
  private static func range(_ library: LibraryPictures) -> ClosedRange<Double>? {
    let known = library.spaces.flatMap(values).filter(\.isFinite)
    guard let low = known.min(), let high = known.max() else { return nil }
    return Double(low)...Double(high)
  }

  private static func heatMap(_ library: LibraryPictures, _ index: Int) -> PageFigure? {
    let space = library.spaces[index]
    guard !space.similarities.isEmpty else { return nil }
    let count = space.similarities.count
    let picture = HeatMap(
      "Similarities of \(count) presets, \(space.title)", values: values(space), columns: count,
      legend: Axis("similarity", range: range(library)), width: 480
    ).picture
    return PageFigure(
      "similarities-\(index + 1)", picture, caption: "<strong>\(space.title)</strong>")
  }

  private var heatHTML: HTML {
    guard !heatMaps.isEmpty, let last = library.spaces.last else { return .empty }
    let order: HTML =
      library.spaces.count > 1
      ? """
      All pictures have the same colours and the same order, in which presets that are alike for \
      <strong>\(last.title)</strong> stand together. Blocks along the diagonal that the first \
      picture doesn’t have are groups that had to be learnt.
      """
      : "Presets that are alike stand together: blocks along the diagonal are groups."
    return """
      <section>
      <h2>Who is like whom</h2>
      <p>\(last.similarities.count) presets, drawn at random, against each other: a light cell is a \
      pair that the system takes to sound alike. \(order)</p>
      <div class="pair">
      \(heatMaps.map(\.html))
      </div>
      </section>
      """
  }
}
