import ArgumentParser
import Foundation
import NeiroRetrieval
import NeiroCommands
import NeiroCore
import NeiroEvaluation
import NeiroHead
import NeiroStore

struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Compare the encoder alone with what was learned, on what the head never trained on.",
    usage: "neiro evaluate [<options>]",
    discussion: """
      Systems stand side by side: raw (the encoder alone), adapted (what the library taught itself, \
      if it did) and personal (the head, if there is one; several go by their names). Each is \
      compared with the one it stands on: the difference with its 95 % interval, p by a paired \
      randomisation test, p again by Holm's correction for having looked at several, and the effect \
      size (0.2 is small, 0.8 large).

      Without files, labelled pairs are scored that no head was trained on: of clips that were held \
      out, or each by a fold's head that never saw it, or labelled since. With --queries and \
      --qrels, every query ranks the whole library; queries without relevant items are left out and \
      counted. A document of the qrels is a path; its end is enough. With --ratings, sounds are \
      compared as listeners rated them: a square matrix of dissimilarities, rows in the order of the \
      names in --sounds.

      --save keeps the evaluation under Training/evaluations. --against compares the heads with a \
      baseline: a kept evaluation, a system such as raw or a head's name, or a TREC run file.

      Exit codes: 0 done; 1 an error; 2 done, but some queries could not be used; 3 significantly \
      worse than --against (p at most .05); 64 wrong options.

      Examples:
        neiro evaluate --head mine
        neiro evaluate --queries loops.csv --qrels truth.txt
        neiro evaluate --queries loops.csv --qrels truth.txt --run mine.run --json
        neiro evaluate --all-heads --queries loops.csv --qrels truth.txt
        neiro evaluate --head mine --save before
        neiro evaluate --head mine --against before
        neiro evaluate --ratings ratings.txt --sounds sounds
      """)

  @OptionGroup var libraryOptions: LibraryOptions
  @OptionGroup var systems: SystemOptions
  @OptionGroup var filter: LabelFilterOptions

  @Option(help: "A CSV file with the columns query_id,path.")
  var queries: String?

  @Option(help: "Judgements in TREC's form: query_id 0 path grade.")
  var qrels: String?

  @Option(help: ArgumentHelp("Dissimilarities that people gave to sounds.", valueName: "file"))
  var ratings: String?

  @Option(help: ArgumentHelp("The folder with the rated sounds.", valueName: "dir"))
  var sounds: String?

  @Option(
    name: .customLong("run"),
    help: ArgumentHelp(
      """
      Write TREC run files: FILE by the only head or the best ranker, FILE.raw, FILE.adapted and, \
      of several heads, FILE.NAME by the others.
      """,
      valueName: "file"))
  var runFile: String?

  @Option(
    name: .customLong("write-qrels"),
    help: ArgumentHelp(
      "Write the judgements with documents named as in --run, for trec_eval.", valueName: "file"))
  var qrelsFile: String?

  @Option(help: "How many results of a query are looked at and written.")
  var depth = 1000

  @Option(help: ArgumentHelp("Keep the evaluation as a baseline.", valueName: "name"))
  var save: String?

  @Option(
    help: ArgumentHelp(
      "Exit with 3 if significantly worse than this baseline.", valueName: "baseline"))
  var against: String?

  @OptionGroup var page: PageOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard (queries == nil) == (qrels == nil) else {
      throw ValidationError("--queries and --qrels go together.")
    }
    guard (ratings == nil) == (sounds == nil) else {
      throw ValidationError("--ratings and --sounds go together.")
    }
    guard runFile == nil || queries != nil else { throw ValidationError("--run needs --queries.") }
    guard qrelsFile == nil || queries != nil else {
      throw ValidationError("--write-qrels needs --queries.")
    }
    guard depth >= 10 else { throw ValidationError("--depth must be 10 or more.") }
    if let save {
      let allowed = CharacterSet.alphanumerics.union(CharacterSet(charactersIn: "-_."))
      guard !save.isEmpty, !save.hasPrefix("."), save.count <= 100,
        save.unicodeScalars.allSatisfy(allowed.contains)
      else {
        throw ValidationError(
          "“\(save)” can't be an evaluation's name: letters, digits, - _ . are allowed.")
      }
    }
  }

  func run() throws {
    Interrupt.listen()
    do {
      try evaluate()
    } catch is CancellationError {
      Output.note("Stopped before the evaluation was done.")
      throw ExitCode.interrupted
    }
  }

  private func evaluate() throws {
    try page.check()
    let library = try Library(libraryOptions)
    let (methods, onlyBaseline) = try systems.methods(for: library, against: against)
    let baseline = try against.map {
      try Baseline(
        $0, among: methods.map(\.system), onlyBaseline: onlyBaseline, in: library.workspace)
    }
    try Interrupt.check()
    try files(of: methods.map(\.system), baseline).check()
    for method in methods {
      guard let manifest = method.checkpoint?.manifest, manifest.gate.decision != .useHead else {
        continue
      }
      Output.note(
        "Head “\(manifest.name)” was found no better: \(method.system.title) adds nothing.")
    }
    var report = EvaluationReport(methods.map(\.system))
    let labels = try addLabels(to: &report, methods, library)
    let asked = try addQueries(to: &report, methods, library)
    if let ratings, let sounds {
      let rated = try RatingEvaluation(
        URL(fileURLWithPath: ratings), sounds: URL(fileURLWithPath: sounds), by: methods,
        in: library)
      report.add(
        rated.ratings, study: rated.study, names: rated.names, similarities: rated.similarities)
    }
    guard report.queries + report.skipped > 0 || report.labels != nil || report.ratings != nil
    else {
      let hasHeads = library.workspace.checkpointNames().contains {
        !$0.hasPrefix(BaseManifest.namePrefix)
      }
      if systems.raw || systems.adapted, hasHeads {
        throw EvaluateFailure.labelsWithoutHead(option: systems.raw ? "--raw" : "--adapted")
      }
      throw EvaluateFailure.nothingToScore(heads: methods.compactMap(\.system.head))
    }
    try Interrupt.check()
    if let baseline {
      report.against = try baseline.verdicts(on: report, queries: asked, labels: labels)
    }
    try Interrupt.check()
    let isWorse = report.against.contains(where: \.isWorse)
    // Whoever reads stdout may leave early, which ends the process: files come first.
    if let save { try keep(report, as: save, library, asked, labels, isWorse: isWorse) }
    let pages = Result { try writePages(report, methods, library, asked, labels) }
    if output.json { try Output.json(report) } else { report.print() }
    try pages.get()
    if isWorse { throw ExitCode.significantlyWorse }
    if let asked, asked.unusable > 0 { throw ExitCode.someInputsFailed }
  }

  private func files(of systems: [RankingSystem], _ baseline: Baseline?) -> EvaluationFiles {
    let runs = runFile.map { TRECWriter.names($0, systems).flatMap(\.self) } ?? []
    func named(_ files: [(String, String?)]) -> [EvaluationFiles.Named] {
      files.compactMap { option, path in path.map { (option, $0) } }
    }
    return EvaluationFiles(
      inputs: named([
        ("--queries", queries), ("--qrels", qrels), ("--ratings", ratings),
        ("--against", baseline?.runFile),
      ]),
      outputs: named(
        runs.map { ("--run", $0) } + [("--write-qrels", qrelsFile), ("--page", page.page)]))
  }

  private func writePages(
    _ report: EvaluationReport, _ methods: [RankingMethod], _ library: Library,
    _ asked: QueryEvaluation?, _ labels: HeldOutPairs?
  ) throws {
    guard page.isAskedFor else { return }
    let maker = try EvaluationPageMaker(library, by: methods, page: page.pageFile)
    try page.write(
      try maker.content(
        report, queries: asked, file: queries.map { URL(fileURLWithPath: $0) },
        pairs: labels?.pairs ?? []))
  }

  private func addLabels(
    to report: inout EvaluationReport, _ methods: [RankingMethod], _ library: Library
  ) throws -> HeldOutPairs? {
    guard methods.contains(where: { $0.checkpoint != nil }) else { return nil }
    let heldOut = try HeldOutPairs(
      library, by: methods, labels: filter.isGiven ? filter.learned : nil)
    heldOut.notes.forEach(Output.note)
    guard !heldOut.pairs.isEmpty else { return nil }
    try report.add(
      heldOut.pairs, name: { try library.displayName(of: library.gallery.clips[$0]) })
    return heldOut
  }

  private func addQueries(
    to report: inout EvaluationReport, _ methods: [RankingMethod], _ library: Library
  ) throws -> QueryEvaluation? {
    guard let queries, let qrels else { return nil }
    var asked = try QueryEvaluation(
      library, queries: URL(fileURLWithPath: queries), qrels: URL(fileURLWithPath: qrels))
    asked.notes.forEach(Output.note)
    guard !asked.asked.isEmpty else {
      throw EvaluateFailure.noQueryLeft(
        queries: queries, leftOut: asked.skipped, unusable: asked.unusable)
    }
    guard asked.documents.notThere < asked.documents.count else {
      throw EvaluateFailure.noDocument(qrels: qrels, documents: asked.documents.count)
    }
    for method in methods {
      guard let note = method.checkpoint.flatMap(asked.leakageNote) else { continue }
      Output.note(note)
      report.notes.append(note)
    }
    let writer = try runFile.map { try TRECWriter($0, methods, in: library) }
    let documents = asked.documents
    try asked.rank(by: methods, depth: depth) { method, query, ranking in
      try writer?.write(method, methods[method].tag, query, ranking, documents)
    }
    try writer?.finish()
    if let qrelsFile { try TRECWriter.write(asked.judgements(), to: qrelsFile) }
    report.add(
      asked.ranked, skipped: asked.skipped,
      galleryCount: library.gallery.count - library.neverResults.count)
    return asked
  }

  private func keep(
    _ report: EvaluationReport, as name: String, _ library: Library, _ asked: QueryEvaluation?,
    _ labels: HeldOutPairs?, isWorse: Bool
  ) throws {
    guard !isWorse else {
      Output.note("Not kept as “\(name)”: it is worse than the baseline.")
      return
    }
    let saved = SavedEvaluation(report, of: library, asked, labels)
    let isReplaced = library.workspace.evaluationNames().contains(name)
    try library.workspace.writeEvaluation(try saved.data(), named: name)
    Output.note(
      "Kept as “\(name)”\(isReplaced ? " (replaced the one before)" : ""): compare with it by "
        + "--against \(name).")
  }
}

extension ExitCode {
  /// Done, and significantly worse than the baseline.
  fileprivate static let significantlyWorse = ExitCode(3)
}

enum EvaluateFailure: Error, CustomStringConvertible {
  case nothingToScore(heads: [String])
  case labelsWithoutHead(option: String)
  case noHeads(EncoderIdentity)
  /// Clips that sound the same were trained on and held out.
  case leakage(head: String, heldOut: String, trained: String)
  case noOverlap(queries: String, qrels: String)
  case noQueryLeft(queries: String, leftOut: Int, unusable: Int)
  case noDocument(qrels: String, documents: Int)
  case soundCount(ratings: String, rows: Int, folder: String, sounds: Int)
  case unwritable(String, reason: String)

  var description: String {
    switch self {
    case .nothingToScore(let heads) where heads.isEmpty:
      "There is nothing to score: train a head with `neiro train`, or give --queries and --qrels."
    case .nothingToScore(let heads):
      "Head\(heads.count == 1 ? "" : "s") \(heads.map { "“\($0)”" }.joined(separator: ", ")) held out "
        + "no labels that are still there. Give --queries and --qrels instead."
    case .labelsWithoutHead(let option):
      "Labels are scored only with a head: leave out \(option), or give --queries and --qrels."
    case .noHeads(let encoder):
      "There is no head of \(encoder.name) to compare. Train one with `\(encoder.command("train"))`."
    case .leakage(let head, let heldOut, let trained):
      "Head “\(head)” can't be evaluated on what it held out: it was trained on \(trained), which "
        + "sounds the same as \(heldOut), which it held out. Train it again."
    case .noOverlap(let queries, let qrels):
      "\(qrels) judges none of the queries of \(queries): are the query ids the same?"
    case .noQueryLeft(let queries, let leftOut, let unusable):
      "Nothing was evaluated: no query of \(queries) is left. \(leftOut - unusable) have no relevant "
        + "document (a grade of 1 or more), \(unusable) can't be read."
    case .noDocument(let qrels, let documents):
      "Nothing was evaluated: none of the \(documents) documents of \(qrels) is a preset of the "
        + "library. Are their paths, or the ends of them, those of the library?"
    case .soundCount(let ratings, let rows, let folder, let sounds):
      "\(ratings) rates \(rows) sounds, but \(folder) holds \(sounds) files. A row and a column "
        + "belong to each file, in the order of their names."
    case .unwritable(let path, let reason):
      "\(path) can't be written: \(reason)."
    }
  }
}
