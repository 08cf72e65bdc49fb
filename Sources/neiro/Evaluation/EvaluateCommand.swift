import ArgumentParser
import Foundation
import NeiroCommands
import NeiroCore
import NeiroEvaluation
import NeiroHead

struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Compare the encoder alone with what was learned, on what the head never trained on.",
    usage: "neiro evaluate [<options>]",
    discussion: """
      Without files, the labels that `neiro train` held out are scored. With --queries and --qrels, \
      every query ranks the whole library; queries without relevant items are left out and counted. \
      A document of the qrels is a path; its end is enough. Labels are those of the labellers and \
      tastes that the head was trained on, or that --labeller and --taste name.

      Rankers stand side by side: raw (the encoder alone), adapted (what the library taught \
      itself, if it did) and personal (the head, if there is one). A gain is what a ranker adds to \
      the one before it.

      Examples:
        neiro evaluate --head mine
        neiro evaluate --queries loops.csv --qrels truth.txt
        neiro evaluate --queries loops.csv --qrels truth.txt --run mine.run --json
      """)

  @OptionGroup var libraryOptions: LibraryOptions
  @OptionGroup var headOptions: HeadOptions
  @OptionGroup var filter: LabelFilterOptions

  @Option(help: "A CSV file with the columns query_id,path.")
  var queries: String?

  @Option(help: "Judgements in TREC's form: query_id 0 path grade.")
  var qrels: String?

  @Option(
    name: .customLong("run"),
    help: ArgumentHelp(
      "Write TREC run files: FILE by the best ranker, FILE.raw and FILE.adapted by the others.",
      valueName: "file"))
  var runFile: String?

  @Option(help: "How many results of a query are looked at and written.")
  var depth = 1000

  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard (queries == nil) == (qrels == nil) else {
      throw ValidationError("--queries and --qrels go together.")
    }
    guard runFile == nil || queries != nil else { throw ValidationError("--run needs --queries.") }
    guard depth >= 10 else { throw ValidationError("--depth must be 10 or more.") }
  }

  func run() throws {
    let library = try Library(libraryOptions)
    let choice = try headOptions.choose(for: library)
    let checkpoint = choice.checkpoint
    if let manifest = checkpoint?.manifest, manifest.gate.decision != .useHead {
      Output.note("Head “\(manifest.name)” was found no better: personal adds nothing.")
    }
    let methods = try library.rankingMethods(choice)
    var report = EvaluationReport()
    if let checkpoint {
      let heldOut = try HeldOutPairs(
        library, checkpoint, by: methods, labels: filter.isGiven ? filter.learned : nil)
      if !heldOut.pairs.isEmpty { report.add(heldOut.pairs, newKnown: heldOut.newKnown) }
    }
    var unusableQueries = 0
    if let queries, let qrels {
      let evaluation = try QueryEvaluation(
        library, by: methods, checkpoint, queries: URL(fileURLWithPath: queries),
        qrels: URL(fileURLWithPath: qrels), depth: depth)
      report.add(evaluation.ranked, skipped: evaluation.skipped)
      evaluation.notes.forEach(Output.note)
      unusableQueries = evaluation.unusable
      if let runFile { try evaluation.writeRuns(to: runFile) }
    }
    guard report.queries > 0 || report.skipped > 0 || report.labels != nil else {
      throw EvaluateFailure.nothingToScore(head: checkpoint?.manifest.name)
    }
    if output.json { try Output.json(report) } else { report.print(checkpoint) }
    if unusableQueries > 0 { throw ExitCode.someInputsFailed }
  }

}

enum EvaluateFailure: Error, CustomStringConvertible {
  case nothingToScore(head: String?)

  var description: String {
    switch self {
    case .nothingToScore(nil):
      "There is nothing to score: train a head with `neiro train`, or give --queries and --qrels."
    case .nothingToScore(let head?):
      "Head “\(head)” held out no labels that are still there. Give --queries and --qrels instead."
    }
  }
}

extension EvaluationReport {
  /// Prints the comparison as tables.
  fileprivate func print(_ checkpoint: Checkpoint?) {
    let name = checkpoint.map { "“\($0.manifest.name)”" } ?? "none"
    if let labels {
      Output.line(
        "Held-out labels: \(labels.similar) similar, \(labels.dissimilar) dissimilar pairs; head \(name)"
      )
      Self.table(labels.comparison, ["pair_auc", "triplet_agreement"])
      let newNew = labels.similar + labels.dissimilar - labels.newKnown
      Output.line(
        "\(newNew) pairs of two clips the head never trained on, \(labels.newKnown) of one")
    }
    guard queries + skipped > 0 else { return }
    if labels != nil { Output.line() }
    Output.line("\(queries) queries, \(skipped) left out; head \(name)")
    Self.table(comparison, RetrievalMetric.standard.map(\.key))
    guard let step = comparison.values.lastStep else { return }
    let changes = perQuery.map { (query: $0.query, change: $0.change(.primary, step)) }
    let worse = changes.filter { $0.change < 0 }.sorted { $0.change < $1.change }
    let better = changes.count { $0.change > 0 }
    Output.line(
      "\(RetrievalMetric.primary.key), \(Self.name(step)): \(better) queries better, \(worse.count) worse, "
        + "\(queries - better - worse.count) the same")
    for query in worse.prefix(5) {
      Output.line("  worse by \(Self.text(-query.change)): \(query.query)")
    }
  }

  /// One column for each ranker, and one for what it adds to the one before it.
  private static func table(_ comparison: Comparison, _ keys: [String]) {
    let (rankers, steps) = (comparison.values.rankers, comparison.values.steps)
    var table = TextTable(
      headings: [""] + rankers.map(\.name) + steps.map { "\(name($0)), 95 %" },
      alignments: [.left] + Array(repeating: .right, count: rankers.count + steps.count))
    for key in keys {
      let values = rankers.compactMap { comparison.values[$0]?[key] }
      let differences = steps.compactMap { comparison.differences[$0]?[key] }
      guard values.count == rankers.count, differences.count == steps.count else { continue }
      table.add(
        [key] + values.map(text)
          + differences.map { "\(signed($0.mean)) (\(signed($0.low)) … \(signed($0.high)))" })
    }
    Output.table(table)
  }

  private static func name(_ step: RankerChange) -> String {
    "\(step.after.name) − \(step.before.name)"
  }

  private static func text(_ value: Double) -> String { String(format: "%.3f", value) }
  private static func signed(_ value: Double) -> String { String(format: "%+.3f", value) }
}

extension Ranker {
  /// As a musician reads it.
  fileprivate var name: String { self == .head ? "personal" : rawValue }
}
