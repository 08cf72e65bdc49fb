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

  @Test(arguments: commands)
  func howeverItIsAskedForItNamesTheProgram(command: String) throws {
    let words = command.split(separator: " ").map(String.init)
    try withTemporaryFolder { folder in
      let neiro = BuiltProgram("neiro")
      let help = try neiro.run(["help"] + words, in: folder)
      #expect(help.stdout.contains("USAGE: neiro \(command)"), "\(help.stdout)")
      let flagged = try neiro.run(words + ["--help"], in: folder)
      #expect(flagged.status == 0 && flagged.stdout == help.stdout)

      let wrong = try neiro.run(words + ["--no-such-option"], in: folder)
      #expect(wrong.status == 64 && wrong.stdout.isEmpty)
      #expect(wrong.stderr.contains("Usage: neiro \(command)"), "\(wrong.stderr)")
    }
  }
}
