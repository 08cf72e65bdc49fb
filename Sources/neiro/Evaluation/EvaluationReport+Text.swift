import Foundation
import NeiroCommands
import NeiroCore
import NeiroEvaluation

extension EvaluationReport {
  /// Prints the comparison as tables.
  func print() {
    var isFirst = true
    func section(_ body: () -> Void) {
      if !isFirst { Output.line() }
      isFirst = false
      body()
    }
    if let labels { section { print(labels) } }
    if queries + skipped > 0 { section { printQueries() } }
    if let ratings { section { print(ratings) } }
    if !against.isEmpty { section { printVerdicts() } }
  }

  private func printVerdicts() {
    let p = against.count > 1 ? "p (Holm)" : "p"
    for verdict in against { Output.line(verdict.sentence(p: p)) }
  }

  private var headNames: String {
    let names = systems.compactMap(\.head)
    return names.isEmpty
      ? "no head"
      : "head\(names.count == 1 ? "" : "s") "
        + names.map { "“\($0)”" }.joined(separator: ", ")
  }

  private func print(_ labels: LabelPart) {
    Output.line(
      "Held-out labels: \(labels.similar) similar, \(labels.dissimilar) dissimilar pairs; "
        + headNames)
    let keys = ["pair_auc", "triplet_agreement"]
    Output.table(SystemTables.figures(labels.comparison, keys))
    printSteps(labels.comparison, keys)
    var table = TextTable(
      headings: ["pair_auc of pairs of", "pairs"] + systems.map(\.title),
      alignments: [.left, .right] + systems.map { _ in .right })
    for kind in ScoredPair.Kind.allCases where labels.count(kind) > 0 {
      let values = systems.map { labels.kinds[kind]?.comparison?.values[$0]?["pair_auc"] }
      table.add(
        [kind.title, "\(labels.count(kind))"]
          + values.map { $0.map(SystemTables.text) ?? "–" })
    }
    Output.line()
    Output.table(table)
    printPower(labels.comparison, "pair_auc", unit: "groups of clips")
  }

  private func printQueries() {
    Output.line("\(queries) queries, \(skipped) left out; \(headNames)")
    guard queries > 0 else { return }
    let keys = RetrievalMetric.standard.map(\.key)
    Output.table(SystemTables.figures(comparison, keys))
    printSteps(comparison, keys)
    let parts = [("loop → preset", loopToPreset), ("preset → preset", presetToPreset)]
    if parts.allSatisfy({ $0.1 != nil }) {
      for (title, part) in parts {
        guard let part else { continue }
        Output.line("\n\(title): \(part.queries) queries")
        Output.table(SystemTables.figures(part.comparison, [RetrievalMetric.primary.key, "mrr"]))
        printSteps(part.comparison, [RetrievalMetric.primary.key, "mrr"])
      }
    }
    printPower(comparison, RetrievalMetric.primary.key, unit: "queries")
    for step in systems.steps where step.after == systems.last || step.after.kind == .head {
      printLosers(step)
    }
  }

  /// Who got worse, by name.
  private func printLosers(_ step: SystemChange) {
    let changes = perQuery.map { (query: $0.query, change: $0.change(.primary, step)) }
    let worse = changes.filter { $0.change < 0 }.sorted { $0.change < $1.change }
    let better = changes.count { $0.change > 0 }
    Output.line(
      "\(RetrievalMetric.primary.key), \(step.title): \(better) queries better, \(worse.count) "
        + "worse, \(queries - better - worse.count) the same")
    for query in worse.prefix(5) {
      Output.line("  worse by \(SystemTables.text(-query.change)): \(query.query)")
    }
  }

  private func print(_ ratings: RatingPart) {
    let possible = ratings.sounds * (ratings.sounds - 1) / 2
    Output.line(
      "Ratings “\(ratings.study)”: \(ratings.sounds) sounds, \(ratings.pairs) of \(possible) pairs "
        + "rated; \(headNames)")
    let keys = ["triplet_agreement", "spearman", "kendall"]
    Output.table(SystemTables.figures(ratings.comparison, keys))
    printSteps(ratings.comparison, keys)
    printPower(ratings.comparison, "triplet_agreement", unit: "sounds")
  }

  /// What each system adds to the one it stands on; of several heads, the first metric alone.
  private func printSteps(_ comparison: SystemComparison, _ keys: [String]) {
    if systems.count <= SystemTables.mostColumns {
      for step in systems.steps {
        Output.line()
        Output.table(SystemTables.step(step, comparison, keys))
      }
    } else {
      Output.line()
      Output.table(SystemTables.changes(systems, comparison, keys[0]))
    }
  }

  private func printPower(_ comparison: SystemComparison, _ key: String, unit: String) {
    // Of several heads, the one that is seen least of, so that the sentence holds for all.
    let steps = systems.steps.filter { $0.after.kind == systems.last?.kind }
    let notes = steps.compactMap { comparison.differences[$0]?[key]?.power }
    guard let note = notes.max(by: { $0.leastDifference < $1.leastDifference }) else { return }
    Output.line("\n" + note.sentence(of: key, unit: unit))
  }
}

extension ScoredPair.Kind {
  /// As a musician reads it.
  fileprivate var title: String {
    switch self {
    case .newNew: "two new clips"
    case .newKnown: "a new and a known clip"
    case .knownKnown: "two known clips"
    case .chance: "drawn by chance"
    case .outOfFold: "clips of another fold"
    }
  }
}

extension BaselineVerdict {
  /// The verdict in one sentence.
  ///
  /// - Parameter name: What the p-value is called: it is corrected if there are several verdicts.
  /// - Returns: Who is better or worse than the baseline, by how much and how surely.
  func sentence(p name: String) -> String {
    let word =
      isWorse
      ? "significantly worse than" : isBetter ? "significantly better than" : "not worse than"
    let found = difference.interval
    let p = difference.adjustedPValue.map(SystemTables.pValue) ?? "–"
    return "\(system.title) is \(word) “\(baseline)”: \(metric) \(SystemTables.signed(found.mean)) "
      + "(\(SystemTables.signed(found.low)) … \(SystemTables.signed(found.high))), \(name) \(p), "
      + "\(units) \(design == .queries ? "queries" : "groups of clips")"
  }
}
