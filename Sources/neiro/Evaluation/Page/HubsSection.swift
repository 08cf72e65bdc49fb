import NeiroFigures

/// The presets that turn up whatever is asked for.
struct HubsSection {
  private let library: LibraryPictures

  init?(_ library: LibraryPictures) {
    guard !library.hubs.isEmpty else { return nil }
    self.library = library
  }

  var html: HTML {
    """
    <section>
    <h2>Presets that turn up everywhere</h2>
    <p>Let each of \(library.drawn) presets ask for its ten nearest. On average a preset is then in \
    ten of these lists; some, called hubs, are in far more, and crowd out what would fit better.</p>
    <div class="wide" tabindex="0" role="group" aria-label="Presets that turn up everywhere">
    <table class="figures hubs">
    <thead><tr><th scope="col">preset</th><th scope="col">listen</th>\
    \(HTML(joining: library.spaces.map { "<th scope=\"col\">lists, \($0.title)</th>" }, by: ""))\
    </tr></thead>
    <tbody>
    \(library.hubs.enumerated().map(row))
    </tbody>
    <tfoot>
    \(foot("hub skew, 0 if all turn up equally") { $0.hubSkew.map(FigureText.plain) ?? "0" })
    \(foot("presets in nobody’s list") { "\($0.neverFound)" })
    </tfoot>
    </table>
    </div>
    </section>
    """
  }

  private func row(_ place: Int, _ hub: LibraryPictures.Hub) -> HTML {
    let most = library.hubs.flatMap(\.occurrences).max() ?? 1
    let cells = hub.occurrences.map { count -> HTML in
      """
      <td>\(count)<svg class="share" viewBox="0 0 100 6" preserveAspectRatio="none" \
      aria-hidden="true"><rect width="\(100 * Double(count) / Double(max(most, 1)))" \
      height="6"/></svg></td>
      """
    }
    return """
      <tr><th scope="row">\(place + 1). \(hub.sound.name)</th><td>\(PagePlayer(hub.sound).html)</td>\
      \(HTML(joining: cells, by: ""))</tr>
      """
  }

  private func foot(_ name: HTML, _ value: (LibraryPictures.Space) -> String) -> HTML {
    """
    <tr><th scope="row" colspan="2">\(name)</th>\
    \(HTML(joining: library.spaces.map { "<td>\(value($0))</td>" }, by: ""))</tr>
    """
  }
}
