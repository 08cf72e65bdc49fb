import NeiroCore
import NeiroEvaluation
import NeiroFigures

/// Every metric of every system with its interval, and what each system changed.
struct MeasuresSection {
  private let report: EvaluationReport

  init(_ report: EvaluationReport) {
    self.report = report
  }

  /// One design: what was measured on, and the metrics that are shown.
  private struct Design {
    let title: String
    let basis: String
    let comparison: SystemComparison
    let keys: [String]
    /// Some of the units alone, by the first key.
    var parts: [(title: String, comparison: SystemComparison)] = []
  }

  var html: HTML {
    let designs = designs
    guard !designs.isEmpty else { return .empty }
    return """
      <section>
      <h2>Before and after</h2>
      <p>More is better in every row. Beneath each figure stands its 95 % interval. p (Holm) \
      tells how often chance alone would bring as large a change, corrected for having looked at all \
      of them at once. A change is sure, and printed bold, where its whole interval lies on one side \
      of zero, the upright line, and p (Holm) is at most 0.05.\(withoutP)</p>
      \(designs.map(html))
      </section>
      """
  }

  private var withoutP: HTML {
    report.ratings == nil
      ? .empty
      : " Of ratings no p can be told, as every pair belongs to two sounds: none is printed bold."
  }

  private var designs: [Design] {
    var designs: [Design] = []
    let keys = RetrievalMetric.standard.map(\.key)
    if report.queries > 0 {
      let skipped =
        report.skipped > 0 ? "; \(report.skipped) left out, without a right preset or a sound" : ""
      let count = Verdict.count(report.queries, "query", "queries")
      designs.append(
        Design(
          title: "Queries", basis: count + skipped, comparison: report.comparison, keys: keys,
          parts: queryParts))
    }
    if let labels = report.labels {
      designs.append(
        Design(
          title: "Held-out labels",
          basis: "\(labels.similar) similar and \(labels.dissimilar) dissimilar pairs that no head "
            + "was trained on",
          comparison: labels.comparison, keys: ["pair_auc", "pair_ap", "triplet_agreement"],
          parts: labels.kinds.count > 1 ? parts(of: labels) : []))
    }
    if let ratings = report.ratings {
      designs.append(
        Design(
          title: "Ratings of people: \(ratings.study)",
          basis: Verdict.count(ratings.sounds, "sound", "sounds") + ", "
            + Verdict.count(ratings.pairs, "rated pair", "rated pairs"),
          comparison: ratings.comparison,
          keys: ["triplet_agreement", "spearman", "kendall"]))
    }
    return designs
  }

  private var queryParts: [(title: String, comparison: SystemComparison)] {
    // Of one kind alone the figures would be those of all.
    guard let loops = report.loopToPreset, let presets = report.presetToPreset else { return [] }
    return [
      ("loops that ask (\(loops.queries))", loops.comparison),
      ("presets that ask (\(presets.queries))", presets.comparison),
    ]
  }

  private func parts(of labels: LabelPart) -> [(title: String, comparison: SystemComparison)] {
    ScoredPair.Kind.allCases.compactMap { kind in
      guard let part = labels.kinds[kind], let comparison = part.comparison else { return nil }
      return ("\(kind.words) (\(part.similar + part.dissimilar))", comparison)
    }
  }

  private func html(_ design: Design) -> HTML {
    let systems = report.systems
    let keys = design.keys.filter { key in
      systems.allSatisfy { design.comparison.intervals[$0]?[key] != nil }
    }
    guard !keys.isEmpty else { return .empty }
    let changes = report.systems.steps.map { change($0, design, keys) }
    return """
      <h3>\(design.title)</h3>
      <p class="note">\(design.basis)</p>
      <div class="wide" tabindex="0" role="group" aria-label="\(design.title)">
      <table class="figures">
      <thead><tr><th scope="col">metric</th>\
      \(HTML(joining: systems.map { "<th scope=\"col\">\($0.title)</th>" }, by: ""))</tr></thead>
      <tbody>
      \(keys.map { key in
        row(MetricWords(key).name, MetricWords(key).meaning, key, design.comparison)
      })
      \(design.parts.map { part in
        row("\(MetricWords(keys[0]).name)", "only \(part.title)", keys[0], part.comparison)
      })
      </tbody>
      </table>
      </div>
      \(changes)
      """
  }

  private func row(
    _ name: String, _ meaning: String, _ key: String, _ comparison: SystemComparison
  ) -> HTML {
    let cells = report.systems.map { system -> HTML in
      guard let value = comparison.intervals[system]?[key] else { return "<td>–</td>" }
      return """
        <td>\(FigureText.plain(value.mean))<span class="below">\(FigureText.plain(value.low)) to \
        \(FigureText.plain(value.high))</span></td>
        """
    }
    return """
      <tr><th scope="row">\(name)<span class="below">\(meaning)</span></th>\
      \(HTML(joining: cells, by: ""))</tr>
      """
  }

  // MARK: - Changes

  private func change(_ step: SystemChange, _ design: Design, _ keys: [String]) -> HTML {
    let known = design.comparison.differences[step] ?? [:]
    let differences: [(key: String, value: SystemDifference)] = keys.compactMap { key in
      known[key].map { (key, $0) }
    }
    guard !differences.isEmpty else { return .empty }
    let ends: [Double] = differences.flatMap { [$0.value.interval.low, $0.value.interval.high] }
    let scale = Scale(ends + [0], to: IntervalWhisker.pixels)
    let rows = differences.map { key, difference -> HTML in
      let name = MetricWords(key).name
      return """
        <tr><th scope="row">\(name)</th><td>\(p(difference))</td>\
        <td><span class="\(IntervalWhisker.kind(difference.interval, isSure: difference.isSure))">\
        \(FigureText.signed(difference.mean))</span> \
        <span class="interval">\(FigureText.interval(difference.interval))</span>\
        \(IntervalWhisker(
          difference.interval, name: name, scale: scale, isSure: difference.isSure
        ).html)</td></tr>
        """
    }
    return """
      <table class="figures changes">
      <caption>What <strong>\(step.after.title)</strong> changes against \
      <strong>\(step.before.title)</strong></caption>
      <thead><tr><th scope="col">metric</th><th scope="col">p (Holm)</th><th scope="col">change, 95 % interval</th></tr></thead>
      <tbody>
      \(rows)
      </tbody>
      </table>
      """
  }

  private func p(_ difference: SystemDifference) -> String {
    guard let p = difference.adjustedPValue else { return "–" }
    return p < 0.001 ? "< 0.001" : FigureText.plain(p)
  }
}

extension ScoredPair.Kind {
  /// As in a sentence.
  fileprivate var words: String {
    switch self {
    case .newNew: "pairs of two presets that are new to the head"
    case .newKnown: "pairs of a new preset and one from the training"
    case .knownKnown: "pairs of two presets from the training"
    case .outOfFold: "pairs scored by heads that were trained without them"
    case .chance: "pairs drawn by chance"
    }
  }
}
