import ArgumentParser
import Foundation
import NeiroCommands
import NeiroCore
import NeiroRuns

struct RunsListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List the runs, the newest first.",
    discussion: """
      The gain is the one in the top ten on what was held out, with its interval; of a base, for \
      loops. The size is that of the map that was trained.

      Examples:
        neiro runs list
        neiro runs list --json
      """)

  @OptionGroup var workspaceOptions: WorkspaceOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let (runs, problems) = try workspaceOptions.openRuns().archive.runs()
    if output.json {
      try Output.json(
        Report(
          runs: runs.map(RunSummary.init), problems: problems.map(\.description)))
    } else if runs.isEmpty && problems.isEmpty {
      Output.note(RunError.noRuns.description)
    } else {
      Self.print(runs)
    }
    if !problems.isEmpty {
      problems.forEach { Output.note($0.description) }
      throw ExitCode.someInputsFailed
    }
  }

  private struct Report: Encodable {
    let runs: [RunSummary]
    let problems: [String]
  }

  private static func print(_ runs: [Run]) {
    guard !runs.isEmpty else { return }
    var table = TextTable(
      headings: ["run", "what", "labels", "decision", "gain in the top ten", "size"],
      alignments: [.left, .left, .right, .left, .left, .right])
    for run in runs {
      table.add([
        run.stamp, run.manifest.kind.rawValue,
        run.manifest.labels.map { "\($0.similar + $0.dissimilar)" } ?? "–",
        run.manifest.decision, run.manifest.topTenGain.text, run.manifest.sizeText,
      ])
    }
    Output.table(table)
  }
}

/// A run in a line; also its JSON.
struct RunSummary: Encodable {
  let stamp: String
  let name: String
  let what: RunManifest.Kind
  let startedAt: Date
  /// nil for a base.
  let labels: LabelCounts?
  let decision: String
  let topTenGain: Difference
  /// Inputs and outputs of the map that was trained.
  let size: [Int]

  init(_ run: Run) {
    stamp = run.stamp
    name = run.config.name
    what = run.manifest.kind
    startedAt = run.config.startedAt
    labels = run.manifest.labels
    decision = run.manifest.decision
    topTenGain = run.manifest.topTenGain
    size = run.manifest.shape
  }

  enum CodingKeys: String, CodingKey {
    case stamp, name, what, labels, decision, size
    case startedAt = "started_at"
    case topTenGain = "top_ten_gain"
  }
}

extension RunManifest {
  /// `512 × 38`
  var sizeText: String { shape.map(String.init).joined(separator: " × ") }
}

extension Difference {
  /// `+0.014 (+0.003 to +0.028)`
  var text: String {
    func signed(_ value: Double) -> String { String(format: "%+.3f", value) }
    return "\(signed(mean)) (\(signed(low)) to \(signed(high)))"
  }
}
