import ArgumentParser
import NeiroCommands
import NeiroCore

struct TagRemoveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove",
    abstract: "Take a tag from clips.",
    usage: "neiro tag remove <name> <clips> ... [<options>]",
    discussion: """
      \(ClipArguments.explanation) Clips that can't be found are named, the others lose the tag, and \
      the exit code is 2.

      Examples:
        neiro tag remove bass Basses/sub.wav
        neiro tag list old --json | jq -r '.[].clip' | neiro tag remove old -
      """)

  @Argument(help: "The tag.") var name: String
  @OptionGroup var clips: ClipArguments
  @OptionGroup var libraryOptions: LibraryOptions
  @OptionGroup var output: OutputOptions

  func validate() throws { _ = try Tag(argument: name) }

  func run() throws {
    try TagChange.remove.run(
      Tag(argument: name), clips.read(in: libraryOptions), libraryOptions, output)
  }
}
