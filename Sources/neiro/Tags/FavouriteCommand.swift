import ArgumentParser
import NeiroCommands
import NeiroCore

struct FavouriteCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "favourite",
    abstract: "Make clips favourites, short for `neiro tag add favourite`.",
    usage: "neiro favourite <clips> ... [--remove] [<options>]",
    discussion: """
      \(ClipArguments.explanation) `neiro tag list favourite` lists the favourites.

      Examples:
        neiro favourite pads/warm.ogg
        neiro favourite pads/warm.ogg --remove
      """)

  @OptionGroup var clips: ClipArguments

  @Flag(help: "They are favourites no longer.")
  var remove = false

  @OptionGroup var libraryOptions: LibraryOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    try (remove ? TagChange.remove : .add).run(
      .favourite, clips.read(in: libraryOptions), libraryOptions, output)
  }
}
