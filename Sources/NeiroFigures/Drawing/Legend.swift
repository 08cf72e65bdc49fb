/// What the colours mean, in rows above a chart.
struct Legend {
  enum Mark {
    case line(dash: HTML)
    case dot
    case box
  }

  struct Entry {
    let name: String
    let hue: Int
    let mark: Mark
  }

  let html: HTML
  /// How much room it takes; 0 for less than two entries, which need no legend.
  let height: Double

  init(_ entries: [Entry], width: Double, startingAt left: Double = 0) {
    guard entries.count > 1 else {
      (html, height) = (.empty, 0)
      return
    }
    var pieces: [HTML] = []
    var (x, y) = (left, 12.0)
    for entry in entries {
      let name = TextWidth.shortened(entry.name, to: min(260, width - 40))
      let length = TextWidth.of(name) + 40
      if x > left, x + length > left + width { (x, y) = (left, y + 20) }
      pieces.append(
        """
        \(Self.mark(entry, x: x, y: y - 4))\
        <text class="name" x="\(x + 24)" y="\(y)">\(name)</text>
        """)
      x += length
    }
    html = HTML(joining: pieces)
    height = y + 8
  }

  private static func mark(_ entry: Entry, x: Double, y: Double) -> HTML {
    switch entry.mark {
    case .line(let dash):
      "<line class=\"line s\(entry.hue)\(dash)\" x1=\"\(x)\" x2=\"\(x + 18)\" y1=\"\(y)\" y2=\"\(y)\"/>"
    case .dot: "<circle class=\"f\(entry.hue)\" cx=\"\(x + 9)\" cy=\"\(y)\" r=\"4.5\"/>"
    case .box:
      """
      <rect class="f\(entry.hue)" fill-opacity=".35" x="\(x + 4)" y="\(y - 5)" width="12" \
      height="10"/>
      """
    }
  }
}
