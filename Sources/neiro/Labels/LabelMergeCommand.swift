import ArgumentParser
import Foundation
import NeiroCommands
import NeiroCore
import NeiroStore

struct LabelMergeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Take in the answers of another label database.",
    usage: "neiro label merge <other> [<options>]",
    discussion: """
      Everything that this workspace hasn't got is added: answers, undos, skips, flags, notes, \
      everybody's and by every taste. Nothing is overwritten, and merging twice changes nothing. Where \
      one person answered one pair differently here and there, both answers are kept, the later one \
      counts, and the pair is listed. The other database is only read; it may be of an older Neiro.

      Examples:
        neiro label merge ~/laptop/Labels/labels.sqlite --dry-run
        neiro label merge ~/laptop
      """)

  @Argument(help: "A labels.sqlite, or the workspace it belongs to.")
  var other: String

  @Flag(help: "Only tell what would be taken in.")
  var dryRun = false

  @OptionGroup var libraryOptions: LibraryOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let workspace = try libraryOptions.openWorkspace()
    let file = try otherFile()
    guard
      file.resolvingSymlinksInPath().path
        != workspace.labelDatabaseFile.resolvingSymlinksInPath().path
    else { throw LabelFailure.mergedWithItself(file.path) }
    let log = try LabelLog(database: file)
    let database = try LabelDatabase(file: workspace.labelDatabaseFile)
    let summary = try database.merge(log, isDryRun: dryRun)
    let cache = try libraryOptions.openCache(workspace)
    try MergeReport(summary, isDryRun: dryRun) { try cache?.displayPath(of: $0) }
      .tell(of: other, as: output)
  }

  private func otherFile() throws -> URL {
    let url = URL(fileURLWithPath: other)
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder),
      isFolder.boolValue
    else { return url }
    return try Workspace(root: url).labelDatabaseFile
  }
}

/// What taking in a log did, with the names of its clips; also its JSON.
struct MergeReport: Encodable {
  struct Conflict: Encodable {
    let clips: [LabelCheckReport.Clip]
    let labeller: String
    let taste: String
    let here: Answer
    let there: Answer
    /// What counts now.
    let current: PairLabel
  }

  struct Answer: Encodable {
    let label: PairLabel
    let createdAt: Date

    enum CodingKeys: String, CodingKey {
      case label
      case createdAt = "created_at"
    }
  }

  let imported: Int
  let answers: Int
  let undos: Int
  /// Skips, flags and notes.
  let remarks: Int
  let alreadyThere: Int
  let conflicts: [Conflict]
  let badLines: [BadLineRow]
  let dryRun: Bool

  enum CodingKeys: String, CodingKey {
    case imported, answers, undos, remarks, conflicts
    case alreadyThere = "already_there"
    case badLines = "bad_lines"
    case dryRun = "dry_run"
  }

  init(
    _ summary: MergeSummary, isDryRun: Bool = false, name: (ClipID) throws -> String?
  ) throws {
    (answers, undos, remarks) = (summary.answers, summary.undos, summary.remarks)
    imported = answers + undos + remarks
    alreadyThere = summary.alreadyThere
    badLines = summary.badLines.map(BadLineRow.init)
    dryRun = isDryRun
    conflicts = try summary.conflicts.map { conflict in
      func answer(_ pair: LabelledPair) -> Answer {
        Answer(label: pair.label, createdAt: pair.createdAt)
      }
      return Conflict(
        clips: try [conflict.here.a, conflict.here.b].map {
          LabelCheckReport.Clip(clip: $0, path: try name($0))
        },
        labeller: conflict.here.labeller, taste: conflict.here.taste, here: answer(conflict.here),
        there: answer(conflict.there), current: conflict.current.label)
    }
  }

  /// How many conflicts are listed; the JSON has them all.
  private static let listed = 10

  /// - Throws: `ExitCode.someInputsFailed` if lines were left out.
  func tell(of source: String, as output: OutputOptions) throws {
    for bad in badLines { Output.note("\(source):\(bad.line): \(bad.reason)") }
    if output.json { try Output.json(self) } else { print() }
    if !badLines.isEmpty { throw ExitCode.someInputsFailed }
  }

  private func print() {
    var text = LibraryText.counted(answers, "answer")
    if undos > 0 { text += ", \(LibraryText.counted(undos, "undo"))" }
    if remarks > 0 { text += ", \(remarks) skips, flags and notes" }
    text += dryRun ? " would be new" : " new"
    if alreadyThere > 0 { text += ", \(alreadyThere) were already there" }
    if !badLines.isEmpty { text += ", \(badLines.count) bad lines left out" }
    Output.line(text)
    guard !conflicts.isEmpty else { return }
    Output.line()
    Output.line(
      "Answered differently here and there, \(LibraryText.counted(conflicts.count, "pair")); "
        + "both are kept, the later one counts:")
    for conflict in conflicts.prefix(Self.listed) {
      Output.line(
        "  \(conflict.clips.map(\.name).joined(separator: " – ")): \(conflict.labeller) "
          + "\(conflict.here.label.rawValue) here, \(conflict.there.label.rawValue) there; "
          + "\(conflict.current.rawValue) counts")
    }
    if conflicts.count > Self.listed {
      Output.line("  … and \(conflicts.count - Self.listed) more, see --json")
    }
    Output.line(
      "Where that is wrong, answer again: `neiro label add A B --similar --labeller NAME`.")
  }
}
