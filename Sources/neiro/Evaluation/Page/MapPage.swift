import NeiroFigures

/// The page of `neiro map`: the library alone.
struct MapPage {
  private let pictures: LibraryPictures
  private let title: String
  private let encoder: String

  init(_ pictures: LibraryPictures, title: String, encoder: String) {
    (self.pictures, self.title, self.encoder) = (pictures, title, encoder)
  }

  /// The map alone.
  var picture: Picture { LibrarySection(pictures).map(0) }

  var page: Page {
    Page(
      title: "A library, \(title) – Neiro", style: EvaluationStyle.css,
      sources: ["img-src data:", "media-src 'self' file: data:"],
      content: """
        <header>
        <p class="kind">Neiro</p>
        <h1>A library on a plane</h1>
        <p class="verdict">\(pictures.presets) presets as \(title) hears them: what sounds alike \
        lies together.</p>
        <dl class="facts">
        <div><dt>Encoder</dt><dd>\(encoder)</dd></div>
        <div><dt>Ranked by</dt><dd>\(title)</dd></div>
        </dl>
        </header>
        \(LibrarySection(pictures).html)
        \(HubsSection(pictures)?.html ?? .empty)
        """
    )
  }
}
