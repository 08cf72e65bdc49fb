import ArgumentParser
import Foundation
import NeiroCommands
import NeiroCore
import NeiroEncoding
import NeiroHead
import NeiroPairs
import NeiroRuns
import NeiroStore

struct LabelStatsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stats",
    abstract: "Tell how many answers there are, how steady they are, and what they still lack.",
    usage: "neiro label stats [<options>]",
    discussion: """
      Counts by labeller, taste and session; how often a pair that was asked again got the same answer, \
      beyond chance (Gwet's AC1, and AC2 on the scale dissimilar < unsure < similar); whether it matters \
      which clip was heard first; what contradicts; which clips are compared with each other at all; how \
      long an answer takes; what the next ones are worth. Everybody's answers by every taste, unless \
      some are named.

      Examples:
        neiro label stats
        neiro label stats --labeller ann --taste pads --json
      """)

  @OptionGroup var libraryOptions: LibraryOptions
  @OptionGroup var filter: LabelFilterOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let workspace = try libraryOptions.openWorkspace()
    let cache = try libraryOptions.openCache(workspace)
    let file = workspace.labelDatabaseFile
    // Opening a database that isn't there would make one.
    let database =
      FileManager.default.fileExists(atPath: file.path) ? try LabelDatabase(file: file) : nil
    let selection = filter.shown
    let statistics = LabelStatistics(
      current: try database?.currentLabels(of: selection) ?? [],
      log: try database?.standingAnswers(of: selection) ?? [],
      sittings: try database.map { try LabelSitting.all(in: $0, of: selection) } ?? [],
      library: try cache.map(LabelledLibrary.init),
      clips: try cache.map { Set(try $0.clips().filter(\.isResult).map(\.clip)) })
    let report = try LabelStatsReport(
      statistics, flags: try database?.flags(of: selection) ?? [],
      notes: try database?.notes(of: selection) ?? [],
      outlook: try outlook(workspace)
    ) { try cache?.displayPath(of: $0) }
    if output.json { return try Output.json(report) }
    guard database != nil, !report.isEmpty else {
      return Output.note("No answers\(filter.suffix) yet. Give some with `neiro label`.")
    }
    report.print()
  }

  /// What the last head of this encoder found more answers to be worth.
  private func outlook(_ workspace: Workspace) throws -> LabelStatsReport.Outlook? {
    let encoder = try libraryOptions.openEncoder().identity
    for run in RunArchive(workspace.runsFolder).runs().runs {
      guard case .head(let manifest) = run.manifest, manifest.encoder == encoder else { continue }
      // A damaged report of a run that nobody asked for is passed over, as a damaged run is.
      guard let report = try? run.report() else { return nil }
      return LabelStatsReport.Outlook(
        head: manifest.name, run: run.stamp, curve: report.learningCurve)
    }
    return nil
  }
}

extension LabelSitting {
  /// The sessions of a selection, oldest first.
  fileprivate static func all(
    in database: LabelDatabase, of selection: LabelSelection
  ) throws -> [LabelSitting] {
    let events = Dictionary(grouping: try database.history().filter { !$0.isUndone }) {
      $0.sessionID
    }
    return try database.sessions()
      .filter { selection.contains(labeller: $0.labeller, taste: $0.taste) }
      .sorted { ($0.startedAt, $0.id) < ($1.startedAt, $1.id) }
      .map { session in
        let own = events[session.id] ?? []
        return LabelSitting(
          name: session.uid, labeller: session.labeller, taste: session.taste,
          source: session.source.text, startedAt: session.startedAt,
          answers: own.compactMap(\.answer),
          skips: own.count { if case .skip = $0.kind { true } else { false } })
      }
  }
}
