import Foundation
import NeiroCore
import NeiroFigures
import NeiroTestSupport
import Testing

@testable import NeiroRuns

@Suite struct ReportPageTests {
  private func page(_ report: RunReport, name: String = "mine") throws -> String {
    let config = try RunConfig(
      name: name, encoder: SampleRun.encoder, recipe: TrainingRecipe(), libtorch: "1.13.1",
      startedAt: SampleRun.start)
    return ReportPage(report, config: config).html.text
  }

  private func isWellFormed(_ page: String) throws -> Bool {
    let body = try #require(page.range(of: "<main>"))
    let end = try #require(page.range(of: "</main>"))
    return Self.isBalanced(String(page[body.lowerBound..<end.upperBound]))
  }

  /// Whether every element that is opened is closed, in order.
  private static func isBalanced(_ markup: String) -> Bool {
    var open: [Substring] = []
    for match in markup.matches(of: /<(\/?)([a-z0-9]+)(?:\s[^<>]*?)?(\/?)>/) {
      if !match.1.isEmpty {
        guard open.popLast() == match.2 else { return false }
      } else if match.3.isEmpty {
        open.append(match.2)
      }
    }
    return open.isEmpty
  }

  @Test func everySectionIsThere() throws {
    let page = try page(SampleRun.report())
    for heading in [
      "Before and after", "What the answers were worth", "How labelled pairs score",
      "What queries find", "How it was made",
    ] {
      #expect(page.contains("<h2>\(heading)</h2>"))
    }
    #expect(page.contains("Use head “mine”"))
    #expect(page.contains("1 January 2026, 10:00 UTC"))
    #expect(page.contains("−0.019"), "a real minus sign")
    #expect(page.contains("32 clips in 5 folds, 3 times over; 8 held out"))
    #expect(try isWellFormed(page))
  }

  @Test func aReportOfOneSentenceIsAPageToo() throws {
    let page = try page(RunReport(verdict: "Keep raw."))
    #expect(page.contains("Keep raw."))
    #expect(!page.contains("<svg") && !page.contains("Before and after"))
    #expect(try isWellFormed(page))
  }

  @Test func emptySectionsAreLeftOut() throws {
    var report = RunReport(verdict: "Keep raw.")
    report.comparison = .init(before: .raw, after: .personal, rows: [])
    report.learningCurve = .init(points: [])
    report.scores = .init(before: .raw, after: .personal, pairs: [])
    #expect(!(try page(report).contains("<svg")))
  }

  @Test func whereOnlyChangesAreKnownNoColumnIsEmpty() throws {
    var report = RunReport(verdict: "Keep raw.")
    let change = Difference(mean: 1, low: 0.5, high: 1.5)
    report.comparison = .init(
      before: .raw, after: .personal,
      rows: [.init(metric: "Gain", before: nil, after: nil, change: change)])
    #expect(!(try page(report).contains("personal</th>")))
    report.comparison?.rows[0].before = 0.5
    #expect(try page(report).contains("personal</th>"))
  }

  @Test func namesAreTextWhateverTheyHold() throws {
    let name = "<script>alert('1')</script>\" onload=\"x & \u{202E}y"
    var report = RunReport(verdict: name)
    report.comparison = .init(
      before: .raw, after: .personal,
      rows: [
        .init(
          metric: name, before: 1, after: 2, change: Difference(mean: 1, low: 0.5, high: 1.5))
      ], basis: name)
    report.examples = [
      .init(
        query: name,
        before: [.init(name: name, judgement: .similar, rankBefore: 1, rankAfter: 2)],
        after: [.init(name: name, judgement: .unjudged, rankBefore: 2, rankAfter: 1)])
    ]
    report.labelsHash = name
    let page = try page(report, name: name)
    #expect(!page.contains("<script"))
    #expect(!page.contains("\" onload"))
    #expect(!page.contains("\u{202E}"))
    #expect(
      page.contains("&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&quot; onload=&quot;x &amp;"))
    #expect(try isWellFormed(page))
  }

  @Test func thePageNeedsNothingElse() throws {
    let page = try page(SampleRun.report())
    for word in ["http://", "https://", "<script", "<link", "<img", "@import", "url("] {
      #expect(!page.contains(word), "\(word)")
    }
  }

  @Test func figuresSayInWordsWhatTheyShow() throws {
    let page = try page(SampleRun.report())
    let figures = page.matches(of: /<svg[^>]*>\s*<title[^>]*>[^<]+<\/title>\s*<desc[^>]*>[^<]+</)
    #expect(figures.count == page.matches(of: /<svg/).count)
    #expect(page.matches(of: /<svg[^>]*role="img"/).count == figures.count)
    let ids = page.matches(of: /\sid="([^"]+)"/).map { String($0.1) }
    #expect(Set(ids).count == ids.count)
  }

  @Test func numbersThatAreNoneBecomeDashes() throws {
    var report = RunReport(verdict: "Keep raw.")
    let none = Difference(mean: .nan, low: .nan, high: .infinity)
    report.comparison = .init(
      before: .raw, after: .personal,
      rows: [.init(metric: "MRR", before: .nan, after: nil, change: none)])
    report.learningCurve = .init(points: [.init(labels: 10, gain: none)], next: none)
    report.scores = .init(
      before: .raw, after: .personal, pairs: [.init(isSimilar: true, before: .nan, after: 0.5)])
    let page = try page(report)
    #expect(!page.contains("nan") && !page.contains("inf,"))
    #expect(try isWellFormed(page))
  }
}
