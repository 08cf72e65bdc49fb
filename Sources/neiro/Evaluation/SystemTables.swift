import Foundation
import NeiroCommands
import NeiroCore
import NeiroEvaluation

/// The tables of a comparison, at most 100 columns wide.
enum SystemTables {
  /// More systems than this stand below each other.
  static let mostColumns = 3

  /// The metrics of each system: with intervals, or of many systems without.
  static func figures(_ comparison: SystemComparison, _ keys: [String]) -> TextTable {
    let systems = comparison.systems
    let keys = keys.filter { key in
      systems.allSatisfy { comparison.intervals[$0]?[key] != nil }
    }
    guard systems.count <= mostColumns else {
      var table = TextTable(
        headings: [""] + keys, alignments: [.left] + keys.map { _ in .right })
      for system in systems {
        table.add(
          [system.title] + keys.map { text(comparison.intervals[system]?[$0]?.mean ?? .nan) })
      }
      return table
    }
    var table = TextTable(
      headings: [""] + systems.map { "\($0.title), 95 %" },
      alignments: [.left] + systems.map { _ in .right })
    for key in keys {
      table.add(
        [key]
          + systems.map { system in
            comparison.intervals[system]?[key].map {
              "\(text($0.mean)) (\(text($0.low)) … \(text($0.high)))"
            } ?? ""
          })
    }
    return table
  }

  /// What one system adds to another: a row for each metric.
  static func step(
    _ step: SystemChange, _ comparison: SystemComparison, _ keys: [String]
  ) -> TextTable {
    var table = TextTable(
      headings: ["", "\(step.title), 95 %", "p", "p (Holm)", "effect"],
      alignments: [.left, .right, .right, .right, .right])
    for key in keys {
      if let difference = comparison.differences[step]?[key] {
        table.add([key] + cells(difference))
      }
    }
    return table
  }

  /// One metric's difference of all systems from all before them.
  static func changes(
    _ systems: [RankingSystem], _ comparison: SystemComparison, _ key: String
  ) -> TextTable {
    table(
      key, "difference, 95 %",
      systems.changes.compactMap { change in
        comparison.differences[change]?[key].map { (change.title, $0) }
      })
  }

  /// Columns of tests that weren't made are left out.
  private static func table(
    _ name: String, _ heading: String, _ rows: [(name: String, difference: SystemDifference)]
  ) -> TextTable {
    let isTested = rows.contains { $0.difference.pValue != nil }
    let headings = [name, heading] + (isTested ? ["p", "p (Holm)", "effect"] : [])
    var table = TextTable(
      headings: headings, alignments: [.left] + headings.dropFirst().map { _ in .right })
    for row in rows {
      table.add(([row.name] + cells(row.difference)).prefix(headings.count).map(\.self))
    }
    return table
  }

  private static func cells(_ difference: SystemDifference) -> [String] {
    let interval = difference.interval
    return [
      "\(signed(interval.mean)) (\(signed(interval.low)) … \(signed(interval.high)))",
      difference.pValue.map(pValue) ?? "–", difference.adjustedPValue.map(pValue) ?? "–",
      difference.effect?.standardizedMean.map { String(format: "%+.2f", $0) } ?? "–",
    ]
  }

  static func text(_ value: Double) -> String { String(format: "%.3f", value) }
  static func signed(_ value: Double) -> String { String(format: "%+.3f", value) }
  static func pValue(_ p: Double) -> String { p < 0.001 ? "< .001" : String(format: "%.3f", p) }
}
