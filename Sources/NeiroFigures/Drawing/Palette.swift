internal import Foundation

/// The colours of pages and charts, by what they are for.
///
/// The hues are those of Okabe and Ito, which people who see colours differently can tell apart;
/// their yellow is left out, which white paper swallows, and their black is the ink. *Source*: Okabe
/// and Ito, "Color universal design", 2008, <https://jfly.uni-koeln.de/color/>.
struct Palette {
  private let colors: [(name: String, value: String)]

  static let sans =
    HTML(verbatim: #"system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif"#)

  /// How many hues there are to tell series or categories apart.
  static let hueCount = 7

  private static let hues = [
    ("hue-1", "#0072b2"), ("hue-2", "#d55e00"), ("hue-3", "#009e73"), ("hue-4", "#cc79a7"),
    ("hue-5", "#e69f00"), ("hue-6", "#56b4e9"),
  ]

  static let light = Palette(
    colors: [
      ("paper", "#fcfbf8"), ("ink", "#1d1c1a"), ("soft", "#67635d"), ("rule", "#e3dfd7"),
      ("bar", "#a9a39a"), ("accent", "#0b6e66"), ("wash", "#0b6e661f"),
    ] + hues)

  /// Both blues are lighter, or the darker one would sink into the paper.
  static let dark = Palette(
    colors: [
      ("paper", "#171614"), ("ink", "#e8e5df"), ("soft", "#a39d94"), ("rule", "#34312d"),
      ("bar", "#6f6a63"), ("accent", "#63c5b9"), ("wash", "#63c5b92b"), ("hue-1", "#2a8ed4"),
      ("hue-6", "#9ad8f7"),
    ])

  /// As custom properties.
  var css: HTML {
    HTML(verbatim: colors.map { "--\($0.name): \($0.value);" }.joined(separator: " "))
  }

  /// `css` with colours in place of custom properties, which many programs that show SVG don't know.
  func resolving(_ css: HTML) -> HTML {
    var text = css.text
    for (name, value) in colors {
      text = text.replacingOccurrences(of: "var(--\(name))", with: value)
    }
    return HTML(verbatim: text.replacingOccurrences(of: "var(--sans)", with: Self.sans.text))
  }
}
