/// A drawing with its words: a part of a page, or an SVG file of its own.
public struct Picture: Sendable {
  /// What it shows, in a few words.
  public let title: String
  /// What is to be seen in it, for who can't see it.
  public let description: String
  /// In pixels.
  public let width: Double
  public let height: Double
  private let content: HTML

  init(title: String, description: String, width: Double, height: Double, content: HTML) {
    self.title = title
    self.description = description
    self.width = width
    self.height = height
    self.content = content
  }

  /// As part of a page that has ``PageStyle``. A map of colours needs `img-src data:` among the
  /// page's sources.
  ///
  /// - Parameter id: Letters and digits that are unique in the page.
  /// - Returns: The `<svg>` element.
  public func inline(id: HTML) -> HTML {
    """
    <svg class="chart" width="\(number(width))" height="\(number(height))" \
    viewBox="0 0 \(number(width)) \(number(height))" role="img" \
    aria-labelledby="\(id)-title \(id)-desc">
    <title id="\(id)-title">\(title)</title>
    <desc id="\(id)-desc">\(description)</desc>
    \(content)
    </svg>
    """
  }

  /// A whole SVG document in light colours, its title written above the drawing.
  public var document: String {
    let margin = 16.0
    let head = 30.0
    let (outerWidth, outerHeight) = (width + 2 * margin, height + 2 * margin + head)
    let html: HTML = """
      <svg xmlns="http://www.w3.org/2000/svg" width="\(number(outerWidth))" \
      height="\(number(outerHeight))" viewBox="0 0 \(number(outerWidth)) \(number(outerHeight))" \
      role="img" aria-labelledby="title desc">
      <title id="title">\(title)</title>
      <desc id="desc">\(description)</desc>
      <style>
      \(Palette.light.resolving(FigureStyle.css))
      </style>
      <rect class="paper" width="100%" height="100%"/>
      <text class="name heading" x="\(number(margin))" y="\(number(margin + 14))">\
      \(TextWidth.shortened(title, to: width, fontSize: 15))</text>
      <g transform="translate(\(number(margin)) \(number(margin + head)))">
      \(content)
      </g>
      </svg>

      """
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + html.text
  }

  /// Pictures beneath each other as one, each under its title.
  ///
  /// - Parameters:
  ///   - pictures: From top to bottom.
  ///   - title: Of all.
  /// - Returns: The one picture; of a single one that one.
  public static func stack(_ pictures: [Picture], title: String) -> Picture {
    guard let first = pictures.first else { return nothing(title, width: 640, height: 120) }
    guard pictures.count > 1 else { return first }
    var y = 0.0
    let pieces = pictures.map { picture -> HTML in
      defer { y += picture.height + 40 }
      return """
        <text class="name" x="0" y="\(number(y + 14))">\(picture.title)</text>
        <g transform="translate(0 \(number(y + 26)))">
        \(picture.content)
        </g>
        """
    }
    return Picture(
      title: title,
      description: pictures.map { "\($0.title): \($0.description)" }.joined(separator: " "),
      width: pictures.map(\.width).max() ?? 100, height: y, content: HTML(joining: pieces))
  }

  /// A picture that says in words why there is nothing to see.
  static func nothing(
    _ title: String, width: Double, height: Double, because reason: String = "No values."
  ) -> Picture {
    let content: HTML = """
      <rect class="frame" x="0.5" y="0.5" width="\(number(width - 1))" \
      height="\(number(height - 1))"/>
      <text class="tick middle" x="\(number(width / 2))" y="\(number(height / 2 + 4))">\(reason)</text>
      """
    return Picture(
      title: title, description: reason, width: width, height: height, content: content)
  }

  private func number(_ value: Double) -> HTML { Self.number(value) }
  private static func number(_ value: Double) -> HTML { HTML(verbatim: SVGPath.number(value)) }
}
