import ArgumentParser

/// The worker behind `neiro train`, `neiro adapt` and neural encoders: the only program that loads
/// libtorch.
@main
struct NeiroTorchProgram: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "neiro-torch",
    abstract: "Do what needs libtorch, for neiro.",
    discussion: "`neiro` starts this program; there is no need to type it.",
    subcommands: [
      TrainWorker.self, EnsembleWorker.self, AdaptWorker.self, EncodeWorker.self,
      DescribeWorker.self,
    ])
}
