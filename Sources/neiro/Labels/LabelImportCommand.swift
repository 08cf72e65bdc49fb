import ArgumentParser
import Foundation
import NeiroCommands
import NeiroCore
import NeiroStore

struct LabelImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Import answers from a CSV or JSON Lines file, all or none.",
    usage: "neiro label import <file> [<options>]",
    discussion: """
      Columns: clip_a,clip_b,label,labeller,created_at; the last two may be missing, and taste, \
      first_side, heard_a_ms, heard_b_ms, taken_ms, reason, head, head_fingerprint may be there. A clip \
      is a path, the end of a library path, or a content hash. A file named .jsonl is a whole log, as \
      `neiro label export --format jsonl` prints it. Every bad line is named, and then nothing is \
      imported, unless --skip-bad is given. Importing a file twice changes nothing.

      Examples:
        neiro label import Labels/gm-programs.csv
        neiro label import mine.csv --labeller ann --skip-bad
        neiro label import everything.jsonl
      """)

  @Argument(help: "A CSV file, or JSON Lines in a file named .jsonl.")
  var file: String

  @OptionGroup var libraryOptions: LibraryOptions
  @OptionGroup var labellerOptions: LabellerOptions

  @Flag(help: "Leave bad lines out and import the others.")
  var skipBad = false

  @OptionGroup var output: OutputOptions

  func run() throws {
    let workspace = try libraryOptions.openWorkspace()
    let url = URL(fileURLWithPath: file)
    if url.pathExtension.lowercased() == "jsonl" {
      let log = try LabelLog(contentsOf: url)
      let database = try LabelDatabase(file: workspace.labelDatabaseFile)
      let summary = try database.merge(log, skipsBadLines: skipBad)
      let cache = try libraryOptions.openCache(workspace)
      return try MergeReport(summary) { try cache?.displayPath(of: $0) }
        .tell(of: file, as: output)
    }
    let table = try LabelCSV(contentsOf: url)
    let resolver = try libraryOptions.resolver(workspace, from: url.deletingLastPathComponent())
    let database = try LabelDatabase(file: workspace.labelDatabaseFile)
    let summary = try database.importLabels(
      table, name: url.lastPathComponent, labeller: labellerOptions.labeller,
      taste: labellerOptions.taste, skipsBadLines: skipBad
    ) { text throws(StoreError) in try resolver.clip(text) }
    if !table.ignoredColumns.isEmpty {
      Output.note("\(file): columns not read: \(table.ignoredColumns.joined(separator: ", "))")
    }
    for bad in summary.badLines { Output.note("\(file):\(bad.line): \(bad.reason)") }
    if output.json {
      try Output.json(
        Report(
          imported: summary.imported, alreadyThere: summary.alreadyThere,
          badLines: summary.badLines.map(BadLineRow.init)))
    } else {
      var text = "\(summary.imported) answers imported"
      if summary.alreadyThere > 0 { text += ", \(summary.alreadyThere) were already there" }
      if !summary.badLines.isEmpty { text += ", \(summary.badLines.count) bad lines left out" }
      Output.line(text)
    }
    if !summary.badLines.isEmpty { throw ExitCode.someInputsFailed }
  }

  private struct Report: Encodable {
    let imported: Int
    let alreadyThere: Int
    let badLines: [BadLineRow]

    enum CodingKeys: String, CodingKey {
      case imported
      case alreadyThere = "already_there"
      case badLines = "bad_lines"
    }
  }
}

/// A bad line as JSON.
struct BadLineRow: Encodable {
  let line: Int
  let reason: String

  init(_ bad: BadLine) {
    (line, reason) = (bad.line, bad.reason)
  }
}
