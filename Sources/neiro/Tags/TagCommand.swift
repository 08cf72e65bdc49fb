import ArgumentParser
import NeiroCore

struct TagCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tag",
    abstract: "Give clips tags, to find them by.",
    discussion: """
      A clip may have any number of tags, and keeps them when its file is moved. Capital and small \
      letters are the same. Favourites are the clips with the tag `favourite`.

      Examples:
        neiro tag add pad pads/warm.ogg pads/soft.ogg
        neiro tag add bass ~/Presets/Basses
        neiro tag remove bass Basses/sub.wav
        neiro tag list
        neiro tag list pad
      """,
    subcommands: [TagAddCommand.self, TagRemoveCommand.self, TagListCommand.self])
}

extension Tag {
  /// Reads a tag that was named on the command line.
  init(argument text: String) throws(ValidationError) {
    do {
      try self.init(text)
    } catch {
      throw ValidationError("\(error)")
    }
  }
}
