import ArgumentParser
import Foundation
import NeiroCommands
import NeiroCore
import NeiroEncoding
import NeiroHead
import NeiroStore

struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Learn a personal head from the labelled pairs.",
    usage: "neiro train --name <name> [<options>]",
    discussion: """
      The labels are cross-validated: the head is used only if it ranks clips it never saw better \
      than search does without it; otherwise the verdict is to keep that, and searching with this \
      head is searching without. `neiro evaluate` scores each label by a head that never saw it. \
      The head stands on what the library learnt from itself, if `neiro adapt` was run, and has to \
      add to that.

      Everybody's answers are learnt from together, but only those of one taste: the usual one, or the \
      one that --taste names. Several --taste options, or --taste all, are learnt together; a head for \
      each taste is a training with a name for each.

      Examples:
        neiro train --name mine
        neiro train --name mine --recipe personal --seed 7
        neiro train --name ann --labeller ann --json
        neiro train --name pads --taste pads
      """)

  @Option(help: "What the head is to be called: the folder under Checkpoints.")
  var name: String

  @OptionGroup var libraryOptions: LibraryOptions

  @OptionGroup var recipeOptions: RecipeOptions

  @OptionGroup var filter: LabelFilterOptions

  @Flag(help: "Stand on the encoder's own embeddings, also where the library is adapted.")
  var withoutBase = false

  @OptionGroup var output: OutputOptions

  func validate() throws {
    let allowed = CharacterSet.alphanumerics.union(CharacterSet(charactersIn: "-_."))
    guard !name.isEmpty, !name.hasPrefix("."), !name.hasPrefix(BaseManifest.namePrefix),
      name != "encoders", name.count <= 100,
      name.unicodeScalars.allSatisfy(allowed.contains)
    else {
      throw ValidationError(
        "“\(name)” can't be a head's name: letters, digits, - _ . are allowed, not “.” or “base-” at the start."
      )
    }
  }

  func run() throws {
    let workspace = try libraryOptions.openWorkspace()
    let encoder = try libraryOptions.openEncoder()
    let recipe = try recipeOptions.read(TrainingRecipe.self, in: workspace)
    // Asked here, where the answer is quick, and not after libtorch has been loaded.
    let cache = try libraryOptions.openLibrary(workspace)
    guard try !cache.libraryClips().isEmpty else { throw TrainFailure.emptyLibrary }
    guard FileManager.default.fileExists(atPath: workspace.labelDatabaseFile.path) else {
      throw TrainFailure.noLabels
    }
    try filter.noteOtherTastes(in: LabelDatabase(file: workspace.labelDatabaseFile))

    Interrupt.listen()
    let worker = try TorchWorker.find()
    let view = TrainingView()
    var verdict: GateVerdict?
    var findings: TrainingFindings?
    var counts = LabelCounts()
    var run = ""
    let arguments =
      [
        "train", "--workspace", workspace.root.path, "--name", name,
        "--encoder", try WorkerArgument.json(encoder.identity), "--recipe",
        try WorkerArgument.json(recipe),
      ] + ["--labels", try WorkerArgument.json(filter.learned)]
      + (withoutBase ? ["--without-base"] : [])
    defer { view.end() }
    do {
      try worker.run(arguments) { event in
        view.show(event)
        switch event {
        case .prepared(let found): counts = found
        case .gate(let found): verdict = found
        case .findings(let found): findings = found
        case .saved(_, let stamp): run = stamp
        case .step, .fold, .base, .failed: break
        }
      }
    } catch is CancellationError {
      view.end()
      Output.note("Stopped. Nothing was changed: no head “\(name)” was written.")
      throw ExitCode.interrupted
    }
    guard let verdict else { throw WorkerError.died(ending: "without a verdict") }
    if output.json {
      try Output.json(
        TrainReport(
          name: name, run: run, gate: verdict, labels: counts, seed: recipe.seed,
          learningCurve: findings?.learningCurve, checks: findings?.checks,
          warnings: findings?.warnings ?? []))
    } else {
      Output.line(verdict.sentence(head: name))
      if recipe.learningCurve { Output.line(findings.outlook(answers: counts)) }
    }
    for warning in findings?.warnings ?? [] { Output.note("Warning: \(warning)") }
    try? Library(workspace, encodedBy: encoder).prepareSearches()
  }
}

/// The JSON of a training.
private struct TrainReport: Encodable {
  let name: String
  let run: String
  let gate: GateVerdict
  let labels: LabelCounts
  let seed: UInt64
  /// nil where the recipe leaves it out, or there are too few answers.
  let learningCurve: LearningCurve?
  let checks: LibraryChecks?
  let warnings: [String]
}

extension TrainingFindings? {
  /// What more answers are worth, as a sentence.
  fileprivate func outlook(answers: LabelCounts) -> String {
    if let curve = self?.learningCurve, let sentence = curve.outlook { return sentence }
    let count = answers.similar + answers.dissimilar - answers.heldOut
    return count < LearningCurve.fewestLabels
      ? "What more answers would bring can be told from \(LearningCurve.fewestLabels) on."
      : "What more answers would bring can't be told: too few of these have nothing to do with "
        + "one another."
  }
}

enum TrainFailure: Error, CustomStringConvertible {
  case emptyLibrary
  case noLabels

  var description: String {
    switch self {
    case .emptyLibrary: "The library is empty. Index some presets first: `neiro index DIR`."
    case .noLabels:
      "There are no labels yet. Answer some pairs with `neiro label`, or import some with "
        + "`neiro label import FILE.csv`."
    }
  }
}

/// Shows a training on stderr.
private final class TrainingView {
  private var progress = ProgressLine()

  func show(_ event: TrainingEvent) {
    switch event {
    case .prepared(let counts):
      Output.note("Training on \(counts.similar) similar and \(counts.dissimilar) dissimilar pairs")
      let asides = [
        (counts.heldOut, "kept for evaluation"),
        (counts.test, "drawn by chance to judge by, not used"), (counts.unsure, "unsure, not used"),
        (counts.contradictory, "contradictory, not used"),
        (counts.withoutEmbedding, "with a clip that isn't indexed, not used"),
      ]
      for (count, what) in asides where count > 0 { Output.note("  \(count) \(what)") }
    case .step(let completed, let total, let loss):
      progress.update(
        completed, of: total, "steps", detail: "loss \(String(format: "%.3f", loss))")
    case .fold(let kind, let index, let count, let before, let head):
      progress.clear()
      Output.note(
        "  \(kind.rawValue), fold \(index + 1) of \(count): a similar partner ranks "
          + "\(String(format: "%.1f", before)) before, \(String(format: "%.1f", head)) with the head"
      )
    case .gate, .findings, .base, .saved, .failed: progress.clear()
    }
  }

  func end() { progress.clear() }
}
