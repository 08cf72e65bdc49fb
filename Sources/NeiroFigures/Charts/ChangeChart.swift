/// How much each query changed, sorted: who lost on the left, who won on the right.
public struct ChangeChart: Sendable {
  public struct Change: Sendable {
    public let name: String
    public let value: Double

    public init(_ name: String, _ value: Double) {
      (self.name, self.value) = (name, value)
    }
  }

  private let title: String
  private let y: Axis
  /// Ascending.
  private let changes: [Change]
  private let width: Double
  private let height: Double

  /// Bars that tell their name and value where the pointer rests. Beyond, a page would grow heavy.
  private static let mostNamed = 2_000
  /// How many of each end are named in the picture.
  private static let namedEnds = 3

  /// - Parameters:
  ///   - title: What is shown, in a few words.
  ///   - y: What changed, such as `change of nDCG@10`.
  ///   - changes: In any order; those that aren't finite are left out.
  ///   - width: In pixels.
  ///   - height: In pixels.
  public init(
    _ title: String, y: Axis, changes: [Change], width: Double = 640, height: Double = 260
  ) {
    (self.title, self.y, self.width, self.height) = (title, y, width, height)
    self.changes = changes.filter { $0.value.isFinite }
      .sorted { ($0.value, $0.name) < ($1.value, $1.name) }
  }

  public var picture: Picture {
    guard !changes.isEmpty else { return .nothing(title, width: width, height: height) }
    let frame = PlotFrame(
      width: width, height: height, xAxis: Axis(range: 0...Double(changes.count)), yAxis: y, xs: [],
      ys: changes.map(\.value) + [0])
    let content: HTML = """
      \(frame.bare)
      \(changes.count <= Self.mostNamed ? namedBars(frame) : plainBars(frame))
      \(ends(frame))
      <text class="tick middle" x="\((frame.left + frame.right) / 2)" y="\(height - 4)">\
      \(counts)</text>
      """
    return Picture(
      title: title, description: words, width: width, height: height, content: content)
  }

  private func hue(_ change: Change) -> Int { change.value < 0 ? 2 : change.value > 0 ? 1 : 0 }

  private func namedBars(_ frame: PlotFrame) -> [HTML] {
    changes.enumerated().map { index, change in
      """
      <path class="f\(hue(change))" d="\(bar(index, frame).data)"><title>\(change.name): \
      \(FigureText.signed(change.value))</title></path>
      """
    }
  }

  private func plainBars(_ frame: PlotFrame) -> [HTML] {
    [2, 0, 1].map { hue in
      let bars = changes.indices.filter { self.hue(changes[$0]) == hue }
        .map { bar($0, frame).data }
      return "<path class=\"f\(hue)\" d=\"\(HTML(joining: bars, by: ""))\"/>"
    }
  }

  private func bar(_ index: Int, _ frame: PlotFrame) -> SVGPath {
    let step = (frame.right - frame.left) / Double(changes.count)
    let gap = min(2, 0.2 * step)
    let (zero, end) = (frame.y(0), frame.y(changes[index].value))
    var path = SVGPath()
    // Nothing to be seen would look like nobody was asked.
    path.bar(
      x: frame.left + Double(index) * step + gap / 2, y: abs(end - zero) < 0.5 ? zero - 0.5 : zero,
      width: step - gap, height: abs(end - zero) < 0.5 ? 1 : end - zero)
    return path
  }

  /// The names of both ends, in the corners that sorted bars leave free.
  private func ends(_ frame: PlotFrame) -> HTML {
    let room = 0.46 * (frame.right - frame.left)
    let worst = changes.prefix(Self.namedEnds).filter { $0.value < 0 }
    let best = changes.suffix(Self.namedEnds).filter { $0.value > 0 }
    let above = worst.enumerated().map { index, change -> HTML in
      """
      <text class="tick" x="\(frame.left + 8)" y="\(frame.top + 14 + 16 * Double(index))">\
      \(label(change, room))</text>
      """
    }
    let below = best.enumerated().map { index, change -> HTML in
      """
      <text class="tick end" x="\(frame.right - 4)" y="\(frame.bottom - 8 - 16 * Double(index))">\
      \(label(change, room))</text>
      """
    }
    let zero = frame.y(0)
    let fitsAbove = frame.top + 18 + 16 * Double(worst.count) < zero
    let fitsBelow = frame.bottom - 12 - 16 * Double(best.count) > zero
    return HTML(joining: (fitsAbove ? above : []) + (fitsBelow ? below : []))
  }

  private func label(_ change: Change, _ room: Double) -> String {
    TextWidth.shortened(change.name, to: room - 50) + " " + FigureText.signed(change.value)
  }

  private var counts: String {
    let (worse, better) = (changes.count { $0.value < 0 }, changes.count { $0.value > 0 })
    let same = changes.count - worse - better
    return "\(worse) worse · \(same) the same · \(better) better"
  }

  private var words: String {
    func list(_ changes: some Sequence<Change>) -> String {
      changes.map { "\($0.name) \(FigureText.signed($0.value))" }.joined(separator: ", ")
    }
    let worst = changes.prefix(Self.namedEnds).filter { $0.value < 0 }
    let best = changes.suffix(Self.namedEnds).filter { $0.value > 0 }.reversed()
    return counts + "."
      + (worst.isEmpty ? "" : " Worst: \(list(worst)).")
      + (best.isEmpty ? "" : " Best: \(list(best)).")
  }
}
