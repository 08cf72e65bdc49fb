internal import NeiroFigures

/// What some queries find first, before and after.
struct ExamplesSection {
  private let examples: ArraySlice<RunReport.Example>
  private let before: String
  private let after: String

  /// - Parameters:
  ///   - examples: The first ten are shown.
  ///   - before: What ranks before.
  ///   - after: What ranks after.
  init(_ examples: [RunReport.Example], before: String, after: String) {
    self.examples = examples.prefix(10)
    self.before = before
    self.after = after
  }

  var html: HTML {
    guard !examples.isEmpty else { return .empty }
    return """
      <section>
      <h2>What queries find</h2>
      <p class="note">The first results of \(examples.count == 1 ? "a query" : "some queries"), and \
      their ranks in the other list. \(mark(.similar)) was answered to be similar to the query, \
      \(mark(.dissimilar)) to be dissimilar; nobody was asked about the others. \
      What is said of a similar one doesn't count other similar ones before it. The results are by \
      heads that never saw the answers about their query.</p>
      \(examples.map(example))
      </section>
      """
  }

  private func example(_ example: RunReport.Example) -> HTML {
    """
    <article>
    <h3>\(example.query)</h3>
    \(example.note.map { "<p class=\"note\">\($0)</p>" } ?? .empty)
    <div class="pair">
    \(table(example.before, before, "now", { ($0.rankBefore, $0.rankAfter) }))
    \(table(example.after, after, "was", { ($0.rankAfter, $0.rankBefore) }))
    </div>
    </article>
    """
  }

  private func table(
    _ results: [RunReport.Example.Result], _ heading: String, _ other: String,
    _ ranks: (RunReport.Example.Result) -> (here: Int, there: Int)
  ) -> HTML {
    let rows = results.map { result -> HTML in
      let (here, there) = ranks(result)
      return """
        <tr><td class="rank">\(here)</td>\
        <th scope="row">\(result.name) \(mark(result.judgement))</th>\
        <td class="move">\(move(from: result.rankBefore, to: result.rankAfter))\(there)</td></tr>
        """
    }
    return """
      <table class="results">
      <caption>\(heading)</caption>
      <thead><tr><th scope="col"><abbr title="rank">#</abbr></th><th scope="col">sound</th>\
      <th scope="col">\(other)</th></tr></thead>
      <tbody>
      \(rows)
      </tbody>
      </table>
      """
  }

  private func mark(_ judgement: RunReport.Example.Judgement) -> HTML {
    switch judgement {
    case .similar: "<span class=\"gain\" role=\"img\" aria-label=\"similar\">●</span>"
    case .dissimilar: "<span class=\"loss\" role=\"img\" aria-label=\"dissimilar\">✕</span>"
    case .unjudged: .empty
    }
  }

  private func move(from before: Int, to after: Int) -> HTML {
    if after < before { return "<span class=\"gain\" role=\"img\" aria-label=\"up\">▲</span> " }
    if after > before { return "<span class=\"loss\" role=\"img\" aria-label=\"down\">▼</span> " }
    return "<span role=\"img\" aria-label=\"the same\">=</span> "
  }
}
