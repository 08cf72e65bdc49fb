import NeiroCore
import NeiroEvaluation
import NeiroFigures

/// Whether it got better, in a sentence or two.
struct Verdict {
  private let report: EvaluationReport

  init(_ report: EvaluationReport) {
    self.report = report
  }

  private typealias Basis = (comparison: SystemComparison, key: String, units: String)

  /// What is judged by: the queries' primary metric, else the pairs', else the ratings'.
  private var basis: Basis? {
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
    let ranked = ranked(basis)
    if ranked.count(where: { $0.kind == .head }) > 1 { return best(of: ranked, basis) }
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
    _ step: SystemChange, _ difference: SystemDifference, _ basis: Basis
  ) -> String {
    let values = [step.before, step.after].map {
      FigureText.plain(basis.comparison.values[$0]?[basis.key] ?? .nan)
    }
    let (before, after) = (name(step.before), name(step.after))
    let metric = MetricWords(basis.key).name
    let change =
      "\(FigureText.signed(difference.mean)), 95 % interval \(FigureText.interval(difference.interval))"
    if difference.isSure, difference.mean > 0 {
      return "Yes, it got better: \(after) lifts \(metric) from \(values[0]) (\(before)) to "
        + "\(values[1]) over \(basis.units) (\(change))."
    }
    if difference.isSure, difference.mean < 0 {
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
  private func whole(_ step: SystemChange, _ basis: Basis) -> String {
    guard let first = report.systems.first, first != step.before,
      let difference = basis.comparison.differences[
        SystemChange(from: first, to: step.after)]?[basis.key]
    else { return "" }
    let sure = difference.isSure ? "" : ", which may be chance"
    return " Against the encoder alone the change is \(FigureText.signed(difference.mean)) "
      + "(\(FigureText.interval(difference.interval)))\(sure)."
  }

  private func name(_ system: RankingSystem) -> String {
    system.head.map { "the head “\($0)”" } ?? system.title
  }

  // MARK: - Several heads

  /// What the page compares with the encoder alone: of several heads the best one, else the last
  /// system; nil where there is only one.
  var focus: RankingSystem? {
    guard report.systems.count > 1 else { return nil }
    guard report.systems.count(where: { $0.kind == .head }) > 1, let basis else {
      return report.systems.last
    }
    return ranked(basis).first { $0.kind == .head }
  }

  /// The best first; of equal ones the later.
  private func ranked(_ basis: Basis) -> [RankingSystem] {
    let values = report.systems.map { basis.comparison.values[$0]?[basis.key] ?? -.infinity }
    return values.indices.sorted { (values[$0], $0) > (values[$1], $1) }.map { report.systems[$0] }
  }

  private func best(of ranked: [RankingSystem], _ basis: Basis) -> String {
    let list = ranked.map { system in
      let value = basis.comparison.values[system]?[basis.key] ?? .nan
      return "\(system.head.map { "“\($0)”" } ?? system.title) \(FigureText.plain(value))"
    }
    let order =
      "By \(MetricWords(basis.key).name) over \(basis.units) the order is "
      + "\(list.joined(separator: ", "))."
    guard let first = ranked.first else { return order }
    var others = [ranked.dropFirst().first]
    if let raw = report.systems.first, raw != first, others[0] != raw { others.append(raw) }
    return order
      + others.compactMap(\.self).compactMap { lead($0, behind: first, basis) }.joined()
  }

  /// By how much one system leads another.
  private func lead(
    _ other: RankingSystem, behind first: RankingSystem, _ basis: Basis
  ) -> String? {
    let change = SystemChange(from: other, to: first)
    let back = SystemChange(from: first, to: other)
    let forward = basis.comparison.differences[change]?[basis.key]
    guard let found = forward ?? basis.comparison.differences[back]?[basis.key] else { return nil }
    let sign: Double = forward == nil ? -1 : 1
    let (a, b) = (sign * found.interval.low, sign * found.interval.high)
    let sure = found.isSure ? "" : ", which may be chance"
    return " From \(other.head.map { "“\($0)”" } ?? other.title) the first differs by "
      + "\(FigureText.signed(sign * found.mean)) (\(FigureText.signed(min(a, b))) to "
      + "\(FigureText.signed(max(a, b))))\(sure)."
  }

  static func count(_ count: Int, _ one: String, _ many: String) -> String {
    "\(count) \(count == 1 ? one : many)"
  }
}
