import ArgumentParser
import NeiroCommands
import NeiroCore

struct TagAddCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add",
    abstract: "Give clips a tag.",
    usage: "neiro tag add <name> <clips> ... [<options>]",
    discussion: """
      \(ClipArguments.explanation) Clips that can't be found are named, the others get the tag, and \
      the exit code is 2.

      Examples:
        neiro tag add pad pads/warm.ogg pads/soft.ogg
        neiro tag add "für live" ~/Presets/Live
        neiro search loop.wav --json | jq -r '.results[].clip' | neiro tag add riff -
      """)

  @Argument(help: "The tag.") var name: String
  @OptionGroup var clips: ClipArguments
  @OptionGroup var libraryOptions: LibraryOptions
  @OptionGroup var output: OutputOptions

  func validate() throws { _ = try Tag(argument: name) }

  func run() throws {
    try TagChange.add.run(
      Tag(argument: name), clips.read(in: libraryOptions), libraryOptions, output)
  }
}
