import ArgumentParser
import NeiroCommands
import NeiroRuns

struct RunsCompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Show in what two runs differ.",
    discussion: """
      Settings, labels and figures that are the same in both aren't shown. Where the labels or the \
      clips that were held out differ, the figures answer different questions; that is said first.

      Examples:
        neiro runs compare 20260101T1000 latest
        neiro runs compare 20260101T1000 20260102 --json
      """)

  @Argument(help: "A stamp, the beginning of one, or `latest`.")
  var a: String

  @Argument(help: "Another run.")
  var b: String

  @OptionGroup var workspaceOptions: WorkspaceOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let archive = try workspaceOptions.openRuns().archive
    let comparison = RunComparison(try archive.run(named: a), try archive.run(named: b))
    if output.json { try Output.json(comparison) } else { comparison.print() }
  }
}

extension RunComparison {
  fileprivate func print() {
    Output.line("A  \(a)")
    Output.line("B  \(b)")
    if !obstacles.isEmpty {
      Output.line()
      obstacles.forEach(Output.line)
      Output.line("So the figures can't be compared one to one.")
    }
    Self.print(config, "settings")
    Self.print(labels, "labels")
    Self.print(figures, "figures")
    if config.isEmpty && labels.isEmpty && figures.isEmpty {
      Output.line("\nThe runs differ in nothing.")
    }
  }

  private static func print(_ rows: [Row], _ heading: String) {
    guard !rows.isEmpty else { return }
    var table = TextTable(headings: [heading, "A", "B"], alignments: [.left, .left, .left])
    for row in rows { table.add([row.name, row.a ?? "–", row.b ?? "–"]) }
    Output.line()
    Output.table(table)
  }
}
