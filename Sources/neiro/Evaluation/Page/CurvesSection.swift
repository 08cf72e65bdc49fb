import NeiroCore
import NeiroEvaluation
import NeiroFigures

/// Precision over recall: how clean a list stays the further one reads it.
struct PrecisionSection {
  let figure: PageFigure

  init?(_ report: EvaluationReport) {
    guard let curves = report.precisionAtRecall else { return nil }
    let series = curves.systems.compactMap { system in
      curves[system].map { values in
        LineChart.Series(
          system.title,
          values.enumerated().map { LineChart.Point(x: Double($0) / 10, y: $1) },
          hasMarkers: true)
      }
    }
    let words = curves.systems.compactMap { system in
      curves[system].map { values in
        let places = [0, 2, 5, 10].map { "\(FigureText.plain(values[$0])) at \(10 * $0) %" }
        return "\(system.title): \(places.joined(separator: ", "))."
      }
    }
    let chart = LineChart(
      "Precision over recall", x: Axis("share of the right presets found (recall)", range: 0...1),
      y: Axis("share of right ones so far (precision)", range: 0...1), series: series,
      description: words.joined(separator: " "))
    figure = PageFigure(
      "precision-recall", chart.picture,
      caption: """
        Read a result list from the top until a tenth of the right presets is found, then two \
        tenths, and so on: what share of what was read is right? Higher is better. Mean over \
        \(report.queries) queries of the interpolated precision.
        """)
  }

  var html: HTML {
    """
    <section>
    <h2>How clean the lists are</h2>
    \(figure.html)
    </section>
    """
  }
}

/// Whether probabilities made of the scores hold.
struct ReliabilitySection {
  let figure: PageFigure
  private let facts: [HTML]

  init?(_ report: EvaluationReport) {
    guard let labels = report.labels else { return nil }
    let tables = labels.reliability.systems.compactMap { system in
      (labels.reliability[system] ?? nil).map { (system, $0) }
    }
    guard !tables.isEmpty else { return nil }
    let series = tables.map { system, table in
      LineChart.Series(
        system.title,
        table.bins.map { LineChart.Point(x: $0.probability, y: $0.outcome) }, hasMarkers: true)
    }
    let words = tables.map { system, table in
      "\(system.title): "
        + table.bins.map {
          "\(FigureText.percent($0.probability)) said, \(FigureText.percent($0.outcome)) were "
            + "(\($0.count) pairs)"
        }.joined(separator: ", ") + "."
    }
    let chart = LineChart(
      "Calibration", x: Axis("probability told", range: 0...1, format: .percent),
      y: Axis("share that was similar", range: 0...1, format: .percent), series: series,
      guides: [.diagonal], description: words.joined(separator: " "))
    figure = PageFigure(
      "calibration", chart.picture,
      caption: """
        Of pairs that are told to be similar with 70 %, seven in ten should be: points on the dashed \
        line hold what they say, points above it are too careful, points below it too sure. Each \
        pair’s probability was fitted on other pairs.
        """)
    facts = tables.map { system, table in
      """
      <tr><th scope="row">\(system.title)</th><td>\(FigureText.plain(table.brierScore))</td>\
      <td>\(FigureText.plain(table.expectedCalibrationError))</td></tr>
      """
    }
  }

  var html: HTML {
    """
    <section>
    <h2>Whether a probability can be trusted</h2>
    \(figure.html)
    <table class="figures">
    <thead><tr><th scope="col">system</th><th scope="col">Brier score, 0 is best</th>\
    <th scope="col">calibration error, 0 is best</th></tr></thead>
    <tbody>
    \(facts)
    </tbody>
    </table>
    </section>
    """
  }
}

/// What the answers were worth, by trainings on some of them.
struct LearningSection {
  let figure: PageFigure

  init?(_ curve: LearningCurve?, head: String?) {
    guard let curve, !curve.points.isEmpty else { return nil }
    func point(_ point: LearningCurve.Point) -> LineChart.Point {
      LineChart.Point(
        x: Double(point.labels), y: point.gain.mean,
        interval: point.gain.low <= point.gain.high ? point.gain.low...point.gain.high : nil)
    }
    let name = head.map { "“\($0)”" } ?? "the head"
    let chart = LineChart(
      "Gain by number of answers", x: Axis("answers"), y: Axis("gain in the top ten"),
      series: [LineChart.Series("gain", curve.points.map(point), hasMarkers: true)],
      guides: [.horizontal(0)],
      description: curve.points.map {
        "\($0.labels) answers: \(FigureText.signed($0.gain.mean)), "
          + "\(FigureText.interval($0.gain))."
      }.joined(separator: " "))
    let next: HTML =
      curve.next.map {
        """
         The next \(curve.nextAnswers) answers are estimated to be worth \
        <strong>\(FigureText.signed($0.mean))</strong> (\(FigureText.interval($0))).
        """
      } ?? .empty
    figure = PageFigure(
      "learning-curve", chart.picture,
      caption: """
        When \(name) was trained it was also trained on some of the answers only: what each number \
        of answers gained over the ranking before, on answers that were kept out, with \
        \(FigureText.percent(curve.confidence)) intervals.\(next)
        """)
  }

  var html: HTML {
    """
    <section>
    <h2>What the answers were worth</h2>
    \(figure.html)
    </section>
    """
  }
}
