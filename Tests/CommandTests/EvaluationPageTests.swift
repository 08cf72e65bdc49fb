import Foundation
import FoundationXML
import NeiroCore
import NeiroEvaluation
import NeiroFigures
import Testing

@testable import neiro

/// The page of `neiro evaluate`, made of made-up results.
@Suite struct EvaluationPageTests {
  private static func text(_ content: PageContent) -> String { EvaluationPage(content).html.text }

  /// HTML that happens to be XML, but for a few elements that need no end.
  private static func isWellFormed(_ page: String) -> Bool {
    let xml =
      page.replacing("<!doctype html>\n", with: "")
      .replacing(/<(meta|rect|br)([^>]*[^>\/])>/) { "<\($0.1)\($0.2)/>" }
      .replacing("<audio controls ", with: "<audio ")
      .replacing("<details class=\"query\" open>", with: "<details class=\"query\">")
    return XMLParser(data: Data(xml.utf8)).parse()
  }

  private static let sections = [
    "Query by query", "How clean the lists are", "Whether a probability can be trusted",
    "What the answers were worth", "A map of the library", "Who is like whom",
    "Presets that turn up everywhere",
  ]

  private static func sections(of page: String) -> [String] {
    sections.filter { page.contains("<h2>\($0)</h2>") }
  }

  @Test func isWellFormedAndFetchesNothingFromElsewhere() {
    let page = Self.text(SamplePage.content(queries: 30, gallery: 200))
    #expect(Self.isWellFormed(page))
    #expect(Self.sections(of: page) == Self.sections)
    for way in ["http:", "https:", "=\"//", "<script", "<link", "<iframe", "@import", "url("] {
      #expect(!page.contains(way), "\(way)")
    }
    #expect(page.contains("default-src 'none'"))
    // Sounds are the only other files, and are fetched when they are played.
    let sources = page.matches(of: /[ ](?:src|href)="([^"]*)"/).map { String($0.1) }
    #expect(!sources.isEmpty)
    for source in sources {
      #expect(
        source.hasPrefix("file:///Presets/") || source.hasPrefix("Presets/")
          || source.hasPrefix("Loops/") || source.hasPrefix("data:image/png;base64,"), "\(source)")
    }
    let players = page.matches(of: /<audio [^>]*>/)
    #expect(!players.isEmpty)
    #expect(players.allSatisfy { $0.0.contains("preload=\"none\"") && $0.0.contains("controls") })
  }

  @Test func namesAreTextAndNeverMarkup() {
    var content = SamplePage.content(queries: 12, gallery: 60)
    content.heads[0].name = SamplePage.nastyName
    content.heads[0].isUsed = false
    content.encoder = SamplePage.nastyName
    let page = Self.text(content)
    #expect(Self.isWellFormed(page))
    #expect(!page.contains("<b>") && !page.contains("\u{202E}"))
    #expect(page.contains("Bass &lt;b&gt;&amp;&quot;&#39;&lt;/b&gt;"))
  }

  @Test func whatWasTrainedOnIsSaidAndNotDenied() throws {
    var content = SamplePage.content(queries: 12, gallery: 60)
    let denial = "Nothing here was measured on answers that were learnt from"
    #expect(Self.text(content).contains(denial))
    let note = try #require(QueryEvaluation.leakageNote(head: "mine", clips: 1, queries: 0))
    #expect(note.hasPrefix("1 relevant clip is in the labels that “mine” was trained on: on that"))
    content.report.notes = [note]
    let page = Self.text(content)
    #expect(page.contains(note) && !page.contains(denial))
    let json = try JSONSerialization.jsonObject(with: JSONEncoder().encode(content.report))
    #expect((json as? [String: Any])?["notes"] as? [String] == [note])
    let several = QueryEvaluation.leakageNote(head: "mine", clips: 2, queries: 1)
    #expect(several?.hasPrefix("2 relevant clips and 1 query are in the labels") == true)
    #expect(QueryEvaluation.leakageNote(head: "mine", clips: 0, queries: 0) == nil)
  }

  @Test func queriesAreComparedAsInTheVerdict() throws {
    let content = SamplePage.content(queries: 12, gallery: 60)
    let step = try #require(content.report.systems.lastStep)
    #expect(content.step == step && step.before == .adapted)
    let figure = try #require(EvaluationPage(content).figures.first { $0.name == "queries" })
    #expect(figure.picture.document.contains("query by query: personal − adapted"))
    let worst = try #require(content.report.perQuery.map { $0.change(.primary, step) }.min())
    #expect(Self.text(content).contains("<td>\(FigureText.signed(worst))</td>"))
  }

  /// Bold is what the interval and Holm's p speak for, and nothing else.
  @Test func onlyWhatIsSureIsBold() throws {
    let keys = [
      RetrievalMetric.standard.map(\.key), ["pair_auc", "pair_ap", "triplet_agreement"],
    ]
    var (sureOnes, byInterval) = (0, 0)
    var content = SamplePage.content(queries: 14, gallery: 60)
    for queries in [14, 20, 30] {
      let report = SamplePage.report(queries: queries, gallery: 60, pairs: 90, draws: 1000)
      content.report = report
      let comparisons = [report.comparison, try #require(report.labels).comparison]
      let shown = zip(comparisons, keys).flatMap { comparison, keys in
        report.systems.steps.flatMap { step in
          keys.compactMap { comparison.differences[step]?[$0] }
        }
      }
      let clear = shown.filter { $0.interval.isGain || $0.interval.isLoss }
      let sure = clear.count { ($0.adjustedPValue ?? 1) <= 0.05 }
      let page = Self.text(content)
      #expect(page.matches(of: /<td><span class="(gain|loss)">/).count == sure)
      #expect(page.contains("<th scope=\"col\">p (Holm)</th>"))
      sureOnes += sure
      byInterval += clear.count
    }
    #expect(sureOnes > 0 && sureOnes < byInterval)
  }

  @Test func isUnderTwoMegabytesWithAThousandQueries() {
    let page = Self.text(SamplePage.content(queries: 1000, gallery: 30_000, pairs: 1000))
    #expect(page.utf8.count < 2_000_000, "\(page.utf8.count) bytes")
    #expect(Self.isWellFormed(page))
  }

  @Test func sectionsAreThereOnlyWithWhatTheyTellOf() {
    var content = SamplePage.content(queries: 20, gallery: 100)
    content.learningCurve = nil
    content.library = nil
    #expect(
      Self.sections(of: Self.text(content))
        == [
          "Query by query", "How clean the lists are", "Whether a probability can be trusted",
        ])
    let withoutLabels = SamplePage.content(queries: 20, gallery: 100, pairs: 0)
    let page = Self.text(withoutLabels)
    #expect(!page.contains("Whether a probability can be trusted"))
    #expect(!page.contains("Held-out labels"))
    let withoutQueries = Self.text(SamplePage.content(queries: 0, gallery: 100))
    #expect(!withoutQueries.contains("Query by query") && !withoutQueries.contains("nDCG"))
    #expect(withoutQueries.contains("Held-out labels"))
    let nothing = Self.text(
      PageContent(
        report: EvaluationReport([.raw]), encoder: "e", presets: 0,
        date: Date(timeIntervalSince1970: 0)))
    #expect(Self.sections(of: nothing).isEmpty && Self.isWellFormed(nothing))
    #expect(nothing.contains("Nothing could be measured"))
  }

  @Test func picturesAreDocumentsWithNamesOfTheirOwn() {
    let page = EvaluationPage(SamplePage.content(queries: 20, gallery: 100))
    let names = page.figures.map(\.name)
    #expect(
      names == [
        "queries", "precision-recall", "calibration", "learning-curve", "map-1", "map-2",
        "similarities-1", "similarities-2",
      ])
    for figure in page.figures {
      #expect(XMLParser(data: Data(figure.picture.document.utf8)).parse(), "\(figure.name)")
    }
    // Titles and descriptions are found by their ids.
    let text = page.html.text
    let ids = text.matches(of: /[ ]id="([^"]*)"/).map { String($0.1) }
    #expect(Set(ids).count == ids.count)
    for label in text.matches(of: /aria-labelledby="([^"]*)"/) {
      for id in label.1.split(separator: " ") { #expect(ids.contains(String(id)), "\(id)") }
    }
  }

  @Test func tablesAndPicturesCanBeReadWithoutSeeingThem() {
    let page = Self.text(SamplePage.content(queries: 20, gallery: 100))
    #expect(page.contains("<html lang=\"en\">"))
    #expect(!page.contains("<th>"), "every heading says what it is of")
    let headings = page.matches(of: /<h([1-4])[ >]/).compactMap { Int($0.1) }
    #expect(headings.first == 1)
    for (level, next) in zip(headings, headings.dropFirst()) { #expect(next <= level + 1) }
    for picture in page.matches(of: /<svg [^>]*>/) {
      #expect(
        picture.0.contains("role=\"img\"") || picture.0.contains("aria-hidden=\"true\""),
        "\(picture.0)")
    }
  }
}
