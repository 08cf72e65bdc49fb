import ArgumentParser
import Foundation
import NeiroCommands
import NeiroCore
import NeiroHead
import NeiroRuns
import NeiroStore

struct RunsShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show one run: what it was given, how it went, what it decided.",
    discussion: """
      Examples:
        neiro runs show latest
        neiro runs show 20260101T1000
        neiro runs show latest --json
      """)

  @Argument(help: "A stamp, the beginning of one, or `latest`.")
  var stamp: String

  @OptionGroup var workspaceOptions: WorkspaceOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let (workspace, archive) = try workspaceOptions.openRuns()
    let details = try RunDetails(try archive.run(named: stamp))
    if output.json { try Output.json(details) } else { details.print(in: workspace) }
  }
}

/// All that is known of a run; also its JSON.
private struct RunDetails: Encodable {
  let stamp: String
  let folder: String
  /// The path of `report.html`; nil where the training gave no report.
  let page: String?
  let verdict: String
  let steps: Int
  let lastLoss: Double?
  let config: RunConfig
  let manifest: RunManifest
  let report: RunReport?

  init(_ run: Run) throws {
    stamp = run.stamp
    folder = run.folder.path
    page = run.page?.path
    report = try run.report()
    config = run.config
    manifest = run.manifest
    verdict = report?.verdict ?? run.manifest.sentence
    let losses = try run.metrics().compactMap { event in
      if case .step(_, _, let loss) = event { loss } else { nil }
    }
    steps = losses.count
    lastLoss = losses.last
  }

  enum CodingKeys: String, CodingKey {
    case stamp, folder, verdict, steps, config, manifest
    case page = "report"
    case lastLoss = "last_loss"
    case report = "report_contents"
  }

  func print(in workspace: Workspace) {
    Output.line(Terminal.bold(stamp))
    Output.line(verdict)
    Output.line()
    var table = TextTable(headings: ["", ""], alignments: [.left, .left])
    for (name, value) in facts(in: workspace) { table.add([name, value]) }
    Output.table(table)
    if let comparison = report?.comparison, !comparison.rows.isEmpty {
      Output.line()
      Self.print(comparison)
    }
    Output.line()
    Output.line(Terminal.dim("recipe"))
    var recipe = TextTable(headings: ["", ""], alignments: [.left, .left])
    for (key, value) in config.recipe.leaves.sorted(by: { $0.key < $1.key }) {
      recipe.add(["  \(key)", "\(value)"])
    }
    recipe.lines.forEach(Output.line)
  }

  private func facts(in workspace: Workspace) -> [(String, String)] {
    let common = [
      ("what", "\(manifest.kind.rawValue) “\(config.name)”, \(manifest.sizeText)"),
      ("started", config.startedAt.formatted(.iso8601)),
      ("encoder", "\(config.encoder)"),
      ("libtorch", config.libtorch),
      ("steps", "\(steps)" + (lastLoss.map { String(format: ", last loss %.3f", $0) } ?? "")),
    ]
    let folders = [
      ("folder", workspace.displayPath(folder)),
      ("report", page.map(workspace.displayPath) ?? "none"),
    ]
    return common + manifest.lines + folders
  }

  private static func print(_ comparison: RunReport.Comparison) {
    let share = Int((100 * comparison.confidence).rounded())
    var table = TextTable(
      headings: [
        "", comparison.before.rawValue, comparison.after.rawValue, "change, \(share) %",
      ], alignments: [.left, .right, .right, .left])
    let text = { (value: Double?) in value.map { String(format: "%.3f", $0) } ?? "–" }
    for row in comparison.rows {
      table.add([row.metric, text(row.before), text(row.after), row.change?.text ?? "–"])
    }
    Output.table(table)
  }
}

extension RunManifest {
  fileprivate var sentence: String {
    switch self {
    case .head(let manifest): manifest.gate.sentence(head: manifest.name)
    case .base(let manifest): manifest.verdict.sentence
    }
  }

  fileprivate var lines: [(String, String)] {
    switch self {
    case .head(let manifest):
      [
        (
          "labels",
          "\(manifest.labels.similar) similar, \(manifest.labels.dissimilar) dissimilar, "
            + "\(manifest.labels.heldOut) of them held out; hash \(manifest.labelsHash)"
        ),
        ("base", manifest.base.map { "\($0.name), \($0.fingerprint)" } ?? "none"),
        ("gain", manifest.gate.oneShots.topTenGain.text),
        ("rank gain", manifest.gate.oneShots.rankGain.text),
        (
          "alpha",
          "\(manifest.gate.alphas.oneShots) for presets, \(manifest.gate.alphas.loops) for loops"
        ),
      ]
    case .base(let manifest):
      [
        ("presets", "\(manifest.libraryPresets), of which \(manifest.playedPresets) played"),
        ("gain", "\(manifest.verdict.loops.topTenGain.text) for loops"),
        ("", "\(manifest.verdict.oneShots.topTenGain.text) for presets"),
        (
          "alpha",
          "\(manifest.verdict.alphas.loops) for loops, \(manifest.verdict.alphas.oneShots) for presets"
        ),
      ]
    }
  }
}
