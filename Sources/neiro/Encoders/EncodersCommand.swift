import ArgumentParser

struct EncodersCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "encoders",
    abstract: "List, add and check encoders.",
    discussion: """
      Encoders turn sounds into embeddings. Some are built in; a CLAP model, which reads text too, is \
      a folder that you put into the workspace with `neiro encoders add`. Nothing is downloaded: get \
      one from its makers, for instance laion/clap-htsat-unfused on Hugging Face.

      Examples:
        neiro encoders
        neiro encoders add ~/Downloads/clap-htsat-unfused --name clap
        neiro encoders check clap
        neiro index ~/Presets --encoder clap
      """,
    subcommands: [EncodersListCommand.self, EncodersAddCommand.self, EncodersCheckCommand.self],
    defaultSubcommand: EncodersListCommand.self)
}
