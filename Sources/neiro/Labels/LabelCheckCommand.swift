import ArgumentParser
import Foundation
import NeiroCommands
import NeiroCore
import NeiroPairs
import NeiroStore

struct LabelCheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Tell what contradicts in the answers, and what they still need.",
    usage: "neiro label check [<options>]",
    discussion: """
      Lists pairs on which labellers disagree, clips that are similar to one clip and dissimilar \
      to each other, how steady each labeller is, clips that dominate, and whether there are \
      enough answers to judge a head by. Nothing is changed: hear a pair again and answer it with \
      `neiro label add`; the latest answer counts. The answers are those that `neiro train` would learn \
      from: of the usual taste, or of what --taste names.

      Examples:
        neiro label check
        neiro label check --labeller ann --json
      """)

  @OptionGroup var libraryOptions: LibraryOptions

  @OptionGroup var filter: LabelFilterOptions

  @OptionGroup var output: OutputOptions

  func run() throws {
    let workspace = try libraryOptions.openWorkspace()
    let cache = try libraryOptions.openCache(workspace)
    let name = { (clip: ClipID) in try cache?.displayPath(of: clip) }
    let (current, log) = try answers(workspace)
    let check = LabelCheck(current: current, log: log, library: try cache.map(LabelledLibrary.init))
    let report = try LabelCheckReport(check, name: name)
    if output.json { return try Output.json(report) }
    guard !current.isEmpty else {
      return Output.note("No answers\(filter.suffix) yet. Give some with `neiro label`.")
    }
    report.print()
  }

  private func answers(
    _ workspace: Workspace
  ) throws -> (current: [LabelledPair], log: [LabelledPair]) {
    // Opening a database that isn't there would make one.
    guard FileManager.default.fileExists(atPath: workspace.labelDatabaseFile.path) else {
      return ([], [])
    }
    let database = try LabelDatabase(file: workspace.labelDatabaseFile)
    try filter.noteOtherTastes(in: database)
    return (
      try database.currentLabels(of: filter.learned),
      try database.standingAnswers(of: filter.learned)
    )
  }
}

extension LabelledLibrary {
  init(_ cache: EmbeddingCache) throws {
    let clips = try cache.clips()
    let records = Dictionary(uniqueKeysWithValues: clips.map { ($0.clip, $0) })
    self.init(
      embeddings: try cache.embeddings(), results: Set(clips.filter(\.isResult).map(\.row)),
      loops: Set(clips.filter { $0.role == .query }.map(\.row)), row: { records[$0]?.row },
      hasFile: { records[$0]?.hasFile == true })
  }
}
