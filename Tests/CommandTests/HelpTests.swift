import NeiroTestSupport
import Testing

/// What `--help` shows fits a terminal, and its examples can be copied.
@Suite struct HelpTests {
  private static let commands = [
    "index", "adapt", "status", "label", "label ask", "label add", "label undo", "label list",
    "label import", "label export", "label check", "label stats", "label merge", "tag",
    "tag add", "tag remove", "tag list", "favourite", "train", "runs",
    "runs list", "runs show",
    "runs compare", "search", "classify", "detect", "analyze", "evaluate", "map", "phrases",
    "encoders",
    "encoders list", "encoders add", "encoders check", "import-embeddings", "export",
  ]

  @Test(arguments: commands)
  func linesFitAndExamplesStandOnOneLineEach(command: String) throws {
    let help = try withTemporaryFolder { folder in
      try BuiltProgram("neiro").run(
        ["help"] + command.split(separator: " ").map(String.init), in: folder)
    }
    #expect(help.status == 0)
    let lines = help.stdout.split(separator: "\n", omittingEmptySubsequences: false)
    for line in lines { #expect(line.count <= 100, "\(line)") }
    let start = try #require(
      lines.firstIndex { $0.contains("Example:") || $0.contains("Examples:") }, "\(command)")
    for line in lines[(start + 1)...].prefix(while: { !$0.isEmpty }) {
      #expect(line.hasPrefix("  ") && line.count <= 80, "\(line)")
    }
  }
}
