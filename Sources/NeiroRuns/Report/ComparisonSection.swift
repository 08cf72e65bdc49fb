internal import NeiroCore
internal import NeiroFigures

/// Before and after, figure by figure, with the interval of each change drawn beneath it.
struct ComparisonSection {
  private let comparison: RunReport.Comparison

  init(_ comparison: RunReport.Comparison) {
    self.comparison = comparison
  }

  var html: HTML {
    guard !comparison.rows.isEmpty else { return .empty }
    return """
      <section>
      <h2>Before and after</h2>
      <table class="figures">
      <thead><tr><th scope="col">Figure</th>\(rankings)\
      <th scope="col">change, \(FigureText.percent(comparison.confidence)) interval</th></tr></thead>
      <tbody>
      \(comparison.rows.map(row))
      </tbody>
      </table>
      <p class="note">\(note)</p>
      </section>
      """
  }

  /// Where only changes are known, two columns of dashes would say nothing.
  private var hasFigures: Bool {
    comparison.rows.contains { $0.before != nil || $0.after != nil }
  }

  private var rankings: HTML {
    guard hasFigures else { return .empty }
    return """
      <th scope="col">\(comparison.before.rawValue)</th>\
      <th scope="col">\(comparison.after.rawValue)</th>
      """
  }

  private var note: HTML {
    let basis: HTML = comparison.basis.map { "Measured on \($0), none of them trained on. " } ?? ""
    return """
      \(basis)A change is sure where its whole interval lies on one side of zero, the upright line.
      """
  }

  private func row(_ row: RunReport.Comparison.Row) -> HTML {
    """
    <tr><th scope="row">\(row.metric)\(unit(row))</th>\(figures(row))\
    <td>\(row.change.map { change($0, of: row) } ?? "–")</td></tr>
    """
  }

  private func unit(_ row: RunReport.Comparison.Row) -> HTML {
    row.unit.map { " <span class=\"interval\">\($0)</span>" } ?? .empty
  }

  private func figures(_ row: RunReport.Comparison.Row) -> HTML {
    guard hasFigures else { return .empty }
    return """
      <td>\(row.before.map(FigureText.plain) ?? "–")</td>\
      <td>\(row.after.map(FigureText.plain) ?? "–")</td>
      """
  }

  private func change(_ change: Difference, of row: RunReport.Comparison.Row) -> HTML {
    let whisker = IntervalWhisker(change, name: row.metric, scale: scale(row.unit))
    return """
      <span class="\(IntervalWhisker.kind(change))">\(FigureText.signed(change.mean))</span> \
      <span class="interval">\(FigureText.interval(change))</span>\(whisker.html)
      """
  }

  /// How far the changes of a unit reach to both sides of zero.
  private func reach(_ unit: String?) -> (down: Double, up: Double) {
    let values = comparison.rows.filter { $0.unit == unit }.compactMap(\.change)
      .flatMap { [$0.mean, $0.low, $0.high] }.filter(\.isFinite)
    return (-min(0, values.min() ?? 0), max(0, values.max() ?? 0))
  }

  /// Each unit has a scale of its own, and zero is at the same place in all of them.
  private func scale(_ unit: String?) -> Scale {
    let shares = comparison.rows.map { row in
      let (down, up) = reach(row.unit)
      return down > 0 ? down / (down + up) : 0
    }
    let (most, least) = (shares.max() ?? 0, shares.min() ?? 0)
    let zero = least < 1 ? min(most, 0.8) : 1
    let (down, up) = reach(unit)
    let range = max(zero > 0 ? down / zero : 0, zero < 1 ? up / (1 - zero) : 0)
    return Scale([-zero * range, (1 - zero) * range], to: IntervalWhisker.pixels)
  }
}
