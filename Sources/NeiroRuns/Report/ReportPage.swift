internal import Foundation
internal import NeiroCore
internal import NeiroFigures

/// `report.html`: one page without scripts and without other files.
struct ReportPage {
  private let report: RunReport
  private let config: RunConfig

  init(_ report: RunReport, config: RunConfig) {
    self.report = report
    self.config = config
  }

  var html: HTML {
    Page(
      title: "\(config.name) – Neiro training run \(config.stamp)", style: ReportStyle.css,
      content: content
    ).html
  }

  private var content: HTML {
    """
    <header>
    <p class="kind">Neiro training run</p>
    <h1>\(config.name)</h1>
    <p class="verdict">\(report.verdict)</p>
    \((report.warnings ?? []).map { "<p class=\"warning\">\($0)</p>" as HTML })
    <dl class="facts">
    \(facts)
    </dl>
    </header>
    \(report.comparison.map { ComparisonSection($0).html } ?? .empty)
    \(report.learningCurve.map { LearningCurveSection($0).html } ?? .empty)
    \(report.scores.map { ScoresSection($0).html } ?? .empty)
    \(ExamplesSection(report.examples, before: names.before, after: names.after).html)
    \(provenance)
    """
  }

  /// What the two lists of an example are called.
  private var names: (before: String, after: String) {
    let rankings =
      report.comparison.map { ($0.before, $0.after) } ?? report.scores.map { ($0.before, $0.after) }
    return (rankings?.0.rawValue ?? "before", rankings?.1.rawValue ?? "after")
  }

  private var facts: [HTML] {
    var facts = [PageFact.html("Trained", PageFact.text(config.startedAt))]
    if let labels = report.labels {
      facts.append(
        PageFact.html("Answers", "\(labels.similar) similar, \(labels.dissimilar) dissimilar"))
    }
    facts.append(PageFact.html("Encoder", config.encoder.name))
    return facts
  }

  // MARK: - How it was made

  private var provenance: HTML {
    var facts = [
      PageFact.html("Run", config.stamp), PageFact.html("Encoder", "\(config.encoder)"),
      PageFact.html("libtorch", config.libtorch),
    ]
    if let hash = report.labelsHash { facts.append(PageFact.html("Hash of the answers", hash)) }
    if let splits = splitText { facts.append(PageFact.html("Splits", splits)) }
    let settings = config.recipe.leaves.sorted { $0.key < $1.key }
    return """
      <section>
      <h2>How it was made</h2>
      <dl class="facts">
      \(facts)
      </dl>
      <dl class="settings">
      \(settings.map { PageFact.html($0.key, "\($0.value)") })
      </dl>
      <p class="note">The same in <code>config.json</code>, <code>manifest.json</code> and \
      <code>report.json</code> beside this page, each clip's fold among it.</p>
      </section>
      """
  }

  private var splitText: String? {
    guard !report.splits.isEmpty else { return nil }
    let heldOut = report.splits.count(where: \.isHeldOut)
    let rounds = report.splits.map(\.folds.count).max() ?? 0
    let folds = (report.splits.flatMap(\.folds).max() ?? -1) + 1
    let times = rounds > 1 ? ", \(rounds) times over" : ""
    return "\(report.splits.count - heldOut) clips in \(folds) folds\(times); \(heldOut) held out"
  }
}
