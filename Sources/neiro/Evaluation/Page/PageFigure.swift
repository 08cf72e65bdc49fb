import NeiroFigures

/// A picture of the page with the words beneath it.
struct PageFigure {
  /// What its file is called, without an ending; unique in the page.
  let name: String
  let picture: Picture
  let caption: HTML

  init(_ name: String, _ picture: Picture, caption: HTML) {
    self.name = name
    self.picture = picture
    self.caption = caption
  }

  /// Whether it is scrolled on a narrow screen rather than shrunk beyond reading.
  private var isWide: Bool { picture.width > 500 }

  var html: HTML {
    """
    <figure\(isWide ? " class=\"broad\"" as HTML : .empty)>
    <div class="wide" tabindex="0" role="group" aria-label="\(picture.title)">
    \(picture.inline(id: "\(name)"))
    </div>
    <figcaption>\(caption)</figcaption>
    </figure>
    """
  }
}
