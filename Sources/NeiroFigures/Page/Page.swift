/// A page that is one file: no scripts, nothing fetched, readable without a network and in ten years.
public struct Page: Sendable {
  private let title: HTML
  private let content: HTML
  private let style: HTML
  private let sources: HTML

  /// - Parameters:
  ///   - title: What the window's tab says.
  ///   - style: CSS beside ``PageStyle/css``.
  ///   - sources: What else the page may load than its own style, as a Content-Security-Policy says
  ///     it, such as `img-src data:`. Without any nothing in the page, a name with markup in it
  ///     least of all, can load or run a thing.
  ///   - content: What stands in `<main>`: headers, sections, figures.
  public init(title: HTML, style: HTML = .empty, sources: [HTML] = [], content: HTML) {
    self.title = title
    self.content = content
    self.style = style
    self.sources = HTML(
      joining: ["default-src 'none'", "style-src 'unsafe-inline'"] + sources, by: "; ")
  }

  /// The page from `<!doctype html>` to its end.
  public var html: HTML {
    """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <meta http-equiv="Content-Security-Policy" content="\(sources)">
    <title>\(title)</title>
    <style>
    \(PageStyle.css)
    \(style)
    </style>
    </head>
    <body>
    <main>
    \(content)
    </main>
    </body>
    </html>

    """
  }
}
