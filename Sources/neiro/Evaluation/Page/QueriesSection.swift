import NeiroEvaluation
import NeiroFigures

/// Which queries got better and which worse, by name, with the sounds to listen to.
struct QueriesSection {
  private let content: PageContent
  private let step: SystemChange
  /// The greatest loss first.
  private let changes: [Change]
  let figure: PageFigure

  private struct Change {
    let query: EvaluationReport.Query
    let value: Double
  }

  init?(_ content: PageContent) {
    guard let step = content.step, !content.report.perQuery.isEmpty else { return nil }
    self.content = content
    self.step = step
    changes = content.report.perQuery
      .map { Change(query: $0, value: $0.change(.primary, step)) }
      .sorted { ($0.value, $0.query.query) < ($1.value, $1.query.query) }
    let chart = ChangeChart(
      "Change of nDCG@10, query by query: \(step.title)", y: Axis("change of nDCG@10"),
      changes: changes.map {
        .init(content.sounds[$0.query.query]?.name ?? $0.query.query, $0.value)
      }, width: 800)
    figure = PageFigure(
      "queries", chart.picture,
      caption: """
        One bar for each query, from the greatest loss to the greatest gain: \(step.after.title) \
        against \(step.before.title).
        """)
  }

  var html: HTML {
    """
    <section>
    <h2>Query by query</h2>
    <p><strong>\(step.after.title)</strong> against <strong>\(step.before.title)</strong>.</p>
    \(figure.html)
    \(examples(changes.filter { $0.value < 0 }, "Who got worse"))
    \(examples(changes.filter { $0.value > 0 }.reversed(), "Who got better"))
    \(all)
    </section>
    """
  }

  // MARK: - Those that changed most

  private func examples(_ changes: [Change], _ title: HTML) -> HTML {
    let known = Dictionary(content.examples.map { ($0.query, $0) }) { first, _ in first }
    let shown = changes.compactMap { change in known[change.query.query].map { (change, $0) } }
    guard !shown.isEmpty else { return .empty }
    let rest =
      changes.count > shown.count ? ", the \(shown.count) that changed most" : ""
    return """
      <h3>\(title)\(rest)</h3>
      \(shown.enumerated().map { example($1.0, $1.1, isOpen: $0 < Self.openExamples) })
      """
  }

  /// How many of each kind are unfolded.
  private static let openExamples = 2

  private func example(_ change: Change, _ example: QueryExample, isOpen: Bool) -> HTML {
    let query = change.query.query
    let sound = content.sounds[query] ?? SoundLink(name: query, address: nil)
    return """
      <details class="query"\(isOpen ? " open" as HTML : .empty)>
      <summary>\(sound.name) <span class="\(change.value < 0 ? "loss" : "gain")">\
      \(FigureText.signed(change.value))</span></summary>
      \(player(sound))
      <div class="pair">
      \(list(example.before, step.before, change.query))
      \(list(example.after, step.after, change.query))
      </div>
      </details>
      """
  }

  private func list(
    _ results: [QueryExample.Result], _ system: RankingSystem, _ query: EvaluationReport.Query
  ) -> HTML {
    let value = query.values[system]?[RetrievalMetric.primary.key] ?? .nan
    return """
      <table class="results">
      <caption>\(system.title): nDCG@10 \(FigureText.plain(value))</caption>
      <thead><tr><th scope="col">place</th><th scope="col">listen</th><th scope="col">preset</th>\
      <th scope="col">right?</th></tr></thead>
      <tbody>
      \(results.enumerated().map { place, result in
        """
        <tr\(result.isRelevant ? " class=\"right\"" as HTML : .empty)><td>\(place + 1)</td>\
        <td>\(player(result.sound))</td><th scope="row">\(result.sound.name)</th>\
        <td>\(result.isRelevant ? "✓" : "–")</td></tr>
        """ as HTML
      })
      </tbody>
      </table>
      """
  }

  private func player(_ sound: SoundLink) -> HTML { PagePlayer(sound).html }

  // MARK: - All of them

  private var all: HTML {
    let rows = changes.map { change -> HTML in
      let query = change.query.query
      let sound = content.sounds[query] ?? SoundLink(name: query, address: nil)
      let cells = content.report.systems.map { system -> HTML in
        "<td>\(FigureText.plain(change.query.values[system]?[RetrievalMetric.primary.key] ?? .nan))</td>"
      }
      return """
        <tr><th scope="row">\(PagePlayer.link(sound))</th>\(HTML(joining: cells, by: ""))\
        <td>\(FigureText.signed(change.value))</td></tr>
        """
    }
    return """
      <details>
      <summary>All \(changes.count) queries, the greatest loss first</summary>
      <div class="wide" tabindex="0" role="group" aria-label="All queries">
      <table class="figures all">
      <thead><tr><th scope="col">query</th>\
      \(HTML(
        joining: content.report.systems.map { "<th scope=\"col\">\($0.title)</th>" }, by: ""))\
      <th scope="col">\(step.title)</th></tr></thead>
      <tbody>
      \(rows)
      </tbody>
      </table>
      </div>
      </details>
      """
  }
}

/// What plays a sound; it is fetched when it is asked for.
struct PagePlayer {
  private let sound: SoundLink

  init(_ sound: SoundLink) {
    self.sound = sound
  }

  /// Nothing for a sound that can't be played.
  var html: HTML {
    guard let address = sound.address else { return .empty }
    return """
      <audio controls controlslist="nodownload noplaybackrate noremoteplayback" preload="none" src="\(address)" aria-label="Play \(sound.name)"></audio>
      """
  }

  /// The name, as a link to the sound where there is one.
  static func link(_ sound: SoundLink) -> HTML {
    guard let address = sound.address, !address.hasPrefix("data:") else { return "\(sound.name)" }
    return "<a href=\"\(address)\">\(sound.name)</a>"
  }
}
