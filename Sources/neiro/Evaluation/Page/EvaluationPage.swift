import Foundation
import NeiroEvaluation
import NeiroFigures

/// The page of an evaluation: one file without scripts, that fetches nothing but sounds, and those
/// when they are played.
struct EvaluationPage {
  private let content: PageContent
  private let precision: PrecisionSection?
  private let reliability: ReliabilitySection?
  private let learning: LearningSection?
  private let queries: QueriesSection?
  private let library: LibrarySection?
  private let hubs: HubsSection?

  init(_ content: PageContent) {
    self.content = content
    precision = PrecisionSection(content.report)
    reliability = ReliabilitySection(content.report)
    learning = LearningSection(
      content.learningCurve, head: content.whole?.after.head)
    queries = QueriesSection(content)
    library = content.library.map(LibrarySection.init)
    hubs = content.library.flatMap(HubsSection.init)
  }

  /// Every picture, in the order of the page.
  var figures: [PageFigure] {
    [queries?.figure, precision?.figure, reliability?.figure, learning?.figure].compactMap(\.self)
      + (library.map { $0.maps + $0.heatMaps } ?? [])
  }

  var html: HTML {
    Page(
      title: "\(title) – Neiro evaluation", style: EvaluationStyle.css,
      // Sounds beside the page, or in it; pictures of colours are in it.
      sources: ["img-src data:", "media-src 'self' file: data:"],
      content: """
        <header>
        <p class="kind">Neiro evaluation</p>
        <h1>\(title)</h1>
        <p class="verdict">\(Verdict(content.report).text)</p>
        \(warnings)
        <dl class="facts">
        \(facts)
        </dl>
        </header>
        \(ExplanationSection(content).html)
        \(MeasuresSection(content.report).html)
        \(queries?.html ?? .empty)
        \(precision?.html ?? .empty)
        \(reliability?.html ?? .empty)
        \(learning?.html ?? .empty)
        \(library?.html ?? .empty)
        \(hubs?.html ?? .empty)
        \(provenance)
        """
    ).html
  }

  private var title: String {
    let heads = content.report.systems.compactMap { $0.head.map { "“\($0)”" } }
    switch heads.count {
    case 0: return content.report.systems.count > 1 ? "Did adapting help?" : "The encoder alone"
    case 1: return "Did \(heads[0]) make it better?"
    default: return "Which head is best?"
    }
  }

  private var warnings: [HTML] {
    content.heads.filter { !$0.isUsed }.map { head in
      """
      <p class="warning">When “\(head.name)” was trained it was found no better than what it stands \
      on, so it takes no part in its own ranking.</p>
      """
    } + content.report.notes.map { "<p class=\"warning\">\($0)</p>" }
  }

  private var facts: [HTML] {
    var facts = [
      PageFact.html("Evaluated", PageFact.text(content.date)),
      PageFact.html("Encoder", content.encoder),
    ]
    facts.append(PageFact.html("Library", Verdict.count(content.presets, "preset", "presets")))
    if content.report.queries > 0 {
      facts.append(PageFact.html("Queries", "\(content.report.queries)"))
    }
    facts += content.heads.map {
      PageFact.html(
        "Answers for “\($0.name)”", "\($0.similar) similar, \($0.dissimilar) dissimilar")
    }
    return facts
  }

  private var provenance: HTML {
    """
    <section>
    <h2>How it was measured</h2>
    <p class="note">Intervals: 10,000 draws of the queries, or of groups of pairs that share clips, \
    with replacement. p: a randomisation test on the same units, two-sided, with Holm’s correction \
    over all metrics shown. Metrics equal trec_eval’s and scikit-learn’s. The same figures, and those \
    of each query and pair, with <code>neiro evaluate --json</code>; ranked lists for other programs \
    with <code>--run</code>. \(sounds)</p>
    </section>
    """
  }

  private var sounds: HTML {
    let addresses =
      content.sounds.values.compactMap(\.address)
      + content.examples.flatMap { ($0.before + $0.after).compactMap(\.sound.address) }
    guard !addresses.isEmpty else { return .empty }
    let links = addresses.count { !$0.hasPrefix("data:") }
    let previews: HTML =
      links < addresses.count ? "Short previews of sounds are in this file. " : .empty
    let linked: HTML =
      links > 0
      ? """
      \(links < addresses.count ? "Other sounds" : "Sounds") are not in this file: it links to them where they lay when it was made, so those \
      play on that machine alone.
      """ : .empty
    return "\(previews)\(linked)"
  }
}
