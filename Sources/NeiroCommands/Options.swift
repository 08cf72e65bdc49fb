public import ArgumentParser
public import Foundation

/// `--workspace`, on every command.
public struct WorkspaceOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "The folder that holds Labels, Checkpoints, Training and Cache.", valueName: "dir"))
  public var workspace = "."

  public init() {}

  public var folder: URL { URL(fileURLWithPath: workspace, isDirectory: true).standardizedFileURL }
}

/// `--json`, on every command that has something to tell.
public struct OutputOptions: ParsableArguments {
  @Flag(name: .long, help: "Print one JSON document on stdout, for scripts.")
  public var json = false

  public init() {}
}

extension ExitCode {
  /// Done, but some inputs failed.
  public static let someInputsFailed = ExitCode(2)
  /// Ended by Ctrl-C; what was done by then is kept.
  public static let interrupted = ExitCode(130)
}
