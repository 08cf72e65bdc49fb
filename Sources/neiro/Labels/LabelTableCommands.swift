import ArgumentParser
import Foundation
import NeiroCommands
import NeiroCore
import NeiroEncoding
import NeiroStore

struct LabelImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Import answers from a CSV file, all or none.",
    usage: "neiro label import <file> [<options>]",
    discussion: """
      Columns: clip_a,clip_b,label,labeller,created_at; the last two may be missing. A clip is a \
      path, the end of a library path, or a content hash. Every bad line is named, and then nothing \
      is imported, unless --skip-bad is given. Importing a file twice changes nothing.

      Examples:
        neiro label import Labels/gm-programs.csv
        neiro label import mine.csv --labeller ann --skip-bad
      """)

  @Argument(help: "A CSV file.")
  var file: String

  @OptionGroup var libraryOptions: LibraryOptions
  @OptionGroup var labellerOptions: LabellerOptions

  @Flag(help: "Leave bad lines out and import the others.")
  var skipBad = false

  @OptionGroup var output: OutputOptions

  private struct Report: Encodable {
    let imported: Int
    let alreadyThere: Int
    let badLines: [Line]

    struct Line: Encodable {
      let line: Int
      let reason: String
    }

    enum CodingKeys: String, CodingKey {
      case imported
      case alreadyThere = "already_there"
      case badLines = "bad_lines"
    }
  }

  func run() throws {
    let workspace = try libraryOptions.openWorkspace()
    let url = URL(fileURLWithPath: file)
    let table = try LabelCSV(contentsOf: url)
    let resolver = try libraryOptions.resolver(workspace, from: url.deletingLastPathComponent())
    let database = try LabelDatabase(file: workspace.labelDatabaseFile)
    let summary = try database.importLabels(
      table, name: url.lastPathComponent, labeller: labellerOptions.labeller,
      skipsBadLines: skipBad
    ) { text throws(StoreError) in try resolver.clip(text) }
    if !table.ignoredColumns.isEmpty {
      Output.note("\(file): columns not read: \(table.ignoredColumns.joined(separator: ", "))")
    }
    for bad in summary.badLines { Output.note("\(file):\(bad.line): \(bad.reason)") }
    if output.json {
      try Output.json(
        Report(
          imported: summary.imported, alreadyThere: summary.alreadyThere,
          badLines: summary.badLines.map { .init(line: $0.line, reason: $0.reason) }))
    } else {
      var text = "\(summary.imported) answers imported"
      if summary.alreadyThere > 0 { text += ", \(summary.alreadyThere) were already there" }
      if !summary.badLines.isEmpty { text += ", \(summary.badLines.count) bad lines left out" }
      Output.line(text)
    }
    if !summary.badLines.isEmpty { throw ExitCode.someInputsFailed }
  }
}

struct LabelExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Print the current answers as CSV.",
    usage: "neiro label export [<options>]",
    discussion: """
      Examples:
        neiro label export > Labels/mine.csv
        neiro label export --hashes --labeller ann
      """)

  @OptionGroup var libraryOptions: LibraryOptions

  @Option(help: "Only this labeller's answers.")
  var labeller: String?

  @Flag(help: "Name clips by content hash instead of path.")
  var hashes = false

  func run() throws {
    let (labels, name) = try CurrentLabels.read(libraryOptions, labeller: labeller)
    let text = try LabelCSV.text(for: labels) { clip throws(StoreError) in
      hashes ? clip.hex : try name(clip)
    }
    Output.text(text)
  }
}

struct LabelListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Show the current answers, the latest last.",
    discussion: """
      Example:
        neiro label list --labeller ann
      """)

  @OptionGroup var libraryOptions: LibraryOptions

  @Option(help: "Only this labeller's answers.")
  var labeller: String?

  @OptionGroup var output: OutputOptions

  func run() throws {
    let (labels, name) = try CurrentLabels.read(libraryOptions, labeller: labeller)
    if output.json { return try Output.json(labels.map(LabelRow.init)) }
    guard !labels.isEmpty else {
      return Output.note("No answers yet. Give some with `neiro label`.")
    }
    var table = TextTable(headings: [], alignments: [.left, .left, .left, .left])
    for label in labels {
      table.add([label.label.rawValue, label.labeller, try name(label.a), try name(label.b)])
    }
    Output.table(table)
  }
}

/// The current answers, with names for their clips.
private enum CurrentLabels {
  static func read(
    _ options: LibraryOptions, labeller: String?
  ) throws -> ([LabelledPair], (ClipID) throws(StoreError) -> String) {
    let workspace = try options.openWorkspace()
    // Without a library, clips have no names but their hashes.
    let cache = try options.openCache(workspace)
    guard FileManager.default.fileExists(atPath: workspace.labelDatabaseFile.path) else {
      return ([], { clip in clip.hex })
    }
    let labels = try LabelDatabase(file: workspace.labelDatabaseFile).currentLabels()
      .filter { labeller == nil || $0.labeller == labeller }
    return (labels, { clip throws(StoreError) in try cache?.displayPath(of: clip) ?? clip.hex })
  }
}
