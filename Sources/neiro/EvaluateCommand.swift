import ArgumentParser
import Foundation
import NeiroCommands
import NeiroCore
import NeiroEvaluation
import NeiroHead

struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Compare retrieval before and after, on what the head never trained on.",
    discussion: """
      Without files, the labels that `neiro train` held out are scored. With --queries and --qrels, \
      every query ranks the whole library; queries without relevant items are left out and counted. \
      A document of the qrels is a path; its end is enough.

      Examples:
        neiro evaluate --head mine
        neiro evaluate --queries loops.csv --qrels truth.txt
        neiro evaluate --queries loops.csv --qrels truth.txt --run mine.run --json
      """)

  @OptionGroup var libraryOptions: LibraryOptions
  @OptionGroup var headOptions: HeadOptions

  @Option(help: "A CSV file with the columns query_id,path.")
  var queries: String?

  @Option(help: "Judgements in TREC's form: query_id 0 path grade.")
  var qrels: String?

  @Option(
    name: .customLong("run"),
    help: ArgumentHelp(
      "Write TREC run files: FILE with the head's ranking, FILE.raw with the raw one.",
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
    let checkpoint = try headOptions.choose(for: library)
    if let manifest = checkpoint?.manifest, manifest.alpha == 0 {
      Output.note("Head “\(manifest.name)” was found no better than raw: after is as before.")
    }
    var report = EvaluationReport()
    if let checkpoint {
      let heldOut = try HeldOutPairs(library, checkpoint)
      if !heldOut.pairs.isEmpty { report.add(heldOut.pairs, newKnown: heldOut.newKnown) }
    }
    var unusableQueries = 0
    if let queries, let qrels {
      let evaluation = try QueryEvaluation(
        library, checkpoint, queries: URL(fileURLWithPath: queries),
        qrels: URL(fileURLWithPath: qrels), depth: depth)
      report.add(evaluation.ranked, skipped: evaluation.skipped)
      evaluation.notes.forEach(Output.note)
      unusableQueries = evaluation.unusable
      if let runFile {
        try evaluation.writeRuns(to: runFile, tag: checkpoint?.manifest.name ?? "raw")
      }
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
      table(labels.raw, labels.head, labels.difference, ["pair_auc", "triplet_agreement"])
      let newNew = labels.similar + labels.dissimilar - labels.newKnown
      Output.line(
        "\(newNew) pairs of two clips the head never trained on, \(labels.newKnown) of one")
    }
    guard queries + skipped > 0 else { return }
    if labels != nil { Output.line() }
    Output.line("\(queries) queries, \(skipped) left out; head \(name)")
    table(raw, head, difference, RetrievalMetric.standard.map(\.key))
    let sorted = perQuery.sorted { $0.change(.primary) < $1.change(.primary) }
    let worse = sorted.filter { $0.change(.primary) < 0 }
    let better = sorted.count { $0.change(.primary) > 0 }
    Output.line(
      "\(RetrievalMetric.primary.key): \(better) queries better, \(worse.count) worse, "
        + "\(queries - better - worse.count) the same")
    for query in worse.prefix(5) {
      Output.line("  worse by \(Self.text(-query.change(.primary))): \(query.query)")
    }
  }

  private func table(
    _ raw: [String: Double], _ head: [String: Double], _ difference: [String: Difference],
    _ keys: [String]
  ) {
    var table = TextTable(
      headings: ["", "before", "after", "change", "95 % interval"],
      alignments: [.left, .right, .right, .right, .right])
    for key in keys {
      guard let raw = raw[key], let head = head[key], let difference = difference[key] else {
        continue
      }
      table.add([
        key, Self.text(raw), Self.text(head), Self.signed(difference.mean),
        "\(Self.signed(difference.low)) … \(Self.signed(difference.high))",
      ])
    }
    for (index, line) in table.lines.enumerated() {
      Output.line(index == 0 ? Terminal.dim(line) : line)
    }
  }

  private static func text(_ value: Double) -> String { String(format: "%.3f", value) }
  private static func signed(_ value: Double) -> String { String(format: "%+.3f", value) }
}
