import NeiroFigures
import Testing

@Suite struct PageTests {
  @Test func whatIsInterpolatedIsTextAndNeverMarkup() {
    let name = "<b onload='x'>\"&\u{202E}\u{1}"
    let piece: HTML = "<p title=\"\(name)\">\(2)\(0.25)\(["<i>", "</i>"] as [HTML])</p>"
    #expect(
      piece.text
        == "<p title=\"&lt;b onload=&#39;x&#39;&gt;&quot;&amp;\u{FFFD}\u{FFFD}\">20.2<i>\n</i></p>")
  }

  @Test func aPageLoadsNothingUnlessItSaysSo() {
    let title = "</title><script>"
    let page = Page(title: "\(title)", content: "<p>Hello</p>").html.text
    #expect(page.contains("content=\"default-src 'none'; style-src 'unsafe-inline'\""))
    #expect(page.contains("<title>&lt;/title&gt;&lt;script&gt;</title>"))
    #expect(page.contains("<main>\n<p>Hello</p>\n</main>"))
    let pictures = Page(
      title: "", style: ".mine { color: red; }", sources: ["img-src data:"], content: .empty)
    #expect(pictures.html.text.contains("; img-src data:\""))
    #expect(pictures.html.text.contains(".mine { color: red; }"))
  }
}
