internal import NeiroFigures

/// How similar and dissimilar pairs score, before and after: the further apart, the better.
struct ScoresSection {
  private let scores: RunReport.Scores

  private static let binCount = 24
  private static let (width, height) = (340.0, 190.0)
  private static let plot = (left: 10.0, right: 330.0, middle: 92.0, reach: 66.0)

  init(_ scores: RunReport.Scores) {
    self.scores = scores
  }

  var html: HTML {
    guard !scores.pairs.isEmpty else { return .empty }
    return """
      <section>
      <h2>How labelled pairs score</h2>
      <div class="pair">
      \(figure(scores.before, \.before, "scores-before"))
      \(figure(scores.after, \.after, "scores-after"))
      </div>
      <p class="note">Scores of labelled pairs by heads that never saw them: similar pairs upwards, \
      dissimilar ones downwards, each as shares of its kind. The further apart the two lie, the \
      better; the upright lines are medians.</p>
      </section>
      """
  }

  private typealias Pair = RunReport.Scores.Pair

  private func figure(
    _ ranking: RunReport.Ranking, _ score: KeyPath<Pair, Double>, _ id: HTML
  ) -> HTML {
    // One scale for both: else a ranking that spreads all scores alike would look better.
    let x = Scale(
      scores.pairs.flatMap { [$0.before, $0.after] }, to: (Self.plot.left, Self.plot.right))
    let similar = scores.pairs.filter(\.isSimilar).map { $0[keyPath: score] }.filter(\.isFinite)
    let dissimilar = scores.pairs.filter { !$0.isSimilar }.map { $0[keyPath: score] }
      .filter(\.isFinite)
    let (up, down) = (bins(similar, x), bins(dissimilar, x))
    let most = max(up.max() ?? 0, down.max() ?? 0, 1e-9)
    let medians = [(similar, "similar"), (dissimilar, "dissimilar")].compactMap { values, name in
      median(values).map { "\(name) \(FigureText.minus(FigureText.fixed($0, places: 2)))" }
    }.joined(separator: ", ")
    return """
      <figure>
      <svg class="plot" viewBox="0 0 \(Self.width) \(Self.height)" role="img" \
      aria-labelledby="\(id)-title \(id)-desc">
      <title id="\(id)-title">Scores of labelled pairs, \(ranking.rawValue)</title>
      <desc id="\(id)-desc">\(similar.count) similar and \(dissimilar.count) dissimilar pairs. \
      Medians: \(medians).</desc>
      \(bars(up, most, -1, "similar"))
      \(bars(down, most, 1, "dissimilar"))
      \(medianLine(similar, x, -1))
      \(medianLine(dissimilar, x, 1))
      \(axis(x))
      </svg>
      <figcaption><strong>\(ranking.rawValue)</strong> · medians: \(medians)</figcaption>
      </figure>
      """
  }

  /// The share of `values` in each bin.
  private func bins(_ values: [Double], _ x: Scale) -> [Double] {
    var bins = [Double](repeating: 0, count: Self.binCount)
    let range = x.values.upperBound - x.values.lowerBound
    for value in values {
      let place = Int((value - x.values.lowerBound) / range * Double(Self.binCount))
      bins[min(max(place, 0), Self.binCount - 1)] += 1 / Double(values.count)
    }
    return bins
  }

  private func bars(
    _ bins: [Double], _ most: Double, _ direction: Double, _ kind: HTML
  ) -> [HTML] {
    let step = (Self.plot.right - Self.plot.left) / Double(Self.binCount)
    return bins.enumerated().filter { $0.element > 0 }.map { index, share in
      let height = share / most * Self.plot.reach
      return """
        <rect class="\(kind)" x="\(Self.plot.left + Double(index) * step + 0.5)" \
        y="\(direction < 0 ? Self.plot.middle - height : Self.plot.middle)" \
        width="\(step - 1)" height="\(height)"/>
        """
    }
  }

  private func medianLine(_ values: [Double], _ x: Scale, _ direction: Double) -> HTML {
    guard let median = median(values) else { return .empty }
    let end = Self.plot.middle + direction * (Self.plot.reach + 8)
    return """
      <line class="median" x1="\(x(median))" x2="\(x(median))" y1="\(Self.plot.middle)" y2="\(end)"/>
      """
  }

  private func axis(_ x: Scale) -> HTML {
    let ticks = x.ticks(4)
    let bottom = Self.height - 8
    let texts = zip(ticks, Scale.text(ticks)).map { value, text -> HTML in
      "<text class=\"tick middle\" x=\"\(x(value))\" y=\"\(bottom)\">\(text)</text>"
    }
    return """
      <line class="zero" x1="\(Self.plot.left)" x2="\(Self.plot.right)" y1="\(Self.plot.middle)" \
      y2="\(Self.plot.middle)"/>
      \(texts)
      """
  }

  private func median(_ values: [Double]) -> Double? {
    guard !values.isEmpty else { return nil }
    let sorted = values.sorted()
    return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
  }
}
