import ArgumentParser

@main
struct NeiroProgram: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "neiro",
    abstract: "Find the presets that sound like a loop, to your ears.",
    discussion: """
      Index a folder of preset previews, let the library learn from itself, say which pairs sound \
      similar to you, train a head on your answers, search with it, and see whether it really got \
      better.

      Examples:
        neiro index ~/Presets
        neiro adapt
        neiro label
        neiro train --name mine
        neiro search loop.wav --head mine
        neiro evaluate --head mine

      Data goes to stdout, talk to stderr. Exit codes: 0 done, 1 failed, 2 done but some inputs \
      failed, 3 significantly worse (neiro evaluate --against), 64 wrong usage, 130 interrupted.
      """,
    version: "0.1.0",
    subcommands: [
      IndexCommand.self, AdaptCommand.self, StatusCommand.self, LabelCommand.self,
      TagCommand.self, FavouriteCommand.self, TrainCommand.self, RunsCommand.self,
      SearchCommand.self, ClassifyCommand.self, DetectCommand.self, AnalyzeCommand.self,
      EvaluateCommand.self, MapCommand.self, PhrasesCommand.self, EncodersCommand.self,
      ImportEmbeddingsCommand.self, ExportCommand.self,
    ])
}
