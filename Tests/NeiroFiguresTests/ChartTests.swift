import Foundation
import FoundationXML
import NeiroCore
import Testing

@testable import NeiroFigures

/// Every kind of chart, with values, with none, and with values that are no numbers.
@Suite struct ChartTests {
  private static let name = "a <b> & \"c\" 'd' \u{202E}.wav"

  private static func charts(_ values: [Double], count: Int = 12) -> [Picture] {
    let matrix = (0..<count * count).map {
      Float(values.isEmpty ? .nan : values[$0 % values.count])
    }
    return [
      LineChart(
        name, x: Axis(name), y: Axis(name),
        series: [name, "two"].map { series in
          .init(
            series,
            values.enumerated().map {
              .init(x: Double($0), y: $1, interval: $1.isFinite ? ($1 - 1)...($1 + 1) : nil)
            }, hasMarkers: true)
        }, guides: [.horizontal(0.5), .vertical(1), .diagonal]
      ).picture,
      IntervalChart(
        name, x: Axis(name), series: [name, "two"],
        rows: values.map { .init(name, [.init($0, interval: 0...1), nil]) }
      ).picture,
      ChangeChart(name, y: Axis(name), changes: values.map { .init(name, $0) }).picture,
      HeatMap(
        name, values: values.isEmpty ? [] : matrix, columns: count, legend: Axis(name),
        colors: .diverging, rowNames: (0..<count).map { _ in name }, columnNames: [name],
        boundaries: [-1, 0, 3, 99]
      ).picture,
      ScatterMap(
        name, points: values.enumerated().map { .init(x: $1, y: Double($0), category: $0) },
        categories: [name, "two"], names: values.map { _ in name },
        landmarks: [.init(point: 0, name: name), .init(point: 99, name: name)],
        links: [.init(from: 0, to: 1), .init(from: 0, to: 99)]
      ).picture,
      Histogram(name, x: Axis(name), groups: [.init(name, values), .init("two", [])]).picture,
      RadarChart(
        name, axes: [name, "b", "c", "d"], series: values.isEmpty ? [] : [.init(name, values)]
      ).picture,
      panels(values),
      .stack([panels(values), panels([])], title: name),
      .stack([], title: name),
    ]
  }

  private static func panels(_ values: [Double]) -> Picture {
    let floats = values.map(Float.init)
    let contents: [PanelGrid.Content] = [
      .outline(lowest: floats, highest: floats), .map(floats, columns: values.count),
      .lines([values, values]),
    ]
    return PanelGrid(
      name, x: Axis(name, range: 0...9), headings: [name, ""],
      rows: contents.map {
        .init(
          name, names: [name, "two"], ticks: [.init(share: 0.5, text: name)], guides: values,
          panels: [.init($0, over: 0...9, stretches: [(1...2, 0)]), nil])
      }, description: name
    ).picture
  }

  private static let inputs: [[Double]] = [
    [0.1, 0.9, -0.3, 0.5], [], [.nan], [.infinity, .nan, -.infinity], [2], [0, 0, 0],
    [1e-300, 1e300], [.nan, 0.25, .infinity, 0.75],
  ]

  @Test(arguments: inputs)
  func everyPictureIsWellFormedWhateverItShows(values: [Double]) throws {
    for picture in Self.charts(values) {
      let document = picture.document
      #expect(XMLParser(data: Data(document.utf8)).parse(), "\(document)")
      #expect(!document.contains("\u{202E}") && !document.contains("<b>"))
      // What a program without custom properties could not resolve.
      #expect(!document.contains("var(--"))
      // No coordinate is lost on the way.
      let attributes = document.matches(of: /[ ](?:[xyr]|[xy][12]|c[xy]|d|width|height)="([^"]*)"/)
      for attribute in attributes {
        #expect(!attribute.1.contains("nan") && !attribute.1.contains("inf"), "\(attribute.0)")
      }
    }
  }

  @Test(arguments: inputs)
  func everyPictureSaysInWordsWhatItShows(values: [Double]) {
    for (index, picture) in Self.charts(values).enumerated() {
      let text = picture.inline(id: "chart-\(index)").text
      #expect(
        text.contains("role=\"img\" aria-labelledby=\"chart-\(index)-title chart-\(index)-desc\""))
      #expect(text.contains("<title id=\"chart-\(index)-title\">a &lt;b&gt;"))
      #expect(!picture.description.isEmpty)
      #expect(text.contains("<desc id=\"chart-\(index)-desc\">"))
      #expect(!text.contains("http") && !text.contains("<script"))
    }
  }

  @Test func aLineGoesThroughItsPointsAndBreaksAtGaps() throws {
    let points = [(0.0, 0.0), (1, 1), (2, .nan), (3, 0.5), (4, 0)].map {
      LineChart.Point(x: $0.0, y: $0.1)
    }
    let axis = Axis(range: 0...1)
    let text = LineChart(
      "t", x: Axis(), y: axis, series: [.init("s", points)], width: 240, height: 130
    ).picture.inline(id: "i").text
    let path = try #require(text.firstMatch(of: /class="line s1" d="M([^"]*)"/)).1
    let corners = path.split(whereSeparator: { "ML".contains($0) }).map {
      $0.split(separator: " ").compactMap { Double($0) }
    }
    #expect(path.count { $0 == "M" } == 1, "two strokes")
    // From the frame: 8 above, 22 below, 14 to the right.
    let left = corners[0][0]
    #expect(corners.map { $0[1] } == [108, 8, 58, 108])
    let xs = corners.map { (($0[0] - left) / (226 - left) * 4 * 100).rounded() / 100 }
    expectNear(xs, [0, 1, 3, 4])
  }

  private func expectNear(_ values: [Double], _ expected: [Double]) {
    #expect(values.count == expected.count)
    for (value, expected) in zip(values, expected) { #expect(abs(value - expected) < 0.01) }
  }

  @Test func changesAreSortedAndTheEndsNamed() throws {
    let changes = ["b": -0.5, "same": 0, "a": -0.1, "best": 0.4, "nothing": .nan]
    let picture = ChangeChart("t", y: Axis("change"), changes: changes.map { .init($0, $1) })
      .picture
    let text = picture.inline(id: "i").text
    #expect(
      text.matches(of: /<title>(\w+): ([^<]*)</).map { "\($0.1) \($0.2)" }
        == ["b −0.500", "a −0.100", "same +0.000", "best +0.400"])
    #expect(picture.description.hasPrefix("2 worse · 1 the same · 1 better. Worst: b −0.500, a"))
  }

  @Test func manyPointsStaySmall() {
    let points = (0..<30_000).map {
      ScatterMap.Point(x: Double($0 % 173), y: Double($0 % 191), category: $0 % 12)
    }
    let picture = ScatterMap("t", points: points, categories: (0..<12).map { "c\($0)" }).picture
    #expect(picture.document.utf8.count < 600_000)
    #expect(picture.document.matches(of: /h0/).count == 30_000)
  }

  @Test func histogramsShowSharesAndMedians() {
    let picture = Histogram(
      "t", x: Axis(range: 0...4), groups: [.init("s", [0.5, 1.5, 1.5, 3.5, .nan])], binCount: 4
    ).picture
    #expect(picture.description == "s: 4 values, median 1.5.")
    // The tallest step of ¼, ½, 0, ¼ reaches the top of the frame.
    #expect(picture.inline(id: "i").text.contains(" 24L"))
  }

  @Test func theCornersOfARadarLieOnTheirAxes() {
    let picture = RadarChart(
      "t", axes: ["up", "right", "down", "left"], series: [.init("s", [1, 0.5, 0, nil])], width: 480
    ).picture
    let text = picture.inline(id: "i").text
    #expect(text.contains("cx=\"240.0\" cy=\"26.0\""), "1 at the rim, upwards")
    #expect(text.contains("cx=\"315.0\" cy=\"176.0\""), "half way to the right")
    #expect(text.contains("cx=\"240.0\" cy=\"176.0\""), "0 in the middle")
    #expect(text.matches(of: /<circle/).count == 3)
  }

  @Test func panelsShareTheirAxes() throws {
    let row = PanelGrid.Row(
      "r", axis: Axis(range: 0...1),
      panels: [0...4, 0...2].map { .init(.lines([[0, 1]]), over: $0, stretches: [(1...2, 0)]) })
    let text = PanelGrid(
      "t", x: Axis(range: 0...4), headings: ["a", "b"], rows: [row], description: "d", width: 216
    ).picture.inline(id: "i").text
    // Two columns of 50 pixels from 52 and 118 on, a row from 44 to 134.
    #expect(
      text.matches(of: /class="line fine s1" d="([^"]*)"/).map(\.1) == [
        "M64.5 134L89.5 44", "M124.3 134L136.8 44",
      ])
    #expect(text.matches(of: /class="area f1" x="([^"]*)"/).map(\.1) == ["64.5", "130.5"])
  }
}
