/// How charts look, on a page and as files of their own.
enum FigureStyle {
  static let css: HTML = """
    .tick, .name { font-family: var(--sans); font-size: 12px; }
    .tick { fill: var(--soft); }
    .name { fill: var(--ink); }
    .small { font-size: 11px; }
    .heading { font-size: 15px; }
    .middle { text-anchor: middle; }
    .end { text-anchor: end; }
    .grid { stroke: var(--rule); }
    .zero { stroke: var(--bar); }
    .mark { stroke: var(--ink); stroke-dasharray: 3 3; }
    .frame { fill: none; stroke: var(--rule); }
    .paper { fill: var(--paper); }
    .range { stroke: var(--accent); stroke-width: 2; stroke-linecap: round; }
    .mean { fill: var(--accent); }
    .band { fill: var(--wash); }
    .line { fill: none; stroke: var(--accent); stroke-width: 2; stroke-linejoin: round; }
    .fine { stroke-width: 1.25; }
    .dashed { stroke-dasharray: 6 4; }
    .dotted { stroke-dasharray: 1.5 4; stroke-linecap: round; }
    .dots { fill: none; stroke-linecap: round; }
    .area { fill-opacity: .16; stroke: none; }
    .boundary { fill: none; stroke: #fff; stroke-opacity: .8; }
    .link { fill: none; stroke: var(--ink); stroke-width: 1; stroke-opacity: .7; }
    .halo { fill: none; stroke: var(--ink); stroke-width: 1.5; }
    .around { paint-order: stroke; stroke: var(--paper); stroke-width: 3px; }
    \(hues)
    """

  /// `s` strokes and `f` fills with a hue; the seventh is the ink, and 0 is what stands back.
  private static let hues = HTML(
    joining: (0...Palette.hueCount).map { hue in
      let color: HTML =
        hue == 0 ? "var(--bar)" : hue == Palette.hueCount ? "var(--ink)" : "var(--hue-\(hue))"
      return ".s\(hue) { stroke: \(color); } .f\(hue) { fill: \(color); }"
    })

  /// The hue of a series or category, counted from 0. Those after the seventh begin anew.
  static func hue(_ index: Int) -> Int { index % Palette.hueCount + 1 }

  /// What tells series of the same hue apart, and all of them without colours.
  static func dash(_ index: Int) -> HTML {
    switch index / Palette.hueCount % 3 {
    case 0: .empty
    case 1: " dashed"
    default: " dotted"
    }
  }
}
