import ArgumentParser
import Foundation
import NeiroCommands
import NeiroCore
import NeiroStore

struct LabelExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Print the answers as CSV, or all there is as JSON Lines.",
    usage: "neiro label export [<options>]",
    discussion: """
      CSV holds the current answers with their details. JSON Lines hold the whole log, a session or an \
      event a line: also answers that were replaced or taken back, skips, flags and notes. Either goes \
      back in with `neiro label import`. Everybody's answers by every taste are printed, unless some \
      are named.

      Examples:
        neiro label export > Labels/mine.csv
        neiro label export --hashes --labeller ann
        neiro label export --format jsonl > everything.jsonl
      """)

  @OptionGroup var libraryOptions: LibraryOptions

  @OptionGroup var filter: LabelFilterOptions

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case csv, jsonl
  }

  @Option(help: "csv or jsonl.")
  var format = Format.csv

  @Flag(help: "Name clips by content hash instead of path.")
  var hashes = false

  func validate() throws {
    guard format == .csv || !hashes else {
      throw ValidationError("--hashes is for CSV; JSON Lines name clips by content hash anyway.")
    }
  }

  func run() throws {
    if format == .jsonl {
      let file = try libraryOptions.openWorkspace().labelDatabaseFile
      // Opening a database that isn't there would make one.
      guard FileManager.default.fileExists(atPath: file.path) else { return }
      let text = try LabelDatabase(file: file).log(of: filter.shown).text()
      return Output.text(text)
    }
    let (labels, name) = try CurrentLabels.read(libraryOptions, filter)
    let text = try LabelCSV.text(for: labels) { clip throws(StoreError) in
      hashes ? clip.hex : try name(clip)
    }
    Output.text(text)
  }
}
