import NeiroEvaluation
import NeiroFigures

/// Whether it got better, in a sentence or two.
struct Verdict {
  private let report: EvaluationReport

  init(_ report: EvaluationReport) {
    self.report = report
  }

  /// What is judged by: the queries' primary metric, else the pairs', else the ratings'.
  private var basis: (comparison: SystemComparison, key: String, units: String)? {
    let primary = RetrievalMetric.primary.key
    if report.queries > 0 {
      return (report.comparison, primary, Self.count(report.queries, "query", "queries"))
    }
    if let labels = report.labels {
      let pairs = labels.similar + labels.dissimilar
      let units = Self.count(pairs, "held-out pair", "held-out pairs")
      if labels.comparison.values[key: RankingSystem.raw.key]?["pair_auc"] != nil {
        return (labels.comparison, "pair_auc", units)
      }
    }
    return report.ratings.map {
      ($0.comparison, "triplet_agreement", Self.count($0.sounds, "rated sound", "rated sounds"))
    }
  }

  /// The first sentence is the answer, the others say why.
  var text: String {
    guard let basis else {
      return "Nothing could be measured: no query had a right preset, and no label was held out."
    }
    guard let step = report.systems.lastStep,
      let difference = basis.comparison.differences[step]?[basis.key]
    else {
      let value = basis.comparison.values[key: RankingSystem.raw.key]?[basis.key] ?? .nan
      return "There is nothing to compare with yet: the encoder alone ranks. Its "
        + "\(MetricWords(basis.key).name) is \(FigureText.plain(value)) over \(basis.units)."
    }
    return answer(step, difference, basis) + whole(step, basis)
  }

  private func answer(
    _ step: SystemChange, _ difference: SystemDifference,
    _ basis: (comparison: SystemComparison, key: String, units: String)
  ) -> String {
    let values = [step.before, step.after].map {
      FigureText.plain(basis.comparison.values[$0]?[basis.key] ?? .nan)
    }
    let (before, after) = (name(step.before), name(step.after))
    let metric = MetricWords(basis.key).name
    let change =
      "\(FigureText.signed(difference.mean)), 95 % interval \(FigureText.interval(difference.interval))"
    if difference.isSignificantGain {
      return "Yes, it got better: \(after) lifts \(metric) from \(values[0]) (\(before)) to "
        + "\(values[1]) over \(basis.units) (\(change))."
    }
    if difference.isSignificantLoss {
      return "No, it got worse: with \(after), \(metric) falls from \(values[0]) (\(before)) to "
        + "\(values[1]) over \(basis.units) (\(change))."
    }
    let least = difference.power.map {
      " A difference under \(FigureText.plain($0.leastDifference)) could hardly have been seen."
    }
    return "It can't be told: \(metric) is \(values[1]) with \(after) and \(values[0]) before "
      + "(\(before)), over \(basis.units) (\(change)), which may be chance." + (least ?? "")
  }

  /// Against the encoder alone, where that isn't the step itself.
  private func whole(
    _ step: SystemChange, _ basis: (comparison: SystemComparison, key: String, units: String)
  ) -> String {
    guard let first = report.systems.first, first != step.before,
      let difference = basis.comparison.differences[
        SystemChange(from: first, to: step.after)]?[basis.key]
    else { return "" }
    let sure =
      difference.isSignificantGain || difference.isSignificantLoss
      ? "" : ", which may be chance"
    return " Against the encoder alone the change is \(FigureText.signed(difference.mean)) "
      + "(\(FigureText.interval(difference.interval)))\(sure)."
  }

  private func name(_ system: RankingSystem) -> String {
    system.head.map { "the head “\($0)”" } ?? system.title
  }

  static func count(_ count: Int, _ one: String, _ many: String) -> String {
    "\(count) \(count == 1 ? one : many)"
  }
}
