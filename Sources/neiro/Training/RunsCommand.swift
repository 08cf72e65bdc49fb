import ArgumentParser
import NeiroCommands
import NeiroRuns
import NeiroStore

struct RunsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "runs",
    abstract: "Look at what was trained.",
    discussion: """
      Every `neiro train` and `neiro adapt` leaves a folder in Training/runs: what it was given, how \
      it went, what it decided. A run is called by its stamp; a beginning that only one stamp has is \
      enough, and the last one is `latest`. `tensorboard --logdir Training/runs` shows the curves.

      Examples:
        neiro runs
        neiro runs show latest
        neiro runs compare 20260101T1000 latest
      """,
    subcommands: [RunsListCommand.self, RunsShowCommand.self, RunsCompareCommand.self],
    defaultSubcommand: RunsListCommand.self)
}

extension WorkspaceOptions {
  func openRuns() throws -> (workspace: Workspace, archive: RunArchive) {
    let workspace = try Workspace(root: folder)
    return (workspace, RunArchive(workspace.runsFolder))
  }
}
