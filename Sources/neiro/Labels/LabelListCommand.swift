import ArgumentParser
import Foundation
import NeiroCommands
import NeiroCore
import NeiroStore

struct LabelListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Show the current answers, the latest last.",
    usage: "neiro label list [<options>]",
    discussion: """
      Everybody's, by every taste, unless some are named.

      Examples:
        neiro label list --labeller ann
        neiro label list --taste pads --json
      """)

  @OptionGroup var libraryOptions: LibraryOptions

  @OptionGroup var filter: LabelFilterOptions

  @OptionGroup var output: OutputOptions

  func run() throws {
    let (labels, name) = try CurrentLabels.read(libraryOptions, filter)
    if output.json { return try Output.json(labels.map(LabelRow.init)) }
    guard !labels.isEmpty else {
      return Output.note("No answers\(filter.suffix) yet. Give some with `neiro label`.")
    }
    var table = TextTable(headings: [], alignments: [.left, .left, .left, .left])
    for label in labels {
      table.add([label.label.rawValue, label.voice, try name(label.a), try name(label.b)])
    }
    Output.table(table)
  }
}

/// The current answers, with names for their clips.
enum CurrentLabels {
  static func read(
    _ options: LibraryOptions, _ filter: LabelFilterOptions
  ) throws -> ([LabelledPair], (ClipID) throws(StoreError) -> String) {
    let workspace = try options.openWorkspace()
    // Without a library, clips have no names but their hashes.
    let cache = try options.openCache(workspace)
    guard FileManager.default.fileExists(atPath: workspace.labelDatabaseFile.path) else {
      return ([], { clip in clip.hex })
    }
    let labels = try LabelDatabase(file: workspace.labelDatabaseFile)
      .currentLabels(of: filter.shown)
    return (labels, { clip throws(StoreError) in try cache?.displayPath(of: clip) ?? clip.hex })
  }
}
