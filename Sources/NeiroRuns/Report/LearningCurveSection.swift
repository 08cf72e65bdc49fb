internal import NeiroCore
internal import NeiroFigures

/// The gain over the number of labels, with its intervals, and what more labels may bring.
struct LearningCurveSection {
  private let curve: RunReport.LearningCurve
  private let points: [RunReport.LearningCurve.Point]
  private let x: Scale
  private let y: Scale

  private static let (width, height) = (480.0, 260.0)
  private static let plot = (left: 58.0, right: 466.0, top: 14.0, bottom: 214.0)

  init(_ curve: RunReport.LearningCurve) {
    self.curve = curve
    points = curve.points.filter { $0.gain.isFinite }.sorted { $0.labels < $1.labels }
    var labels = points.map { Double($0.labels) } + [0]
    var gains: [Double] = points.flatMap { [$0.gain.low, $0.gain.high] } + [0]
    if let last = points.last, let next = curve.next {
      labels.append(Double(last.labels + curve.nextAnswers))
      gains += [last.gain.mean + next.low, last.gain.mean + next.high]
    }
    x = Scale(labels, to: (Self.plot.left, Self.plot.right))
    y = Scale(gains, to: (Self.plot.bottom, Self.plot.top))
  }

  var html: HTML {
    guard let last = points.last else { return .empty }
    return """
      <section>
      <h2>What the answers were worth</h2>
      <figure>
      <svg class="plot curve" viewBox="0 0 \(Self.width) \(Self.height)" role="img" \
      aria-labelledby="curve-title curve-desc">
      <title id="curve-title">Gain in the top ten by number of answers</title>
      <desc id="curve-desc">\(description)</desc>
      \(axes)
      \(band)
      \(future(after: last))
      <polyline class="line" points="\(corners(points.map { ($0.labels, $0.gain.mean) }))"/>
      \(points.map(marker))
      </svg>
      <figcaption>Gain in the top ten over the ranking before, by the number of answers, \
      with \(FigureText.percent(curve.confidence)) intervals. \(outlook)</figcaption>
      </figure>
      </section>
      """
  }

  private var description: String {
    points.map {
      "\($0.labels) answers: \(FigureText.signed($0.gain.mean)), "
        + "\(FigureText.interval($0.gain))."
    }.joined(separator: " ")
  }

  private var outlook: HTML {
    guard let next = curve.next, next.isFinite else { return .empty }
    return """
      The next \(curve.nextAnswers) answers are estimated to be worth \
      <strong>\(FigureText.signed(next.mean))</strong> (\(FigureText.interval(next))).
      """
  }

  private var axes: HTML {
    let (left, right, top, bottom) = Self.plot
    let (answers, gains) = (x.ticks(5), y.ticks(4))
    let across = zip(gains, Scale.text(gains)).map { value, text -> HTML in
      """
      <line class="\(value == 0 ? "zero" : "grid")" x1="\(left)" x2="\(right)" \
      y1="\(y(value))" y2="\(y(value))"/>\
      <text class="tick end" x="\(left - 8)" y="\(y(value) + 4)">\(text)</text>
      """
    }
    let down = zip(answers, Scale.text(answers)).map { value, text -> HTML in
      """
      <line class="grid" x1="\(x(value))" x2="\(x(value))" y1="\(bottom)" y2="\(bottom + 5)"/>\
      <text class="tick middle" x="\(x(value))" y="\(bottom + 20)">\(text)</text>
      """
    }
    return """
      \(across)
      \(down)
      <line class="grid" x1="\(left)" x2="\(left)" y1="\(top)" y2="\(bottom)"/>
      <text class="tick middle" x="\((left + right) / 2)" y="\(bottom + 40)">answers</text>
      """
  }

  private var band: HTML {
    let upper = points.map { ($0.labels, $0.gain.high) }
    let lower = points.reversed().map { ($0.labels, $0.gain.low) }
    return "<polygon class=\"band\" points=\"\(corners(upper + lower))\"/>"
  }

  private func future(after last: RunReport.LearningCurve.Point) -> HTML {
    guard let next = curve.next, next.isFinite else { return .empty }
    let labels = last.labels + curve.nextAnswers
    let (from, to) = (x(Double(last.labels)), x(Double(labels)))
    let mean = y(last.gain.mean + next.mean)
    return """
      <line class="future" x1="\(from)" x2="\(to)" y1="\(y(last.gain.mean))" y2="\(mean)"/>
      <line class="range" x1="\(to)" x2="\(to)" y1="\(y(last.gain.mean + next.low))" \
      y2="\(y(last.gain.mean + next.high))"/>
      <circle class="hollow" cx="\(to)" cy="\(mean)" r="4"/>
      """
  }

  private func marker(_ point: RunReport.LearningCurve.Point) -> HTML {
    let place = x(Double(point.labels))
    return """
      <line class="range" x1="\(place)" x2="\(place)" y1="\(y(point.gain.low))" \
      y2="\(y(point.gain.high))"/>\
      <circle class="mean" cx="\(place)" cy="\(y(point.gain.mean))" r="4"/>
      """
  }

  private func corners(_ values: [(labels: Int, gain: Double)]) -> HTML {
    HTML(joining: values.map { "\(x(Double($0.labels))),\(y($0.gain))" }, by: " ")
  }
}

extension Difference {
  fileprivate var isFinite: Bool { mean.isFinite && low.isFinite && high.isFinite }
}
