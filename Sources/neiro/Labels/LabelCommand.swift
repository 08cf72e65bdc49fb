import ArgumentParser
import Foundation
import NeiroCommands
import NeiroCore
import NeiroStore

struct LabelCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "label",
    abstract: "Say which pairs of clips sound similar.",
    discussion: """
      Without a subcommand, asks about one pair after the other. Every answer is saved at once.

      Examples:
        neiro label
        neiro label add a.ogg b.ogg --similar
        neiro label import Labels/gm-programs.csv
        neiro label check
        neiro label stats
        neiro label export > mine.csv
        neiro label merge ~/other/Labels/labels.sqlite
      """,
    subcommands: [
      LabelAskCommand.self, LabelAddCommand.self, LabelImportCommand.self, LabelExportCommand.self,
      LabelMergeCommand.self, LabelListCommand.self, LabelCheckCommand.self,
      LabelStatsCommand.self, LabelUndoCommand.self,
    ],
    defaultSubcommand: LabelAskCommand.self)
}

struct LabelAddCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add",
    abstract: "Add one answer about two clips.",
    usage: "neiro label add <a> <b> --similar | --dissimilar | --unsure [<options>]",
    discussion: """
      A clip is a path, the end of a library path, or a content hash. Answering the same pair again \
      replaces the earlier answer.

      Examples:
        neiro label add previews/a.ogg previews/b.ogg --similar
        neiro label add a.ogg b.ogg --dissimilar --labeller ann
      """)

  @Argument(help: "A clip.") var a: String
  @Argument(help: "Another clip.") var b: String

  @Flag(help: "The answer.") var answer: Answer
  @OptionGroup var libraryOptions: LibraryOptions
  @OptionGroup var labellerOptions: LabellerOptions
  @OptionGroup var output: OutputOptions

  enum Answer: String, EnumerableFlag {
    case similar, dissimilar, unsure

    var label: PairLabel {
      switch self {
      case .similar: .similar
      case .dissimilar: .dissimilar
      case .unsure: .unsure
      }
    }
  }

  func run() throws {
    let workspace = try libraryOptions.openWorkspace()
    let resolver = try libraryOptions.resolver(workspace)
    let (first, second) = (try resolver.clip(a), try resolver.clip(b))
    let database = try LabelDatabase(file: workspace.labelDatabaseFile)
    let session = try database.startSession(
      labeller: labellerOptions.labeller, taste: labellerOptions.taste, source: .added)
    let stored = try database.add(first, second, answer.label, in: session)
    if output.json {
      try Output.json(LabelRow(stored))
    } else {
      Output.note("Saved: \(answer.rawValue).")
    }
  }
}

struct LabelUndoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "undo",
    abstract: "Take back the last answer; again, the one before it.",
    discussion: """
      Example:
        neiro label undo --labeller ann
      """)

  @OptionGroup var workspaceOptions: WorkspaceOptions
  @OptionGroup var labellerOptions: LabellerOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let workspace = try Workspace(root: workspaceOptions.folder)
    let database = try LabelDatabase(file: workspace.labelDatabaseFile)
    guard
      let undone = try database.undoLast(
        labeller: labellerOptions.labeller, taste: labellerOptions.taste)
    else {
      throw LabelFailure.nothingToUndo(labellerOptions.labeller, taste: labellerOptions.taste)
    }
    if output.json {
      try Output.json(LabelRow(undone))
    } else {
      Output.note(
        "Took back: \(undone.label.rawValue), \(undone.a.hex.prefix(8)) and \(undone.b.hex.prefix(8))."
      )
    }
  }
}

enum LabelFailure: Error, CustomStringConvertible {
  case nothingToUndo(String, taste: String)
  case mergedWithItself(String)
  case tooFewClips(Int)

  var description: String {
    switch self {
    case .nothingToUndo(let labeller, let taste):
      "There is no answer of “\(labeller)” by the taste “\(taste)” to take back."
    case .mergedWithItself(let path):
      "\(path) is this workspace's own database. Name another one."
    case .tooFewClips(let count):
      "A pair needs two clips, the library has \(count). Index more with `neiro index DIR`."
    }
  }
}
