import ArgumentParser
import Foundation
import NeiroCommands
import NeiroCore
import NeiroEncoding
import NeiroHead
import NeiroIndexing
import NeiroPairs
import NeiroRetrieval
import NeiroStore
import Synchronization

struct AdaptCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "adapt",
    abstract: "Let the library learn from itself, without any label.",
    usage: "neiro adapt [<options>]",
    discussion: """
      A target is a loop, a preset is a single note, and an encoder hears melody and rhythm before \
      timbre. So presets of the library play little phrases (hear some with `neiro phrases`), and a \
      base learns that a phrase and the preset it is played with are the same timbre. It is used \
      only if it finds presets that it never heard, by phrases of patterns that it never heard; \
      from then on searches and heads stand on it.

      Ctrl-C loses nothing: the next run goes on from there. Adapt again when the library has grown \
      by much; `neiro status` tells.

      Examples:
        neiro adapt
        neiro adapt --seed 7 --json
      """)

  @OptionGroup var libraryOptions: LibraryOptions
  @OptionGroup var recipeOptions: RecipeOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let library = try Library(libraryOptions)
    if let imported = library.encoder.importedParts.first {
      throw AdaptFailure.imported(imported.name)
    }
    let recipe = try recipeOptions.read(AdaptRecipe.self, in: library.workspace)
    let sample = library.sample(recipe)
    guard sample.rows.count >= PresetSample.fewestPresets else {
      throw AdaptFailure.tooFewPresets(
        different: sample.rows.count, presets: library.presetRows.count)
    }
    let worker = try TorchWorker.find()
    let played = try play(sample, recipe, library)
    let (verdict, run) = try train(worker, recipe, library)
    library.prepareSearches()
    if output.json {
      try Output.json(
        AdaptReport(
          name: BaseManifest.name(for: library.encoder.identity), run: run, verdict: verdict,
          seed: recipe.seed, presets: sample.rows.count, failed: played.failed))
    } else {
      Output.line(verdict.sentence)
    }
    if !played.failed.isEmpty { throw ExitCode.someInputsFailed }
  }

  /// Makes the phrases that aren't there yet.
  private func play(
    _ sample: PresetSample, _ recipe: AdaptRecipe, _ library: Library
  ) throws -> PhraseEncoder.Outcome {
    let player = try PhraseEncoder(
      in: library.workspace, cache: library.cache, encoder: library.encoder, recipe: recipe)
    let line = Mutex(ProgressLine())
    defer { line.withLock { $0.clear() } }
    let outcome: PhraseEncoder.Outcome
    do {
      outcome = try Interrupt.cancelling {
        try await player.encode(sample.clips, heldOut: sample.heldOut) { progress in
          line.withLock {
            $0.update(
              progress.presets, of: progress.total, "presets have played",
              perSecond: progress.perSecond, secondsLeft: progress.secondsLeft,
              detail: progress.failed > 0 ? "\(progress.failed) failed" : "")
          }
        }
      }
    } catch is CancellationError {
      line.withLock { $0.clear() }
      Output.note("Stopped. What was played is kept; the same command goes on from there.")
      throw ExitCode.interrupted
    }
    line.withLock { $0.clear() }
    for failure in outcome.failed {
      Output.note("Left out: \(failure.path): \(failure.reason)")
    }
    Output.note(
      "\(sample.clips.count - outcome.failed.count) presets have played, "
        + "\(outcome.embeddings.count) phrases and notes in all"
    )
    return outcome
  }

  private func train(
    _ worker: TorchWorker, _ recipe: AdaptRecipe, _ library: Library
  ) throws -> (BaseVerdict, run: String) {
    var progress = ProgressLine()
    var verdict: BaseVerdict?
    var run = ""
    defer { progress.clear() }
    do {
      try worker.run([
        "adapt", "--workspace", library.workspace.root.path,
        "--encoder", try WorkerArgument.json(library.encoder.identity),
        "--recipe", try WorkerArgument.json(recipe),
      ]) { event in
        switch event {
        case .step(let completed, let total, let loss):
          progress.update(
            completed, of: total, "steps", detail: "loss \(String(format: "%.3f", loss))")
        case .base(let found): verdict = found
        case .saved(_, let stamp): run = stamp
        case .prepared, .fold, .gate, .findings, .failed: break
        }
      }
    } catch is CancellationError {
      progress.clear()
      Output.note(
        "Stopped. What was played is kept, the base is as it was; the same command goes on.")
      throw ExitCode.interrupted
    }
    guard let verdict else { throw WorkerError.died(ending: "without a verdict") }
    return (verdict, run)
  }
}

/// The JSON of an adaptation.
private struct AdaptReport: Encodable {
  let name: String
  let run: String
  let verdict: BaseVerdict
  let seed: UInt64
  /// Different presets in the sample.
  let presets: Int
  let failed: [FailedFile]
}

enum AdaptFailure: Error, CustomStringConvertible {
  case tooFewPresets(different: Int, presets: Int)
  case imported(String)

  var description: String {
    switch self {
    case .tooFewPresets(let different, let presets):
      "The library has \(presets) presets with \(different) different sounds; adapting learns "
        + "from how presets differ and needs \(PresetSample.fewestPresets). Index more with "
        + "`neiro index`, or search without."
    case .imported(let name):
      "The vectors of “\(name)” were imported. To adapt, presets play phrases, which an encoder has to "
        + "hear here; search, train and evaluate work without."
    }
  }
}

extension Library {
  /// The rows that results show.
  var presetRows: [Int] { clips.filter(\.isResult).map(\.row) }

  func sample(_ recipe: AdaptRecipe) -> PresetSample {
    PresetSample(
      of: presetRows, clips: Array(gallery.clips), embeddings: gallery.embeddings, recipe: recipe)
  }
}
