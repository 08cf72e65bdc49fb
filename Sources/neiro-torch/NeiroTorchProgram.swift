import ArgumentParser

/// The worker behind `neiro train` and `neiro adapt`: the only program that loads libtorch.
@main
struct NeiroTorchProgram: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "neiro-torch",
    abstract: "Do what needs libtorch, for neiro.",
    discussion: "`neiro` starts this program; there is no need to type it.",
    subcommands: [TrainWorker.self, AdaptWorker.self])
}
